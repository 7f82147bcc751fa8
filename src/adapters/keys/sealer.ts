import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { KeyStore, Sealer } from '../../application/ports.js'
import { text } from '../../domain/kernel/codec.js'
import { SubjectId } from '../../domain/kernel/ids.js'
import { left, right } from '../../fp.js'

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** With the tag and in base64 this fills the 16,384 characters that a `Sealed` carries. */
export const PLAINTEXT_BYTES_MAX = 12_272
const Purpose = text(1, 40)

/** What cannot be sealed, whatever the key: a fault of the caller. `rule` says what `field` must be. */
export class NotSealable extends Error {
  readonly type = 'NotSealable'
  constructor(
    readonly field: string,
    readonly rule: string,
  ) {
    super(`${field} ${rule}`)
    this.name = 'NotSealable'
  }
}

/**
 * Seals with AES-256-GCM under the subject's key. The nonce is not drawn but made of what is sealed, by a keyed hash: the
 * same text of the same subject and purpose gives the same bytes, and another text never meets the same nonce. Equal
 * values of one subject can therefore be told to be equal, of two subjects not.
 *
 * `seal` throws `NotSealable` for what a `Sealed` cannot carry.
 */
export const sealer = (keyStore: KeyStore): Sealer => ({
  seal: async (subjectId, purpose, plaintext) => {
    requireSealable(subjectId, purpose, plaintext)
    const held = await keyStore.keyOf(subjectId)
    if (held === 'destroyed') return left({ type: 'Erased', subjectId })
    const nonce = nonceOf(held.key, purpose, plaintext)
    const cipher = createCipheriv('aes-256-gcm', held.key, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(boundTo(subjectId, purpose))
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return right({
      subjectId,
      purpose,
      nonce: nonce.toString('base64'),
      ciphertext: ciphertext.toString('base64'),
    })
  },
  open: async (sealed) => {
    const { subjectId, purpose } = sealed
    const broken = left({ type: 'SealBroken' as const, subjectId })
    const held = await keyStore.find(subjectId)
    if (held === 'destroyed') return left({ type: 'Erased', subjectId })
    const nonce = bytesOf(sealed.nonce)
    const ciphertext = bytesOf(sealed.ciphertext)
    if (held === undefined || nonce?.length !== NONCE_BYTES) return broken
    if (ciphertext === undefined || ciphertext.length < TAG_BYTES) return broken
    const decipher = createDecipheriv('aes-256-gcm', held.key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(subjectId, purpose))
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES))
    try {
      const text = decipher.update(ciphertext.subarray(0, -TAG_BYTES))
      return right(Buffer.concat([text, decipher.final()]).toString('utf8'))
    } catch {
      return broken
    }
  },
})

const requireSealable = (subjectId: string, purpose: string, plaintext: string): void => {
  if (!SubjectId.is(subjectId)) throw new NotSealable('subjectId', 'must be an identifier')
  if (!Purpose.is(purpose)) throw new NotSealable('purpose', 'must be text of 1 to 40 characters')
  if (/\p{Surrogate}/u.test(plaintext)) throw new NotSealable('plaintext', 'must not hold a lone surrogate')
  if (Buffer.byteLength(plaintext) > PLAINTEXT_BYTES_MAX) {
    throw new NotSealable('plaintext', `must be at most ${PLAINTEXT_BYTES_MAX} bytes in UTF-8`)
  }
}

// Neither a subject nor a purpose can hold NUL, so no two pairs are joined to the same bytes.
const boundTo = (subjectId: string, purpose: string): Buffer => Buffer.from(`${subjectId}\0${purpose}`)

/** Under a key of its own, derived from the subject's, so that the nonces tell nothing about the encryption key. */
const nonceOf = (key: Uint8Array, purpose: string, plaintext: string): Buffer => {
  const nonceKey = new Uint8Array(hkdfSync('sha256', key, '', 'comptoir/sealer/nonce', 32))
  return createHmac('sha256', nonceKey).update(`${purpose}\0${plaintext}`).digest().subarray(0, NONCE_BYTES)
}

/** Node decodes almost anything: what does not read back as it was is not base64. */
const bytesOf = (base64: string): Buffer | undefined => {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? bytes : undefined
}
