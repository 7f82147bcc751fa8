import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { closed, integer, issuesOf, listOf, oneOf, text } from '../../../src/domain/kernel/codec.js'
import { left, mapLeft, right } from '../../../src/fp.js'

const decode = <A>(codec: t.Decoder<unknown, A>, json: unknown) => mapLeft(issuesOf)(codec.decode(json))
const issue = (pointer: string, rule: string) => left([{ pointer, rule }])

const Parcel = closed('Parcel', { weight: integer(1, 30), label: text(1, 5) }, { note: text(1, 5) })
const Load = closed('Load', { parcels: listOf(Parcel, 1, 2), fragile: t.boolean }, {})

describe('a closed object', () => {
  test('is read with and without its optional fields', () => {
    expect(decode(Parcel, { weight: 1, label: 'a' })).toEqual(right({ weight: 1, label: 'a' }))
    expect(decode(Parcel, { weight: 1, label: 'a', note: 'b' })).toEqual(
      right({ weight: 1, label: 'a', note: 'b' }),
    )
  })

  test('is not changed by reading it', () => {
    const json = Object.freeze({ weight: 1, label: 'a' })
    expect(decode(Parcel, json)).toEqual(right(json))
  })

  test.each([
    ['too much', { weight: 1, label: 'a', colour: 'red' }, '/colour', 'is not a known field'],
    ['too little', { weight: 1 }, '/label', 'is required'],
    ['undefined for what is required', { weight: 1, label: undefined }, '/label', 'must not be undefined'],
    [
      'undefined for what is optional',
      { weight: 1, label: 'a', note: undefined },
      '/note',
      'must not be undefined',
    ],
    ['a wrong value', { weight: 31, label: 'a' }, '/weight', 'must be an integer from 1 to 30'],
    ['a list', [1, 'a'], '', 'must be a plain object'],
    ['nothing', null, '', 'must be a plain object'],
  ])('names the field and the rule of %s', (_, json, pointer, rule) => {
    expect(decode(Parcel, json)).toEqual(issue(pointer, rule))
    expect(Parcel.is(json)).toBe(false)
  })

  test('tells all that is wrong at once, deep inside too, and each field once', () => {
    const parcels = [
      { weight: 0, label: '' },
      { weight: 1, label: 'a', note: 7 },
    ]
    expect(decode(Load, { parcels, fragile: 'no' })).toEqual(
      left([
        { pointer: '/parcels/0/weight', rule: 'must be an integer from 1 to 30' },
        {
          pointer: '/parcels/0/label',
          rule: 'must be text of 1 to 5 characters, without NUL or lone surrogates',
        },
        {
          pointer: '/parcels/1/note',
          rule: 'must be text of 1 to 5 characters, without NUL or lone surrogates',
        },
        { pointer: '/fragile', rule: 'must be boolean' },
      ]),
    )
  })

  test('escapes the names of fields as RFC 6901 says', () => {
    expect(decode(Parcel, { weight: 1, label: 'a', '~/': 1 })).toEqual(issue('/~0~1', 'is not a known field'))
  })

  test('is one without a class, and without a prototype at all', () => {
    class Label {
      readonly weight = 1
      readonly label = 'a'
    }
    const bare: unknown = Object.assign(Object.create(null), { weight: 1, label: 'a' })
    expect(decode(Parcel, bare)).toEqual(right({ weight: 1, label: 'a' }))
    for (const odd of [new Label(), Object.create({ weight: 1, label: 'a' }), new Map(), new Date(0)]) {
      expect(decode(Parcel, odd)).toEqual(issue('', 'must be a plain object'))
    }
  })
})

describe('a list', () => {
  const parcel = { weight: 1, label: 'a' }
  test.each([
    ['is too short', [], 'must have 1 to 2 items'],
    ['is too long', [parcel, parcel, parcel], 'must have 1 to 2 items'],
    ['is an object', { 0: parcel, length: 1 }, 'must be a list'],
    ['is a text', 'a', 'must be a list'],
  ])('that %s is refused', (_, parcels, rule) => {
    expect(decode(Load, { parcels, fragile: true })).toEqual(issue('/parcels', rule))
    expect(Load.is({ parcels, fragile: true })).toBe(false)
  })

  test('with a hole is refused at the hole', () => {
    expect(decode(Load, { parcels: new Array(1), fragile: true })).toEqual(
      issue('/parcels/0', 'must be a plain object'),
    )
  })
})

describe('text', () => {
  const Short = text(1, 4)
  test.each(['a', 'abcd', '🐦🐦', 'é', ' ', 'constructor'.slice(0, 4)])('may be %j', (value) => {
    expect(decode(Short, value)).toEqual(right(value))
  })
  test.each(['', 'abcde', '🐦🐦🐦', 'a\0', '\ud83d', '\udc26\ud83d', 1, null, ['a']])(
    'may not be %j',
    (value) => {
      expect(decode(Short, value)).toMatchObject(left([{ pointer: '' }]))
    },
  )

  test('is whatever comes back from UTF-8 and holds no NUL', () => {
    const units = fc.array(fc.constantFrom('a', 'é', '\ud83d', '\udc26', '🐦', '\uffff', '\0'), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(units, (parts) => {
        const value = parts.join('')
        const survives = new TextDecoder().decode(new TextEncoder().encode(value)) === value
        expect(text(0, 12).is(value)).toBe(survives && !value.includes('\0'))
      }),
    )
  })
})

describe('an integer', () => {
  const Safe = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  test.each([0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('may be %d', (value) => {
    expect(decode(Safe, value)).toEqual(right(value))
  })
  test.each([-0, 0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), '1', 1n, null, true])(
    'may not be %s',
    (value) => expect(decode(Safe, value)).toMatchObject(left([{ pointer: '' }])),
  )
})

test('a word is one of those listed, not what every object inherits', () => {
  const Size = oneOf('Size', ['S', 'M'])
  expect(decode(Size, 'M')).toEqual(right('M'))
  for (const other of ['s', '', 'constructor', '__proto__', 0, null, ['S']]) {
    expect(decode(Size, other)).toEqual(issue('', 'must be one of S, M'))
  }
})

describe('what is read straight through', () => {
  const PlainParcel = t.intersection([
    t.type({ weight: integer(1, 30), label: text(1, 5) }),
    t.partial({ note: text(1, 5) }),
  ])
  const PlainLoad = t.type({ parcels: t.array(PlainParcel), fragile: t.boolean })
  const maybe = <A>(right: fc.Arbitrary<A>) => fc.oneof({ weight: 9, arbitrary: right }, fc.jsonValue())
  const parcels = fc.array(
    maybe(
      fc.record(
        {
          weight: maybe(fc.integer({ min: 0, max: 31 })),
          label: maybe(fc.string({ maxLength: 6 })),
          note: maybe(fc.string({ minLength: 1, maxLength: 5 })),
        },
        { requiredKeys: ['weight'] },
      ),
    ),
    { maxLength: 3 },
  )
  const loads = maybe(fc.record({ parcels: maybe(parcels), fragile: maybe(fc.boolean()) }))
  const fitting = fc.record({
    parcels: fc.array(
      fc.record(
        {
          weight: fc.integer({ min: 1, max: 30 }),
          label: fc.stringMatching(/^[a-z]{1,5}$/),
          note: fc.stringMatching(/^[a-z]{1,5}$/),
        },
        { requiredKeys: ['weight', 'label'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    fragile: fc.boolean(),
  })
  const hasOnly = (u: object, keys: ReadonlyArray<string>) =>
    Object.keys(u).every((key) => keys.includes(key))
  const fits = (u: unknown): boolean =>
    PlainLoad.is(u) &&
    hasOnly(u, ['parcels', 'fragile']) &&
    u.parcels.length >= 1 &&
    u.parcels.length <= 2 &&
    u.parcels.every((parcel) => hasOnly(parcel, ['weight', 'label', 'note']))

  test('is what io-ts would read field by field, and all else has a field that is wrong', () => {
    fc.assert(
      fc.property(fc.oneof(loads, fitting), (json) => {
        const outcome = decode(Load, json)
        if (fits(json)) expect(outcome).toEqual(right(json))
        else expect(outcome).toEqual(left(expect.arrayContaining([expect.anything()])))
      }),
      { numRuns: 300 },
    )
  })
})
