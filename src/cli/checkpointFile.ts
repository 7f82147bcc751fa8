import { open, readFile } from 'node:fs/promises'
import type { Checkpoint } from '../verify/checkpoint.js'
import { notesIn, openCheckpoint } from '../verify/checkpoint.js'
import { signingKeyOf, verifierKeyOf, type SigningKey, type VerifierKey } from '../verify/keys.js'
import { CommandFailed, UsageError, messageOf } from './failure.js'

const missing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const textOf = async (file: string, what: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFailed(`cannot read the ${what} ${file}: ${messageOf(error)}`, { cause: error })
  }
}

/** The notes of the file; none where there is no file yet and that is allowed. */
export const readNotes = async (
  file: string,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): Promise<ReadonlyArray<string>> => {
  try {
    return notesIn(await readFile(file, 'utf8'))
  } catch (error) {
    if (mayBeMissing && missing(error)) return []
    throw new CommandFailed(`cannot read the checkpoints in ${file}: ${messageOf(error)}`, { cause: error })
  }
}

/** Adds a note to the end, and waits until the disk has it. What is there already is never written again. */
export const addNote = async (file: string, note: string): Promise<void> => {
  const handle = await open(file, 'a', 0o644)
  try {
    await handle.appendFile(`${note}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const readSigningKey = async (file: string): Promise<SigningKey> => {
  const key = signingKeyOf(await textOf(file, 'signing key'))
  if (key === undefined)
    throw new UsageError(`${file} holds no signing key: \`comptoir audit keygen\` makes one`)
  return key
}

/** From its text, or from a file that holds it; a signing key tells its verifier, too. */
export const readVerifierKey = async (given: string): Promise<VerifierKey> => {
  const text = given.includes('+') ? given : await textOf(given, 'key')
  const key = verifierKeyOf(text) ?? signingKeyOf(text)?.verifier
  if (key === undefined) throw new UsageError('--key: it is no key (name+id+base64), and no file with one')
  return key
}

/** The last note of the file, which must be one of this log by this key: nothing is signed after what is not. */
export const lastCheckpoint = async (
  file: string,
  key: VerifierKey,
  origin: string,
): Promise<{ readonly note: string; readonly checkpoint: Checkpoint } | undefined> => {
  const note = (await readNotes(file, { mayBeMissing: true })).at(-1)
  if (note === undefined) return undefined
  const checkpoint = openCheckpoint(note, key, origin)
  if (typeof checkpoint === 'string')
    throw new CommandFailed(
      `the last checkpoint in ${file} is not one of this log by this key (${checkpoint}): name another file`,
    )
  return { note, checkpoint }
}
