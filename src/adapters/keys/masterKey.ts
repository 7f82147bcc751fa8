import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

export const MASTER_KEY_VARIABLE = 'COMPTOIR_MASTER_KEY'
export const KEY_BYTES = 32

/** The master key is there but must not or cannot be used. The message says what to do about it. */
export class MasterKeyUnusable extends Error {
  readonly type = 'MasterKeyUnusable'
  constructor(
    /** The variable or file that holds it. */
    readonly source: string,
    readonly reason: 'NOT_32_BYTES' | 'OPEN_TO_OTHERS' | 'NOT_A_FILE',
    remedy: string,
  ) {
    super(`${source}: ${remedy}`)
    this.name = 'MasterKeyUnusable'
  }
}

/**
 * The key that wraps all others: 32 bytes, from the variable `COMPTOIR_MASTER_KEY` (base64) or, where that is not set,
 * from `file`, which is made with a new key at first use and readable by its owner alone. Keep it apart from backups of
 * the database: together they open what is sealed, and without it nothing can be opened any more.
 *
 * Throws `MasterKeyUnusable`.
 */
export const loadMasterKey = async ({
  env,
  file,
}: {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file: string
}): Promise<Uint8Array> => {
  const fromEnv = env[MASTER_KEY_VARIABLE]
  if (fromEnv !== undefined) return decoded(fromEnv, MASTER_KEY_VARIABLE)
  return (await readKeyFile(file)) ?? (await makeKeyFile(file))
}

const decoded = (base64: string, source: string): Uint8Array => {
  const key = Buffer.from(base64, 'base64')
  // Node skips what is not base64, so only writing it again tells whether all of it was read.
  if (key.length === KEY_BYTES && key.toString('base64') === base64.trim()) return key
  const remedy = `must be ${KEY_BYTES} bytes in base64, such as \`openssl rand -base64 ${KEY_BYTES}\` prints`
  throw new MasterKeyUnusable(source, 'NOT_32_BYTES', remedy)
}

const readKeyFile = async (file: string): Promise<Uint8Array | undefined> => {
  const opened = await open(file, 'r').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (opened === undefined) return undefined
  try {
    // Of the opened file, not of the path: nobody can put another one there in between.
    const stat = await opened.stat()
    if (!stat.isFile()) throw new MasterKeyUnusable(file, 'NOT_A_FILE', 'must be a file')
    // Windows has no such permissions; there the folder's access list protects the file.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const remedy = `others can get at it; change the key if they may have, then run \`chmod 600 ${file}\``
      throw new MasterKeyUnusable(file, 'OPEN_TO_OTHERS', remedy)
    }
    if (stat.size > 1_000) return decoded('', file)
    return decoded(await opened.readFile('utf8'), file)
  } finally {
    await opened.close()
  }
}

/** Written whole under another name and then linked: whoever starts at the same moment gets this key or makes the one. */
const makeKeyFile = async (file: string): Promise<Uint8Array> => {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  try {
    const written = await open(draft, 'wx', 0o600)
    try {
      await written.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
      await written.sync()
    } finally {
      await written.close()
    }
    await link(draft, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKeyFile(file)) ?? decoded('', file)
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
