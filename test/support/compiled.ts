import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Compiled {
  /** Of the command line, as JavaScript. */
  readonly main: string
  /** Of any other source, told by its path in the project. */
  readonly path: (source: string) => string
  discard(): Promise<void>
}

/**
 * The sources as they are now, without their types, beside what they need at run time. A process that starts from here
 * takes half of the time that it takes where each compiles for itself, and a run of the tests starts a hundred.
 */
export const compileSources = async (folders: ReadonlyArray<string>): Promise<Compiled> => {
  const directory = await mkdtemp(join(tmpdir(), 'comptoir-compiled-'))
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction')
  await cp(join(root, 'package.json'), join(directory, 'package.json'))
  const entries = await Promise.all(
    folders.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  )
  const files = entries
    .flat()
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  await build({
    entryPoints: files.filter((file) => file.endsWith('.ts')),
    outdir: directory,
    outbase: root,
    target: 'es2023',
    format: 'esm',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  for (const file of files.filter((each) => !each.endsWith('.ts')))
    await cp(file, join(directory, file.slice(root.length)))
  return {
    main: join(directory, 'src/cli/main.js'),
    path: (source) => join(directory, source.replace(/\.ts$/, '.js')),
    discard: () => rm(directory, { recursive: true, force: true }),
  }
}
