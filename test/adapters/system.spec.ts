import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { v5 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { NotCanonical } from '../../src/adapters/canonicalJson.js'
import { COMPTOIR_NAMESPACE, system } from '../../src/adapters/system.js'
import { Instant } from '../../src/domain/kernel/time.js'

describe('canonical JSON', () => {
  const vectors: ReadonlyArray<readonly [string, unknown, string]> = [
    ['no white space', { b: [1, 2], a: { d: null } }, '{"a":{"d":null},"b":[1,2]}'],
    ['lists keep their order', [3, 1, 2], '[3,1,2]'],
    ['empty ones stay', { list: [], object: {} }, '{"list":[],"object":{}}'],
    ['digits sort as text', { '10': 1, '9': 2, '1': 3 }, '{"1":3,"10":1,"9":2}'],
    ['upper case before lower case', { b: 1, B: 2, a: 3, A: 4 }, '{"A":4,"B":2,"a":3,"b":1}'],
    ['nested keys are sorted too', { z: [{ y: 1, x: 2 }] }, '{"z":[{"x":2,"y":1}]}'],
    ['minus zero is zero', [-0], '[0]'],
    ['numbers as ECMAScript prints them', [1e21, 1e-7, 100, 0.5], '[1e+21,1e-7,100,0.5]'],
    ['controls are escaped', '\u0000\u001f\b\t\n\f\r', String.raw`"\u0000\u001f\b\t\n\f\r"`],
    ['quote and backslash are escaped, slash is not', '"\\/', String.raw`"\"\\/"`],
    ['all else stands as it is', 'é€\u2028😀', '"é€\u2028😀"'],
    ['literals', [true, false, null], '[true,false,null]'],
  ]
  test.each(vectors)('%s', (_, value, text) => {
    expect(system.canonical(value)).toBe(text)
  })

  test('orders keys by UTF-16 code units, not by code points', () => {
    // U+1F600 is written D83D DE00, which comes before U+FB33 although its code point is greater.
    expect(system.canonical({ '\uFB33': 1, '\u{1F600}': 2, '\u20AC': 3 })).toBe(
      '{"\u20AC":3,"\u{1F600}":2,"\uFB33":1}',
    )
  })

  test('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (object) => {
        const backwards = Object.fromEntries(Object.entries(object).reverse())
        expect(system.canonical(backwards)).toBe(system.canonical(object))
      }),
    )
  })

  test('is what the reference implementation of RFC 8785 writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (json) => {
        expect(system.canonical(json)).toBe(canonicalize(json))
      }),
    )
  })

  test('is read back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (json) => {
        const text = system.canonical(json)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)))
        expect(system.canonical(JSON.parse(text))).toBe(text)
      }),
    )
  })

  const loop: { self?: unknown } = {}
  loop.self = loop
  const refused: ReadonlyArray<readonly [string, unknown, string]> = [
    ['undefined', undefined, ''],
    ['an undefined field', { a: { b: undefined } }, '/a/b'],
    ['an undefined item', { a: [1, undefined] }, '/a/1'],
    ['a hole', { a: new Array<number>(1) }, '/a/0'],
    ['a function', { 'a/b': () => 1 }, '/a~1b'],
    ['a symbol', { a: Symbol('a') }, '/a'],
    ['a bigint', { a: 1n }, '/a'],
    ['NaN', { a: Number.NaN }, '/a'],
    ['infinity', { a: -Infinity }, '/a'],
    ['a lone surrogate', { a: '\uD800' }, '/a'],
    ['a lone surrogate in a key', { a: { '\uDC00x': 1 } }, '/a/\uDC00x'],
    ['a date', { a: new Date(0) }, '/a'],
    ['a map', { a: new Map() }, '/a'],
    ['bytes', { a: new Uint8Array(1) }, '/a'],
    ['a loop', loop, '/self'.repeat(100)],
  ]
  test.each(refused)('refuses %s, and says where', (_, value, pointer) => {
    expect(() => system.canonical(value)).toThrow(NotCanonical)
    expect(() => system.canonical(value)).toThrow(expect.objectContaining({ type: 'NotCanonical', pointer }))
  })
})

describe('ids', () => {
  test('of a name are the same for the same name, for ever', () => {
    expect(system.idOf('order-1/0')).toBe('eb8fe232-a825-5480-8f04-f1ae5bc72cc1')
    expect(system.idOf('')).toBe('9708f56d-efce-57f0-9dbf-9727c2ca4210')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(system.idOf(name)).toBe(v5(name, COMPTOIR_NAMESPACE))
      }),
    )
    expect(COMPTOIR_NAMESPACE).toBe('c1035594-df06-4432-8a87-bfd21e64a0c5')
  })

  test('of two names differ', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(system.idOf(a) === system.idOf(b)).toBe(a === b)
      }),
    )
  })

  test('that are new are version 7 and come in the order of their making', () => {
    const ids = Array.from({ length: 1_000 }, () => system.newId())
    expect(new Set(ids).size).toBe(1_000)
    expect(ids).toEqual([...ids].sort())
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('fingerprints', () => {
  test('are SHA-256 of the UTF-8 bytes, in hex', () => {
    expect(system.fingerprint('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(system.fingerprint('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c')
  })
})

describe('the clock', () => {
  test('tells instants that do not go back', () => {
    const first = system.now()
    expect(Instant.is(first)).toBe(true)
    expect(system.now() >= first).toBe(true)
  })

  test('scatters a wait over its later half', () => {
    const waits = Array.from({ length: 200 }, () => system.jitter(1_000))
    expect(waits.every((ms) => ms >= 500 && ms <= 1_000)).toBe(true)
    expect(new Set(waits).size).toBeGreaterThan(100)
  })

  test('sleeps at least as long as asked', async () => {
    const before = performance.now()
    await system.sleep(20)
    // Timers count whole milliseconds.
    expect(performance.now() - before).toBeGreaterThanOrEqual(19)
  })

  test('wakes when the signal aborts, and leaves no listener behind', async () => {
    const abort = new AbortController()
    const asleep = system.sleep(2 ** 40, abort.signal)
    abort.abort()
    await expect(asleep).resolves.toBeUndefined()
  })

  test('does not sleep under a signal that has aborted', async () => {
    await expect(system.sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined()
  })
})
