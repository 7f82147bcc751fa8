import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { revisionWatch } from '../../src/application/contiguity.js'
import { checkCounts } from '../../src/application/countCheck.js'
import type { Batch, EventStore, StoredEvent } from '../../src/application/ports.js'
import { orderBoard, orderBoardTable } from '../../src/projections/orderBoard.js'
import { sellers } from '../../src/projections/sellers.js'
import { logStore } from '../support/deliveries.js'
import { LAST, opened, story } from '../support/projecting.js'
import { sparse, sparseStore } from '../support/sparseStore.js'

/** A store that has an event and never tells it, although it tells that the log was delivered past it. */
const dropping = (store: EventStore, nr: number): EventStore => ({
  ...store,
  readAll: async (options): Promise<Batch> => {
    const batch = await store.readAll(options)
    const lost = story[nr - 1]?.id
    return { ...batch, events: batch.events.filter(({ id }) => id !== lost) }
  },
})

const caughtUp = async (store: EventStore) => {
  const reads = memoryReadStore(system)
  const outcomes = await opened(store, reads, [sellers, orderBoard]).catchUp()
  return { reads, outcomes }
}

// Pages have three events: 1 2 3, 4 5 6, 7 8.
describe('an event that is lost on its way', () => {
  test.each([
    ['the first of the log', 1],
    ['within a page', 2],
    ['at the end of a page', 3],
    ['at the beginning of a page', 4],
    ['the last but one', 7],
    ['the last of its stream and of the log', 8],
  ])('is missed by everybody: %s', async (_, nr) => {
    const { outcomes, reads } = await caughtUp(dropping(logStore({ events: story }), nr))
    for (const { position, halt } of outcomes) {
      expect(position?.commit ?? 0n).toBe(BigInt(nr - 1))
      expect(halt).toMatchObject({ type: 'EventsMissing' })
    }
    expect(outcomes[0]?.halt).toMatchObject({
      after: nr === 1 ? undefined : { commit: BigInt(nr - 1) },
      before: { commit: nr === 3 || nr === 8 ? BigInt(nr) : BigInt(nr + 1) },
    })
    // Nothing is lost by that: told the whole log, they go on.
    await opened(logStore({ events: story }), reads, [sellers, orderBoard]).catchUp()
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED' }])
  })

  test.each([
    ['the first of its stream', 2],
    ['within its stream', 5],
    ['the last but one of its stream', 7],
  ])('is missed by its stream where positions are not dense: %s', async (_, nr) => {
    const { outcomes } = await caughtUp(dropping(sparseStore(logStore({ events: story })), nr))
    for (const { position, halt } of outcomes) {
      expect(position).toEqual(sparse(BigInt(nr - 1)))
      expect(halt).toMatchObject({ type: 'EventsMissing', before: sparse(BigInt(nr + 1)) })
    }
  })
})

describe('revisions', () => {
  const event = (stream: string, revision: number, position: number): StoredEvent => ({
    ...story[0]!,
    stream,
    revision: BigInt(revision),
    position: { commit: BigInt(position), prepare: BigInt(position) },
  })

  test('that come again are no hole, nor is a stream that was begun before the watch', () => {
    const watch = revisionWatch(false)
    expect(watch.holeIn([event('a', 5, 1), event('b', 0, 2), event('a', 6, 3)])).toBeUndefined()
    expect(watch.holeIn([event('a', 5, 1), event('a', 6, 3), event('a', 7, 4)])).toBeUndefined()
    expect(watch.holeIn([event('b', 2, 9)])).toEqual({
      after: { commit: 4n, prepare: 4n },
      before: { commit: 9n, prepare: 9n },
    })
  })

  test('of no more streams than may be are remembered, and those that were forgotten are not missed', () => {
    const watch = revisionWatch(true, 2)
    expect(watch.holeIn([event('a', 0, 1), event('b', 0, 2), event('c', 0, 3)])).toBeUndefined()
    expect(watch.holeIn([event('a', 4, 4)])).toBeUndefined()
    expect(watch.holeIn([event('c', 2, 5)])).toMatchObject({ before: { commit: 5n } })
  })
})

test('the last event of a stream that a sparse log did not deliver is missed by nobody, but shows where all are counted', async () => {
  const whole = sparseStore(logStore({ events: story }))
  const reads = memoryReadStore(system)
  const lossy: EventStore = {
    ...whole,
    readAll: async (read) => {
      const page = await whole.readAll(read)
      return { ...page, events: page.events.filter(({ type }) => type !== 'SellerRegistered') }
    },
  }
  const [outcome] = await opened(lossy, reads, [orderBoard]).catchUp()
  expect(outcome).toMatchObject({ name: 'order_board' })
  expect(outcome?.halt).toBeUndefined()
  const { counted, findings } = await checkCounts({ store: whole, reads })
  expect(counted).toHaveLength(1)
  expect(findings).toMatchObject([{ name: 'order_board', consumed: LAST - 1n, held: LAST }])
  expect((await checkCounts({ store: lossy, reads })).findings).toEqual([])
})
