import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto'
import { base64Of, bytesOf } from './base64.js'

/** Ed25519, as signed notes count algorithms. */
const ALGORITHM = 1
const KEY_BYTES = 32
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
/** Of the log: what stands before the signature. No space and no plus, which end it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/~-]{0,119}$/

/** What signatures of one signer are checked with. */
export interface VerifierKey {
  readonly name: string
  /** 8 hex digits that tell keys of one name apart. */
  readonly id: string
  readonly key: KeyObject
}

export interface SigningKey {
  readonly verifier: VerifierKey
  readonly key: KeyObject
}

export const isKeyName = (name: string): boolean => NAME.test(name)

const idOf = (name: string, bytes: Uint8Array): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ALGORITHM), bytes]), 'hex').slice(
    0,
    8,
  )

const verifierOf = (name: string, bytes: Uint8Array): VerifierKey => ({
  name,
  id: idOf(name, bytes),
  key: createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' }),
})

const rawPublic = (key: KeyObject): Uint8Array =>
  key.export({ format: 'der', type: 'spki' }).subarray(SPKI.length)

const bodyOf = (text: string): Uint8Array | undefined => {
  const bytes = bytesOf(text)
  return bytes?.length === 1 + KEY_BYTES && bytes[0] === ALGORITHM ? bytes.subarray(1) : undefined
}

/** A verifier key in its text form, `name+id+base64` (C2SP signed-note); `undefined` where it is none. */
export const verifierKeyOf = (text: string): VerifierKey | undefined => {
  const [, name = '', id = '', body = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const bytes = bodyOf(body)
  return isKeyName(name) && bytes !== undefined && idOf(name, bytes) === id
    ? verifierOf(name, bytes)
    : undefined
}

export const verifierText = ({ name, id, key }: VerifierKey): string =>
  `${name}+${id}+${base64Of(Buffer.concat([Uint8Array.of(ALGORITHM), rawPublic(key)]))}`

/** A signing key in its text form, `PRIVATE+KEY+name+id+base64`; `undefined` where it is none. */
export const signingKeyOf = (text: string): SigningKey | undefined => {
  const [, name = '', id = '', body = ''] =
    /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const seed = bodyOf(body)
  if (!isKeyName(name) || seed === undefined) return undefined
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const verifier = verifierOf(name, rawPublic(createPublicKey(key)))
  return verifier.id === id ? { verifier, key } : undefined
}

/** A new pair, as texts. */
export const newKeys = (name: string): { readonly signing: string; readonly verifier: string } => {
  if (!isKeyName(name)) throw new RangeError('the name of a key has no space and no plus')
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length)
  const verifier = verifierOf(name, rawPublic(publicKey))
  const body = base64Of(Buffer.concat([Uint8Array.of(ALGORITHM), seed]))
  return { signing: `PRIVATE+KEY+${name}+${verifier.id}+${body}`, verifier: verifierText(verifier) }
}
