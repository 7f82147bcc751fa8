import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unwrapKey, wrapKey, WrongMasterKey } from '../../../src/adapters/keys/wrapping.js'

const master = randomBytes(32)
const key = randomBytes(32)

describe('a wrapped key', () => {
  test('is unwrapped as it was', () => {
    expect(unwrapKey(master, 'buyer-1', wrapKey(master, 'buyer-1', key))).toEqual(key)
  })

  test('is other bytes each time', () => {
    expect(wrapKey(master, 'buyer-1', key)).not.toEqual(wrapKey(master, 'buyer-1', key))
  })

  test('is a clear error under another master key, never another key', () => {
    const wrapped = wrapKey(master, 'buyer-1', key)
    const unwrap = () => unwrapKey(randomBytes(32), 'buyer-1', wrapped)
    expect(unwrap).toThrow(WrongMasterKey)
    expect(unwrap).toThrow(expect.objectContaining({ type: 'WrongMasterKey', subjectId: 'buyer-1' }))
  })

  test('belongs to its subject', () => {
    expect(() => unwrapKey(master, 'buyer-2', wrapKey(master, 'buyer-1', key))).toThrow(WrongMasterKey)
  })

  test('does not survive a changed bit or a lost byte', () => {
    fc.assert(
      fc.property(fc.nat(60 * 8 - 1), fc.nat(59), (bit, length) => {
        const wrapped = wrapKey(master, 'buyer-1', key)
        const changed = Uint8Array.from(wrapped, (byte, i) =>
          i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        )
        expect(() => unwrapKey(master, 'buyer-1', changed)).toThrow(WrongMasterKey)
        expect(() => unwrapKey(master, 'buyer-1', wrapped.subarray(0, length))).toThrow(WrongMasterKey)
      }),
    )
  })
})
