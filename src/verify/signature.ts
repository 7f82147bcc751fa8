import { sign, verify } from 'node:crypto'
import { base64Of, bytesOf } from './base64.js'
import type { SigningKey, VerifierKey } from './keys.js'

const LINE = /^— ([^+\s]+) ([A-Za-z0-9+/=]+)$/
const ID_BYTES = 4
const SIGNATURE_BYTES = 64

/** A signature as signed notes tell it: who signed, and base64 of the key's id and the signature. */
export interface Signature {
  readonly name: string
  /** 8 hex digits. */
  readonly id: string
  readonly bytes: Uint8Array
}

/** Ed25519: the same text and key give the same line. */
export const signatureLine = (text: string, { verifier, key }: SigningKey): string => {
  const bytes = Buffer.concat([Buffer.from(verifier.id, 'hex'), sign(null, Buffer.from(text), key)])
  return `— ${verifier.name} ${base64Of(bytes)}`
}

/** `undefined` where the line is no signature of any kind. */
export const signatureIn = (line: string): Signature | undefined => {
  const [, name, body = ''] = LINE.exec(line) ?? []
  const bytes = bytesOf(body)
  if (name === undefined || bytes === undefined || bytes.length <= ID_BYTES) return undefined
  return {
    name,
    id: Buffer.from(bytes.subarray(0, ID_BYTES)).toString('hex'),
    bytes: bytes.subarray(ID_BYTES),
  }
}

/** Whether it says that it is by this key. */
export const isBy = ({ name, id }: Signature, key: VerifierKey): boolean => name === key.name && id === key.id

/** Whether it is. */
export const isSigned = (text: string, { bytes }: Signature, { key }: VerifierKey): boolean =>
  bytes.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, bytes)
