import fc from 'fast-check'
import { text } from '../../src/domain/kernel/codec.js'

/** JSON of the kernel's words. Ids come from small pools, so that messages meet. */
export const idFrom = (prefix: string, count = 3): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: count }).map((n) => `${prefix}${n}`)

export const amountJson = fc
  .oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 100_000n), fc.bigInt(0n, 999_999_999_999n))
  .map(String)

export const totalJson = fc.bigInt(0n, 999_999_999_999_999n).map(String)

export const instantJson = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Text of `min` to `max` UTF-16 units of any script, without NUL. */
export const words = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(max, 12) }).filter(text(min, max).is)

export const zoneJson = fc.constantFrom('Europe/Paris', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC')
export const marketJson = fc.constantFrom('FR', 'DE', 'BR')
export const currencyJson = fc.constantFrom('EUR', 'BRL', 'JPY', 'KWD')

const base64 = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => Buffer.from(bytes).toString('base64'))

export const sealedJson = fc.record({
  subjectId: idFrom('person-'),
  purpose: words(1, 40),
  nonce: base64(12, 12),
  ciphertext: base64(16, 64),
})
