import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { domainEvents, handle } from '../../../src/domain/events.js'
import { closed, integer, text } from '../../../src/domain/kernel/codec.js'
import { command, commandCatalog, event, eventCatalog } from '../../../src/domain/kernel/message.js'
import { AmountMinor } from '../../../src/domain/kernel/money.js'
import { isAfter } from '../../../src/domain/kernel/recorded.js'
import { isLeft, left, right } from '../../../src/fp.js'
import { putLive, productListed, productLive } from '../../support/products.js'
import { NOW } from '../../support/spec.js'

const isObject = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null

/** 1: `{name}`; 2: `{title}`; 3: `{title, feeMinor}`. */
const renamed = (json: unknown): unknown =>
  isObject(json) && 'name' in json ? { title: json['name'] } : json
const withFee = (json: unknown): unknown => (isObject(json) ? { ...json, feeMinor: '0' } : json)
const PosterHung = event(
  'PosterHung',
  closed('PosterHungData', { title: text(1, 20), feeMinor: AmountMinor }, {}),
  [renamed, withFee],
)
const PosterTorn = event('PosterTorn', closed('PosterTornData', { by: integer(1, 9) }, {}))
const catalog = eventCatalog<
  NonNullable<Extract<ReturnType<typeof PosterHung.decode>, { _tag: 'Right' }>['right']>
>([PosterHung])

describe('an event that changed its shape twice', () => {
  const now = { type: 'PosterHung', occurredAt: NOW, data: { title: 'Sale', feeMinor: 0n } }
  test.each([
    [1, { name: 'Sale' }],
    [2, { title: 'Sale' }],
    [3, { title: 'Sale', feeMinor: '0' }],
  ])('is read in version %i', (version, json) => {
    expect(catalog.decode('PosterHung', version, json, NOW)).toEqual(right(now))
  })

  test('is written in the last version', () => {
    expect(PosterHung.schemaVersion).toBe(3)
    expect(
      catalog.encode({ type: 'PosterHung', occurredAt: NOW, data: { title: 'Sale', feeMinor: 7n } }),
    ).toEqual(right({ schemaVersion: 3, json: { title: 'Sale', feeMinor: '7' } }))
  })

  test.each([
    [1, { title: 'Sale', feeMinor: '0', colour: 'red' }, '/colour'],
    [2, { name: 'Sale' }, '/title'],
    [3, { title: 'Sale' }, '/feeMinor'],
    [3, { name: 'Sale' }, '/name'],
  ])('is not read as version %i when it is another', (version, json, pointer) => {
    const decoded = catalog.decode('PosterHung', version, json, NOW)
    expect(decoded).toMatchObject(left({ type: 'InvalidEvent', eventType: 'PosterHung' }))
    expect(JSON.stringify(decoded)).toContain(`"${pointer}"`)
  })

  test.each([0, 4, -1, 1.5, NaN, Infinity, 2 ** 53])('is unknown in version %d', (schemaVersion) => {
    expect(catalog.decode('PosterHung', schemaVersion, { title: 'Sale' }, NOW)).toEqual(
      left({ type: 'UnknownEventVersion', eventType: 'PosterHung', schemaVersion }),
    )
  })

  test.each([null, undefined, 7, 'Sale', [], [{ title: 'Sale' }]])('is not read from %j', (json) => {
    for (const version of [1, 2, 3]) {
      expect(isLeft(catalog.decode('PosterHung', version, json, NOW))).toBe(true)
    }
  })
})

describe('a catalog of events', () => {
  test.each(['PosterTorn', 'posterhung', '', 'constructor', '__proto__', 'toString'])(
    'does not know %j',
    (type) => {
      expect(catalog.decode(type, 1, {}, NOW)).toEqual(left({ type: 'UnknownEventType', eventType: type }))
      expect(domainEvents.decode(type, 1, {}, NOW)).toEqual(
        left({ type: 'UnknownEventType', eventType: type }),
      )
    },
  )

  test('refuses to write what it could not read again', () => {
    const tooMuch = { type: 'PosterHung', occurredAt: NOW, data: { title: 'Sale', feeMinor: -1n } } as const
    expect(catalog.encode(tooMuch)).toEqual(
      left({
        type: 'InvalidEvent',
        eventType: 'PosterHung',
        issues: [{ pointer: '', rule: 'must be PosterHungData' }],
      }),
    )
    const more = { title: 'Sale', feeMinor: 1n, colour: 'red' }
    expect(isLeft(catalog.encode({ type: 'PosterHung', occurredAt: NOW, data: more }))).toBe(true)
  })

  test('refuses to write an event of another catalog', () => {
    const torn = { type: 'PosterTorn', occurredAt: NOW, data: { by: 1 } }
    expect(eventCatalog<typeof torn>([PosterTorn].slice(1)).encode(torn)).toEqual(
      left({ type: 'UnknownEventType', eventType: 'PosterTorn' }),
    )
  })

  test('names each of its types once', () => {
    expect(catalog.types).toEqual(['PosterHung'])
    expect(new Set(domainEvents.types).size).toBe(domainEvents.types.length)
    expect(domainEvents.types.length).toBe(88)
  })
})

describe('a command', () => {
  const commands = commandCatalog([command('HangPoster', t.strict({ title: text(1, 20) }))])
  const whole = {
    type: 'HangPoster',
    commandId: '00000000-0000-4000-8000-000000000001',
    at: NOW,
    actor: 'host',
    data: { title: 'Sale' },
  }
  test('is read with or without the optional parts of its envelope', () => {
    const all = { ...whole, atInferred: true, correlationId: whole.commandId, causationId: whole.commandId }
    expect(commands.decode('HangPoster', whole)).toEqual(right(whole))
    expect(commands.decode('HangPoster', all)).toEqual(right(all))
  })

  test.each([
    ['/type', { type: 'TearPoster' }],
    ['/commandId', { commandId: 'a' }],
    ['/at', { at: '2026-03-05' }],
    ['/actor', { actor: '' }],
    ['/atInferred', { atInferred: false }],
    ['/causationId', { causationId: undefined }],
    ['/data/title', { data: { title: '' } }],
  ])('names %s when that is wrong', (pointer, part) => {
    expect(commands.decode('HangPoster', { ...whole, ...part })).toMatchObject(
      left({ type: 'InvalidCommand', command: 'HangPoster', issues: [{ pointer }] }),
    )
  })

  test.each(['TearPoster', '', 'constructor', '__proto__'])('is not known as %j', (type) => {
    expect(commands.decode(type, whole)).toEqual(left({ type: 'UnknownCommand', command: type }))
  })

  test('is known by its type', () => {
    expect(commands.types).toEqual(['HangPoster'])
    expect(putLive().type).toBe('PutProductLive')
  })
})

test('handlers are called by the type of the event, with what else they need', () => {
  const handlers = { ProductPutLive: (_: unknown, n: number) => n + 1 }
  expect(handle(handlers, productLive, 41)).toBe(42)
  expect(handle(handlers, productListed(), 41)).toBeUndefined()
})

test.each([
  [1n, 1n, 1n, 1n, false],
  [2n, 1n, 1n, 9n, true],
  [1n, 9n, 2n, 1n, false],
  [1n, 2n, 1n, 1n, true],
  [1n, 1n, 1n, 2n, false],
])('position %d/%d is after %d/%d: %s', (commit, prepare, otherCommit, otherPrepare, after) => {
  expect(isAfter({ commit, prepare }, { commit: otherCommit, prepare: otherPrepare })).toBe(after)
})
