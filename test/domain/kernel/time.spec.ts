import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  epochMsOf,
  Instant,
  instantOf,
  instantOfLocal,
  LocalDate,
  localDateOf,
  Zone,
} from '../../../src/domain/kernel/time.js'
import { right } from '../../../src/fp.js'
import { instant, valueOf } from '../../support/spec.js'

const zone = (name: string): Zone => valueOf(Zone.decode(name))

describe('an instant', () => {
  test.each([
    '2017-10-02T13:56:33.000Z',
    '0000-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '2024-02-29T00:00:00.001Z',
  ])('is %s', (iso) => expect(Instant.decode(iso)).toEqual(right(iso)))

  test.each([
    '2017-10-02T13:56:33Z',
    '2017-10-02T13:56:33.0000Z',
    '2017-10-02T13:56:33.000+00:00',
    '2017-10-02T13:56:33.000z',
    '2017-10-02 13:56:33.000Z',
    '2017-02-29T00:00:00.000Z',
    '2017-02-30T00:00:00.000Z',
    '2017-13-01T00:00:00.000Z',
    '2017-10-02T24:00:00.000Z',
    '2016-12-31T23:59:60.000Z',
    '+010000-01-01T00:00:00.000Z',
    '-000001-01-01T00:00:00.000Z',
    '2017-10-02T13:56:33.000Z\n',
    '٢٠١٧-10-02T13:56:33.000Z',
    '',
    1_506_952_593_000,
    null,
  ])('is not %j', (iso) => expect(Instant.decode(iso)._tag).toBe('Left'))

  test('comes back from its milliseconds, and sorts as a text as it does in time', () => {
    const moment = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 })
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(epochMsOf(instantOf(a))).toBe(a)
        expect(instantOf(a) < instantOf(b)).toBe(a < b)
      }),
    )
  })

  test.each([
    [-Infinity, '0000-01-01T00:00:00.000Z'],
    [-1e15, '0000-01-01T00:00:00.000Z'],
    [1e15, '9999-12-31T23:59:59.999Z'],
    [Infinity, '9999-12-31T23:59:59.999Z'],
    [0.9, '1970-01-01T00:00:00.000Z'],
    [-0.9, '1970-01-01T00:00:00.000Z'],
    [NaN, '1970-01-01T00:00:00.000Z'],
  ])('of %d milliseconds is %s', (ms, iso) => {
    expect(instantOf(ms)).toBe(iso)
  })
})

test.each([
  'Europe/Paris',
  'America/Sao_Paulo',
  'UTC',
  'Asia/Kathmandu',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+5',
  'America/Port-au-Prince',
])('%s is a zone', (name) => expect(Zone.decode(name)).toEqual(right(name)))

test.each([
  'Europe/Paris ',
  'europe/paris',
  'Paris',
  'Europe/Atlantis',
  '+01:00',
  'Z',
  'GMT',
  '',
  '../etc/passwd',
  'Europe/',
  `Europe/${'a'.repeat(64)}`,
  'Europe/Paris\n',
  'constructor',
  7,
  null,
])('%j is no zone', (name) => {
  expect(Zone.decode(name)._tag).toBe('Left')
  expect(Zone.is(name)).toBe(false)
})

test.each([
  ['2017-10-02', true],
  ['2024-02-29', true],
  ['0000-01-01', true],
  ['2017-02-29', false],
  ['2017-2-9', false],
  ['2017-10-02T00:00', false],
  ['10000-01-01', false],
  ['', false],
  [20_171_002, false],
])('%j is a day: %s', (day, is) => {
  expect(LocalDate.is(day)).toBe(is)
  expect(LocalDate.decode(day)._tag).toBe(is ? 'Right' : 'Left')
})

describe('the day of an instant', () => {
  test.each([
    ['2026-03-28T22:59:59.999Z', 'Europe/Paris', '2026-03-28'],
    ['2026-03-28T23:00:00.000Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', 'Europe/Paris', '2026-03-30'],
    ['2017-10-15T02:59:59.999Z', 'America/Sao_Paulo', '2017-10-14'],
    ['2017-10-15T03:00:00.000Z', 'America/Sao_Paulo', '2017-10-15'],
    ['2018-02-18T01:59:59.999Z', 'America/Sao_Paulo', '2018-02-17'],
    ['2018-02-18T02:59:59.999Z', 'America/Sao_Paulo', '2018-02-17'],
    ['2018-02-18T03:00:00.000Z', 'America/Sao_Paulo', '2018-02-18'],
    ['2020-01-01T18:14:59.999Z', 'Asia/Kathmandu', '2020-01-01'],
    ['2020-01-01T18:15:00.000Z', 'Asia/Kathmandu', '2020-01-02'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
    ['2010-11-07T02:30:59.999Z', 'America/St_Johns', '2010-11-07'],
    ['2010-11-07T02:31:00.000Z', 'America/St_Johns', '2010-11-06'],
    ['0000-01-01T00:00:00.000Z', 'UTC', '0000-01-01'],
    ['0000-01-01T00:00:00.000Z', 'America/Sao_Paulo', '0000-01-01'],
    ['9999-12-31T23:59:59.999Z', 'Asia/Tokyo', '9999-12-31'],
  ])('%s in %s is %s', (iso, name, day) => {
    expect(localDateOf(instant(iso), zone(name))).toBe(day)
  })
})

describe('a wall-clock time', () => {
  test.each([
    ['is one moment', '2017-10-02T10:56:33', 'America/Sao_Paulo', '2017-10-02T13:56:33.000Z'],
    [
      'that is skipped at midnight is moved on by the gap',
      '2017-10-15T00:30:00',
      'America/Sao_Paulo',
      '2017-10-15T03:30:00.000Z',
    ],
    [
      'that is repeated is taken the first time',
      '2018-02-17T23:30:00',
      'America/Sao_Paulo',
      '2018-02-18T01:30:00.000Z',
    ],
    [
      'that is skipped in spring is moved on',
      '2026-03-29T02:30:00',
      'Europe/Paris',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'that is repeated in autumn is taken the first time',
      '2026-10-25T02:30:00',
      'Europe/Paris',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'on a day that never was is one day later',
      '2011-12-30T12:00:00',
      'Pacific/Apia',
      '2011-12-30T22:00:00.000Z',
    ],
    [
      'that half an hour skips is moved on by it',
      '2026-10-04T02:15:00',
      'Australia/Lord_Howe',
      '2026-10-03T15:45:00.000Z',
    ],
  ])('%s', (_, wallClock, name, iso) => {
    expect(instantOfLocal(wallClock, zone(name))).toBe(iso)
  })

  test.each([
    '',
    '2017-10-02',
    '2017-10-02T10:56',
    '2017-10-02T10:56:33Z',
    '2017-10-02 10:56:33',
    '2017-02-29T00:00:00',
    '2017-10-02T24:00:00',
    '2017-10-02T10:56:33.000',
  ])('is not %j', (wallClock) => expect(instantOfLocal(wallClock, zone('Europe/Paris'))).toBeUndefined())
})
