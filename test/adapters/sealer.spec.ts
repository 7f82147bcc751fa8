import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { NotSealable, PLAINTEXT_BYTES_MAX, sealer } from '../../src/adapters/keys/sealer.js'
import { memoryKeyStore } from '../../src/adapters/memory/keyStore.js'
import type { KeyStore } from '../../src/application/ports.js'
import { Sealed, type SealedJson } from '../../src/domain/kernel/sealed.js'
import { isLeft, left, right } from '../../src/fp.js'

const subject = fc.constantFrom('buyer-1', 'buyer-2', 'seller.3')
const purpose = fc.constantFrom('recipient', 'identity', 'iban')
const plaintext = fc.string({ unit: 'grapheme', maxLength: 300 })

const flipped = (base64: string, bit: number): string => {
  const bytes = Buffer.from(base64, 'base64')
  const at = bit % (bytes.length * 8)
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
  return bytes.toString('base64')
}

let keys: KeyStore
beforeEach(() => {
  keys = memoryKeyStore()
})

const sealed = async (subjectId: string, as: string, text: string): Promise<SealedJson> => {
  const done = await sealer(keys).seal(subjectId, as, text)
  if (isLeft(done)) throw new Error(done.left.type)
  return done.right
}

describe('a sealed text', () => {
  test('opens as it was, and fits the codec of what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(subject, purpose, plaintext, async (who, as, text) => {
        const json = await sealed(who, as, text)
        expect(Sealed.decode(json)).toEqual(right(json))
        expect(await sealer(keys).open(json)).toEqual(right(text))
      }),
    )
  })

  test('shows nothing of the text', async () => {
    const json = JSON.stringify(await sealed('buyer-1', 'recipient', 'Camille Moreau, 3 rue des Lilas'))
    expect(json).not.toContain('Moreau')
    expect(Buffer.from(json, 'base64').toString('latin1')).not.toContain('Moreau')
  })

  test('is the same bytes when sealed again, and other bytes for anything else', async () => {
    const whole = fc.tuple(subject, purpose, plaintext)
    await fc.assert(
      fc.asyncProperty(whole, whole, async (a, b) => {
        const [first, again, other] = [await sealed(...a), await sealed(...a), await sealed(...b)]
        expect(again).toEqual(first)
        const same = JSON.stringify(a) === JSON.stringify(b)
        expect(other.nonce === first.nonce && other.ciphertext === first.ciphertext).toBe(same)
      }),
    )
  })

  test('never meets the nonce of another text, though purpose and text join to the same characters', async () => {
    const nonces = [
      await sealed('buyer-1', 'ab', 'c'),
      await sealed('buyer-1', 'a', 'bc'),
      await sealed('buyer-1', 'abc', ''),
      await sealed('buyer-2', 'ab', 'c'),
    ].map(({ nonce }) => nonce)
    expect(new Set(nonces).size).toBe(4)
  })

  test('does not open once any bit was changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        plaintext,
        fc.constantFrom<'nonce' | 'ciphertext'>('nonce', 'ciphertext'),
        fc.nat(),
        async (text, field, bit) => {
          const json = await sealed('buyer-1', 'recipient', text)
          const changed = { ...json, [field]: flipped(json[field], bit) }
          expect(await sealer(keys).open(changed)).toEqual(left({ type: 'SealBroken', subjectId: 'buyer-1' }))
        },
      ),
    )
  })

  test('does not open for another subject or purpose', async () => {
    const json = await sealed('buyer-1', 'recipient', 'Camille')
    await sealed('buyer-2', 'recipient', 'Camille')
    const opened = (change: Partial<SealedJson>) => sealer(keys).open({ ...json, ...change })
    expect(await opened({ subjectId: 'buyer-2' })).toEqual(left({ type: 'SealBroken', subjectId: 'buyer-2' }))
    expect(await opened({ purpose: 'identity' })).toEqual(left({ type: 'SealBroken', subjectId: 'buyer-1' }))
    expect(await opened({ subjectId: 'nobody' })).toEqual(left({ type: 'SealBroken', subjectId: 'nobody' }))
  })

  const rubbish: ReadonlyArray<readonly [string, Partial<SealedJson>]> = [
    ['a nonce that is not base64', { nonce: '!!!!' }],
    ['a short nonce', { nonce: 'AAAA' }],
    ['a ciphertext shorter than its tag', { ciphertext: 'AAAA' }],
    ['a ciphertext that is not base64', { ciphertext: 'é' }],
    ['nothing', { nonce: '', ciphertext: '' }],
  ]
  test.each(rubbish)('does not open with %s', async (_, change) => {
    const json = await sealed('buyer-1', 'recipient', 'Camille')
    expect(await sealer(keys).open({ ...json, ...change })).toEqual(
      left({ type: 'SealBroken', subjectId: 'buyer-1' }),
    )
  })

  test('does not open when its base64 is written in another way', async () => {
    const json = await sealed('buyer-1', 'recipient', 'Camille')
    expect(await sealer(keys).open({ ...json, ciphertext: `${json.ciphertext}\n` })).toEqual(
      left({ type: 'SealBroken', subjectId: 'buyer-1' }),
    )
  })

  test('is lost for ever when its subject is erased, and nothing more is sealed for them', async () => {
    const json = await sealed('buyer-1', 'recipient', 'Camille')
    const other = await sealed('buyer-2', 'recipient', 'Dominique')
    await keys.destroy('buyer-1')
    expect(await sealer(keys).open(json)).toEqual(left({ type: 'Erased', subjectId: 'buyer-1' }))
    expect(await sealer(keys).seal('buyer-1', 'recipient', 'Camille')).toEqual(
      left({ type: 'Erased', subjectId: 'buyer-1' }),
    )
    expect(await sealer(keys).open(other)).toEqual(right('Dominique'))
  })
})

describe('what cannot be sealed', () => {
  const refused: ReadonlyArray<readonly [string, string, string, string]> = [
    ['subjectId', 'no spaces', 'recipient', 'text'],
    ['subjectId', '', 'recipient', 'text'],
    ['purpose', 'buyer-1', '', 'text'],
    ['purpose', 'buyer-1', 'x'.repeat(41), 'text'],
    ['purpose', 'buyer-1', 'a\0b', 'text'],
    ['plaintext', 'buyer-1', 'recipient', 'a\uD800'],
    ['plaintext', 'buyer-1', 'recipient', 'é'.repeat(PLAINTEXT_BYTES_MAX / 2 + 1)],
  ]
  test.each(refused)('is refused by naming the field: %s', async (field, who, as, text) => {
    const failed = sealer(keys).seal(who, as, text)
    await expect(failed).rejects.toBeInstanceOf(NotSealable)
    await expect(failed).rejects.toMatchObject({ type: 'NotSealable', field })
  })

  test('begins one byte after the longest text that a command can carry', async () => {
    const json = await sealed('buyer-1', 'recipient', 'x'.repeat(PLAINTEXT_BYTES_MAX))
    expect(Sealed.is(json)).toBe(true)
    expect(json.ciphertext).toHaveLength(16_384)
  })
})
