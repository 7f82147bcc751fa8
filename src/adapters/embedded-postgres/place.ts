import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedPostgresError, codeOf, otherwise, reasonOf } from './errors.js'
import type { Account } from './processes.js'

/** Where the data lie and who may run a server on them. */
export interface Place {
  readonly dataDir: string
  /** `undefined`: we ourselves. */
  readonly account: Account | undefined
}

/**
 * Postgres refuses to run as root, so root lends it an account: that of whoever made the data, else one that is there
 * on every system. None is ever made.
 */
const unprivilegedAccount = async (dataDir: string): Promise<Account> => {
  const before = await stat(join(dataDir, 'postgres')).catch(() => undefined)
  if (before !== undefined && before.uid !== 0)
    return { name: `${before.uid}`, uid: before.uid, gid: before.gid }
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const accounts = passwd.split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([candidate]) => candidate === name) ?? []
    if (uid !== undefined && gid !== undefined)
      return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  return { name: 'nobody', uid: 65534, gid: 65534 }
}

const mayEnter = async (folder: string, { uid, gid }: Account): Promise<boolean> => {
  const at = await stat(folder)
  const bit = at.uid === uid ? 0o100 : at.gid === gid ? 0o010 : 0o001
  if ((at.mode & bit) === 0) return false
  return dirname(folder) === folder || mayEnter(dirname(folder), { name: '', uid, gid })
}

const unusable = (folder: string, reason: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'FolderUnusable',
    `The data folder ${folder} ${reason}. Choose another one (--data). ${otherwise}`,
  )

const made = async (folder: string, mode: number): Promise<string> => {
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder, { mode }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    return await realpath(folder)
  } catch (error) {
    throw unusable(folder, `cannot be made: ${reasonOf(error)}`)
  }
}

/** In a folder where everybody may write, ours may have been laid by somebody else. */
const madeInPublic = async (folder: string): Promise<string> => {
  await made(folder, 0o711)
  const at = await lstat(folder)
  if (at.isDirectory() && at.uid === process.getuid?.() && (at.mode & 0o022) === 0) return folder
  throw unusable(folder, 'belongs to somebody else: it must be ours alone to write')
}

/**
 * The wanted folder, made if needed. As root, where the account that the server must run as cannot enter it: a folder
 * of its own under /var/tmp, always the same for the same wanted one.
 */
export const choosePlace = async (wanted: string, log: (line: string) => void): Promise<Place> => {
  const isRoot = process.getuid?.() === 0
  const dataDir = await made(resolve(wanted), isRoot ? 0o711 : 0o700)
  if (!isRoot) return { dataDir, account: undefined }
  const account = await unprivilegedAccount(dataDir)
  if (await mayEnter(dataDir, account)) return { dataDir, account }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const elsewhere = await madeInPublic(join('/var/tmp', `comptoir-${name}`))
  log(
    `Postgres cannot run as root, and the account ${account.name} cannot enter ${dataDir}: the data are in ${elsewhere}`,
  )
  return { dataDir: elsewhere, account }
}
