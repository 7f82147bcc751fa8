import { base64Of, bytesOf } from './base64.js'
import type { SigningKey, VerifierKey } from './keys.js'
import { isBy, isSigned, signatureIn, signatureLine, type Signature } from './signature.js'
import { HASH_BYTES, type Hash } from './tree.js'

/** What a log was when somebody signed it (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: its name and the incarnation of its store, `comptoir/6f0cb0f4-…`. */
  readonly origin: string
  /** Events. */
  readonly size: number
  readonly root: Hash
  /** Of the last event in the store, `commit/prepare`; `0/0` in an empty one. */
  readonly position: string
  /** When it was signed. */
  readonly at: string
}

export type CheckpointFault =
  | 'CheckpointUnreadable'
  /** It is signed by others, not by the key that was asked for. */
  | 'SignerUnknown'
  | 'SignatureInvalid'
  | 'OriginDiffers'

const POSITION = /^position (\d{1,19}\/\d{1,19})$/
const TIME = /^time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/

const textOf = ({ origin, size, root, position, at }: Checkpoint): string =>
  `${origin}\n${size}\n${base64Of(root)}\nposition ${position}\ntime ${at}\n`

/** The checkpoint as a signed note: its lines, an empty one, the signature's. */
export const signedCheckpoint = (checkpoint: Checkpoint, key: SigningKey): string => {
  const text = textOf(checkpoint)
  return `${text}\n${signatureLine(text, key)}\n`
}

const read = (text: string): Checkpoint | undefined => {
  const [origin = '', size = '', root = '', place = '', time = '', end] = text.split('\n')
  const bytes = bytesOf(root)
  const checkpoint = {
    origin,
    size: Number(size),
    root: bytes ?? new Uint8Array(),
    position: POSITION.exec(place)?.[1] ?? '',
    at: TIME.exec(time)?.[1] ?? '',
  }
  const isWhole = bytes?.length === HASH_BYTES && Number.isSafeInteger(checkpoint.size) && end === ''
  // Written again it is the same text, so that nothing is in it that is not read.
  return isWhole && origin !== '' && textOf(checkpoint) === text ? checkpoint : undefined
}

/**
 * Reads a note that `key` must have signed, for the log that is named. Signatures of others, such as witnesses, may stand
 * beside it.
 */
export const openCheckpoint = (
  note: string,
  key: VerifierKey,
  origin?: string,
): Checkpoint | CheckpointFault => {
  const end = note.indexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return 'CheckpointUnreadable'
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2, -1).split('\n')
  const signatures: Array<Signature> = []
  for (const line of lines) {
    const signature = signatureIn(line)
    if (signature === undefined) return 'CheckpointUnreadable'
    if (isBy(signature, key)) signatures.push(signature)
  }
  if (signatures.length === 0) return 'SignerUnknown'
  if (!signatures.every((signature) => isSigned(text, signature, key))) return 'SignatureInvalid'
  const checkpoint = read(text)
  if (checkpoint === undefined) return 'CheckpointUnreadable'
  return origin === undefined || checkpoint.origin === origin ? checkpoint : 'OriginDiffers'
}

/** The notes of a file to which notes are only added, each ended by an empty line. */
export const notesIn = (file: string): ReadonlyArray<string> => {
  if (file === '') return []
  const blocks = file.replace(/\n+$/, '').split('\n\n')
  return Array.from(
    { length: Math.ceil(blocks.length / 2) },
    (_, i) => `${blocks.slice(2 * i, 2 * i + 2).join('\n\n')}\n`,
  )
}
