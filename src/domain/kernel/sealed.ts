import type * as t from 'io-ts'
import { closed, refined, text } from './codec.js'
import { SubjectId } from './ids.js'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Padded base64 (RFC 4648 section 4), so that nothing readable can be mistaken for something sealed. */
const base64 = (max: number): t.Type<string> =>
  refined(
    `Base64to${max}`,
    `must be padded base64 of 4 to ${max} characters`,
    (u): u is string => typeof u === 'string' && u.length >= 4 && u.length <= max && BASE64.test(u),
  )

/**
 * Personal data as the domain sees it: opaque. AES-256-GCM under the key of one data subject, which lives outside the
 * event store; destroying that key erases the data and leaves every stored byte, hash and proof as it was.
 * `purpose` says what is inside (`recipient`, `identity`, `iban`) and is authenticated with the subject.
 */
export const Sealed = closed(
  'Sealed',
  { subjectId: SubjectId, purpose: text(1, 40), nonce: base64(24), ciphertext: base64(16_384) },
  {},
)
export type Sealed = t.TypeOf<typeof Sealed>
export type SealedJson = t.OutputOf<typeof Sealed>
