import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replayAggregate } from '../../src/application/aggregateReplay.js'
import { replaySeller } from '../../src/application/replay.js'
import type { ReplayAt } from '../../src/application/replayPoint.js'
import type { ReplayReads } from '../../src/application/replayedEvents.js'
import type { SellerStreams } from '../../src/application/streamsOfSeller.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import { projections } from '../../src/projections/index.js'
import { sellerStreams, sellerStreamsTable } from '../../src/projections/sellerStreams.js'
import { isLeft } from '../../src/fp.js'
import { histories, type History } from '../support/arbitraries/history.js'
import { historyStore, logStore, stored } from '../support/deliveries.js'
import { rowsIn } from '../support/projections.js'
import { instant } from '../support/spec.js'

const NOW = instant('2027-01-01T00:00:00.000Z')
const sellers = ['s0', 's1', 's2']
const told: ReadonlyArray<History> = fc.sample(histories(8), { numRuns: 12, seed: 6 })
const anyHistory = fc.constantFrom(...told)

/** The read model of streams as the projector would have it. */
const streamsIn = (occurrences: ReadonlyArray<Occurrence>): SellerStreams => {
  const rows = rowsIn(sellerStreams, sellerStreamsTable, occurrences)
  return {
    streamsOf: async (sellerId, upTo) => ({
      streams: rows.flatMap((row) =>
        row['sellerId'] === sellerId && BigInt(String(row['position'])) <= upTo
          ? [String(row['stream'])]
          : [],
      ),
      knownTo: occurrences.at(-1)?.recorded.position.commit,
    }),
  }
}

const stores = new Map(told.map(({ occurrences }) => [occurrences, historyStore(occurrences)]))

const readsOf = (occurrences: ReadonlyArray<Occurrence>): ReplayReads => ({
  events: stores.get(occurrences) ?? historyStore(occurrences),
  sellerStreams: streamsIn(occurrences),
  system: { now: () => NOW, sleep: () => Promise.resolve() },
})

const replayed = async (
  occurrences: ReadonlyArray<Occurrence>,
  sellerId: string,
  at?: ReplayAt,
  streamsAtOnce = 64,
) => replaySeller(readsOf(occurrences), { sellerId, at, projections, limits: { streamsAtOnce } })

const isOf =
  (sellerId: string) =>
  ({ event: { data } }: Occurrence): boolean =>
    'sellerId' in data && data.sellerId === sellerId

const rowsOfSeller = (occurrences: ReadonlyArray<Occurrence>, sellerId: string) =>
  projections.flatMap((projection) =>
    foldAll(projection, occurrences.filter(isOf(sellerId))).map(({ table, rows }) => [
      table.name,
      rows.filter((row) => (row['sellerId'] ?? sellerId) === sellerId),
    ]),
  )

describe('the past of a seller', () => {
  test('is the fold of the events that name it up to a position, found by its streams alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.constantFrom(...sellers),
        fc.nat(100),
        async ({ occurrences }, sellerId, share) => {
          const position = BigInt(Math.ceil((occurrences.length * share) / 100))
          const past = occurrences.filter(({ recorded }) => recorded.position.commit <= position)
          const replay = await replayed(occurrences, sellerId, { by: 'position', position })
          const models = isLeft(replay)
            ? []
            : replay.right.models.flatMap(({ tables }) => tables.map(({ table, rows }) => [table.name, rows]))
          if (!past.some(isOf(sellerId))) expect(replay).toMatchObject({ left: { type: 'SellerUnknown' } })
          else expect(models).toEqual(rowsOfSeller(past, sellerId))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('is the same however many streams are read at once, and whatever is recorded later', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.integer({ min: 1, max: 9 }), async ({ occurrences }, streamsAtOnce) => {
        const position = BigInt(occurrences.length >> 1)
        const at = { by: 'position', position } as const
        const then = occurrences.filter(({ recorded }) => recorded.position.commit <= position)
        expect(await replayed(occurrences, 's0', at, streamsAtOnce)).toEqual(await replayed(then, 's0', at))
      }),
      { numRuns: 20 },
    )
  })

  test('by business time has what had happened by then, also what was recorded later', async () => {
    for (const { occurrences } of told) {
      const at = occurrences[occurrences.length >> 1]?.event.occurredAt ?? NOW
      const past = occurrences.filter(({ event }) => event.occurredAt <= at)
      const replay = await replayed(occurrences, 's0', { by: 'business', instant: at })
      expect(replay).toMatchObject({
        right: {
          at: { by: 'business', instant: at, known: BigInt(occurrences.length) },
          events: past.filter(isOf('s0')).length,
        },
      })
    }
  })
})

describe('a past is refused', () => {
  const { occurrences } = told[0] ?? { occurrences: [] }
  const head = BigInt(occurrences.length)

  test.each<readonly [string, ReplayAt, object]>([
    [
      'beyond the last event',
      { by: 'position', position: head + 1n },
      { type: 'PositionNotReached', position: head + 1n, head },
    ],
    [
      'that is not over',
      { by: 'recorded', instant: NOW },
      { type: 'InstantNotReached', instant: NOW, now: NOW },
    ],
    [
      'as known beyond the last event',
      { by: 'business', instant: NOW, known: head + 1n },
      { type: 'PositionNotReached', position: head + 1n, head },
    ],
  ])('%s', async (_, at, refusal) => {
    expect(await replayed(occurrences, 's0', at)).toEqual({ _tag: 'Left', left: refusal })
  })

  test('while it is not known which streams are the seller’s', async () => {
    const reads = {
      ...readsOf(occurrences),
      sellerStreams: { streamsOf: async () => ({ streams: ['order-1'], knownTo: 3n }) },
    }
    expect(await replaySeller(reads, { sellerId: 's0', projections })).toEqual({
      _tag: 'Left',
      left: { type: 'ReplayBehind', wanted: head, knownTo: 3n },
    })
  })

  test('where an event of it cannot be read, and only then', async () => {
    const nth = occurrences.findLastIndex(isOf('s0'))
    const events = occurrences
      .map(stored)
      .map((event, i) => (i === nth ? { ...event, type: 'Strange' } : event))
    const reads = { ...readsOf(occurrences), events: logStore({ events }) }
    const at = (position: number) => ({ by: 'position', position: BigInt(position) }) as const
    const ask = { sellerId: 's0', projections }
    expect(await replaySeller(reads, { ...ask, at: at(nth + 1) })).toMatchObject({
      left: { type: 'ReplayUnreadable', unreadable: { type: 'Strange', eventId: events[nth]?.id } },
    })
    expect(await replaySeller(reads, { ...ask, at: at(nth) })).toMatchObject({ _tag: 'Right' })
  })

  test('where it is larger than what may be in memory', async () => {
    const limits = { eventsMax: 2 }
    expect(await replaySeller(readsOf(occurrences), { sellerId: 's0', projections, limits })).toEqual({
      _tag: 'Left',
      left: { type: 'ReplayTooLarge', eventsMax: 2 },
    })
  })
})

describe('an aggregate', () => {
  const { occurrences } = told[3] ?? { occurrences: [] }
  const deps = { events: historyStore(occurrences), now: () => NOW }
  const ofOrder = occurrences.filter(({ recorded }) => recorded.stream.startsWith('order-'))
  const stream = ofOrder[0]?.recorded.stream ?? ''

  test('is what its events up to then make of it', async () => {
    const own = ofOrder.filter(({ recorded }) => recorded.stream === stream)
    const first = own[0]?.recorded.position.commit ?? 0n
    expect(await replayAggregate(deps, stream, { by: 'position', position: first })).toMatchObject({
      right: { stream, events: 1, state: { status: 'UNPAID' } },
    })
    expect(await replayAggregate(deps, stream, undefined)).toMatchObject({ right: { events: own.length } })
  })

  test('of a category that nobody knows is refused', async () => {
    expect(await replayAggregate(deps, 'planet-mars', undefined)).toMatchObject({
      left: { type: 'CategoryUnknown', stream: 'planet-mars' },
    })
  })
})
