import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { KEY_BYTES } from './masterKey.js'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The subject's key was wrapped under another master key, or for another subject, or its bytes were changed. */
export class WrongMasterKey extends Error {
  readonly type = 'WrongMasterKey'
  constructor(readonly subjectId: string) {
    super(
      `the key of ${subjectId} does not open under this master key: bring back the one that this database was used with`,
    )
    this.name = 'WrongMasterKey'
  }
}

/**
 * A subject's key as it may be stored: nonce, ciphertext and tag of AES-256-GCM under the master key, bound to the
 * subject. Nonces are random, which is safe for 2³² subjects under one master key (NIST SP 800-38D, 8.3).
 */
export const wrapKey = (masterKey: Uint8Array, subjectId: string, key: Uint8Array): Uint8Array => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(subjectId))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** The key that was wrapped. Throws `WrongMasterKey`. */
export const unwrapKey = (masterKey: Uint8Array, subjectId: string, wrapped: Uint8Array): Uint8Array => {
  if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new WrongMasterKey(subjectId)
  const nonce = wrapped.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(subjectId))
  decipher.setAuthTag(wrapped.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    throw new WrongMasterKey(subjectId)
  }
}
