import fc from 'fast-check'
import { Instant, instantOf } from '../../src/domain/kernel/time.js'
import {
  bool,
  date,
  int4,
  int8,
  nullable,
  text,
  timestamptz,
  type Values,
} from '../../src/projections/column.js'
import { log, sums, table } from '../../src/projections/table.js'

/** A table with every type of column, each once as it is and once nullable; its key is of three types. */
export const probe = table(
  'probe',
  {
    someText: text,
    someDay: date,
    someInt8: int8,
    someInt4: int4,
    someBool: bool,
    someInstant: timestamptz,
    maybeText: nullable(text),
    maybeDay: nullable(date),
    maybeInt8: nullable(int8),
    maybeInt4: nullable(int4),
    maybeBool: nullable(bool),
    maybeInstant: nullable(timestamptz),
  },
  ['someText', 'someDay', 'someInt8'],
)

export const probeLog = log('probe_log', { entry: int8, note: text }, ['entry'])

export const probeSums = sums(
  'probe_sums',
  { owner: text, day: date, zone: text, balance: int8, entries: int8 },
  ['owner', 'day'],
  ['balance', 'entries'],
)

const instants = fc.oneof(
  fc
    .constantFrom('0000-01-01T00:00:00.000Z', '0000-02-29T23:59:59.999Z', '9999-12-31T23:59:59.999Z')
    .filter(Instant.is),
  fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }).map(instantOf),
)
const days = instants.map((instant) => instant.slice(0, 10))
const int8s = fc.oneof(
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
)
const int4s = fc.oneof(fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0), fc.integer())
const texts = fc
  .oneof(
    fc.constantFrom(
      '',
      'NULL',
      'null',
      '\\',
      '"',
      '{}',
      '{a,b}',
      ',',
      ' ',
      '\n',
      '\u001e',
      "'; --",
      '𝄞é',
      '\\N',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map((words) => words.replaceAll('\0', ''))
const maybe = <A>(values: fc.Arbitrary<A>) => fc.option(values, { nil: null })

/** Rows of `probe` with the extremes of every type in them. */
export const anyRow: fc.Arbitrary<Values> = fc.record({
  someText: texts,
  someDay: days,
  someInt8: int8s,
  someInt4: int4s,
  someBool: fc.boolean(),
  someInstant: instants,
  maybeText: maybe(texts),
  maybeDay: maybe(days),
  maybeInt8: maybe(int8s),
  maybeInt4: maybe(int4s),
  maybeBool: maybe(fc.boolean()),
  maybeInstant: maybe(instants),
})
