// What tsc leaves out of dist: files that the code reads at run time, in the same folders. And it takes away what is left
// in dist of a source that is gone, because all of dist is packed.
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const ASSET = /\.sql$/
const COMPILED = /\.(?:d\.ts|js\.map|js)$/

/** Paths of the files below a folder, from that folder. */
const filesBelow = async (folder) =>
  (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))

const sources = await filesBelow('src')
const assets = sources.filter((file) => ASSET.test(file))
for (const file of assets) {
  await mkdir(dirname(join(root, 'dist', file)), { recursive: true })
  await cp(join(root, 'src', file), join(root, 'dist', file))
}

const kept = new Set([...assets, ...sources.map((file) => file.replace(/\.ts$/, '')), '.tsbuildinfo'])
for (const file of await filesBelow('dist')) {
  if (!kept.has(file) && !kept.has(file.replace(COMPILED, ''))) await rm(join(root, 'dist', file))
}
