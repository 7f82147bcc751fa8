import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import type { Halt } from '../../src/application/halt.js'
import type { ReadStore, StoredEvent } from '../../src/application/ports.js'
import { orderBoard, orderBoardTable } from '../../src/projections/orderBoard.js'
import type { Projection } from '../../src/projections/projection.js'
import { sellers } from '../../src/projections/sellers.js'
import { int8 } from '../../src/projections/column.js'
import { table } from '../../src/projections/table.js'
import { deliveredFrom } from '../../src/application/delivered.js'
import { openLane } from '../../src/application/lane.js'
import { redrivePartition } from '../../src/application/redrive.js'
import { kpis, sellerKpisTable } from '../../src/projections/kpis.js'
import { valueOf } from '../support/spec.js'
import { logStore } from '../support/deliveries.js'
import { refusing, stepLog, tally } from '../support/refusing.js'
import { LAST, opened, story, storyWith } from '../support/projecting.js'

const poisonIn = async (reads: ReadStore, name: string) =>
  (await reads.eventsAside(name, { limit: 100 })).map(({ position, state, reason }) => [
    Number(position.commit),
    state,
    ...(reason === undefined ? [] : [(JSON.parse(reason) as { readonly type: string }).type]),
  ])

const END = { commit: LAST, prepare: LAST }

describe('an event that cannot be taken in', () => {
  const takenIn = async (events: ReadonlyArray<StoredEvent>, chosen: ReadonlyArray<Projection>) => {
    const reads = memoryReadStore(system)
    const outcomes = await opened(logStore({ events }), reads, chosen).catchUp()
    expect(outcomes).toEqual(chosen.map(({ name }) => ({ name, position: END })))
    return reads
  }

  test('because its type is unknown waits in every projection: any may have had to see it', async () => {
    const reads = await takenIn(storyWith(4, { type: 'OrderTeleported' }), [sellers, orderBoard])
    expect(await poisonIn(reads, 'sellers')).toEqual([[4, 'POISON', 'UnknownEventType']])
    expect(await poisonIn(reads, 'order_board')).toEqual([
      [4, 'POISON', 'UnknownEventType'],
      [5, 'WAITING'],
      [6, 'WAITING'],
      [7, 'WAITING'],
    ])
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'AWAITING_SHIPMENT' }])
    expect(await reads.parkedPartitions('order_board')).toEqual([{ partition: 'order-o1', events: 4 }])
  })

  test.each([
    ['data that break the codec', { data: '{"orderId":"o1"}' }, 'InvalidEvent'],
    ['data that are not JSON', { data: '{' }, 'InvalidEvent'],
    ['metadata that are not JSON', { metadata: '' }, 'InvalidEvent'],
    [
      'a version from the future',
      { metadata: story[3]?.metadata.replace('"schemaVersion":1', '"schemaVersion":2') ?? '' },
      'UnknownEventVersion',
    ],
  ])('for %s waits in the projections that handle its type, and in no other', async (_, change, type) => {
    const reads = await takenIn(storyWith(4, change), [sellers, orderBoard])
    expect((await poisonIn(reads, 'order_board'))[0]).toEqual([4, 'POISON', type])
    expect(await poisonIn(reads, 'sellers')).toEqual([])
  })

  test('is left out and counted where the projection says so, and nothing waits behind it', async () => {
    const reads = await takenIn(storyWith(3, { data: '{}' }), [kpis])
    expect(await poisonIn(reads, 'kpis')).toEqual([[3, 'SKIPPED', 'InvalidEvent']])
    expect(await reads.parkedPartitions('kpis')).toEqual([])
    expect(reads.table(sellerKpisTable)).toMatchObject([{ orders: 0n, reviews: 1n }])
  })

  test('still waits when the projector starts again; once mended and re-driven, all is as if it never was', async () => {
    const reads = memoryReadStore(system)
    const log = { events: storyWith(4, { data: '{}' }) }
    for (let i = 0; i < 2; i++) {
      await opened(logStore(log), reads, [orderBoard]).catchUp()
      expect((await poisonIn(reads, 'order_board')).map(([position]) => position)).toEqual([4, 5, 6, 7])
    }
    const at = { name: 'order_board', partition: 'order-o1' }
    const again = () => redrivePartition(orderBoard, at, { events: logStore(log), reads })
    expect(valueOf(await again())).toMatchObject({
      taken: 0,
      waiting: 4,
      stoppedAt: { eventId: story[3]?.id },
    })
    log.events = story
    expect(valueOf(await again())).toEqual({ ...at, taken: 4, waiting: 0 })
    expect(await poisonIn(reads, 'order_board')).toEqual([])
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED', packages: 1 }])
  })

  test('because a handler fails on it waits with what comes behind, and another partition goes on', async () => {
    const tallied = table('tallied', { n: int8, events: int8 }, ['n'])
    const fragile: Projection = {
      name: 'fragile',
      version: 1,
      tables: [tallied],
      partition: (stream) => stream,
      onPoison: 'park',
      on: {
        OrderPlaced: () => [tallied.put({ n: 1n, events: 1n })],
        OrderPaid: () => [tallied.update({ n: 1n }, (row) => ({ ...row, events: row.events / 0n }))],
        OrderDelivered: () => [tallied.update({ n: 1n }, (row) => ({ ...row, events: row.events + 1n }))],
        SellerRegistered: () => [tallied.put({ n: 2n, events: 1n })],
      },
    }
    const reads = await takenIn(story, [fragile, sellers])
    expect((await reads.eventsAside('fragile', { limit: 9 }))[0]).toMatchObject({
      position: { commit: 3n },
      state: 'POISON',
      reason: '{"type":"HandlerFailed","message":"Division by zero"}',
    })
    expect(await reads.parkedPartitions('fragile')).toEqual([{ partition: 'order-o1', events: 2 }])
    expect(reads.table(tallied)).toHaveLength(2)
    expect(reads.table(tallied)).toContainEqual({ n: 1n, events: 1n })
    expect(await reads.parkedPartitions('sellers')).toEqual([])
  })

  test('because a row no longer fits its table waits too', async () => {
    const reads = memoryReadStore(system)
    const log = { events: story.slice(0, 3) }
    await opened(logStore(log), reads, [orderBoard]).catchUp()
    const tampered: ReadStore = {
      ...reads,
      rows: async (...asked) => (await reads.rows(...asked)).map((row) => ({ ...row, packages: 'many' })),
    }
    log.events = story
    await opened(logStore(log), tampered, [orderBoard]).catchUp()
    expect((await reads.eventsAside('order_board', { limit: 1 }))[0]).toMatchObject({
      state: 'POISON',
      reason: '{"type":"UnfitRow","table":"order_board","key":["o1"]}',
    })
  })

  describe('because the store refuses its rows', () => {
    test.each([
      ['alone', 0],
      ['together with pages that were held back', 1],
    ])('it waits, %s', async (_, heldBack) => {
      const reads = memoryReadStore(system)
      const events = logStore({ events: story })
      const lane = await openLane(refusing(), { events, reads })
      const delivered = (await events.readAll({ limit: 100 })).events.map(deliveredFrom)
      for (const each of delivered) await lane.feed([each], heldBack === 1)
      await lane.flush()
      expect(await poisonIn(reads, 'refusing')).toEqual([
        [3, 'POISON', 'RowsRefused'],
        [6, 'WAITING'],
      ])
      expect(lane.halt()).toBeUndefined()
      expect(lane.position()).toEqual(END)
      expect((await reads.ownership('refusing'))?.consumed).toBe(LAST)
      expect(reads.table(tally)).toContainEqual({ stream: 'order-o1', events: 1n })
      expect([reads.table(tally).length, reads.table(stepLog).length]).toEqual([2, 2])
    })
  })

  test('halts the projection once more would wait than may, with what came before kept', async () => {
    const reads = memoryReadStore(system)
    const events = logStore({ events: storyWith(4, { data: '{}' }) })
    const lane = await openLane(orderBoard, { events, reads, parkedMax: 2 })
    await lane.feed((await events.readAll({ limit: 100 })).events.map(deliveredFrom))
    expect(lane.halt()).toEqual({
      type: 'ProjectionHalted',
      name: 'order_board',
      position: { commit: 6n, prepare: 6n },
      stream: 'order-o1',
      eventId: story[5]?.id,
      reason: { type: 'TooManyParked', parked: 2, parkedMax: 2 },
    })
    expect(lane.position()?.commit).toBe(5n)
    expect(await reads.parkedPartitions('order_board')).toEqual([{ partition: 'order-o1', events: 2 }])
  })
})

describe('another history than the tables were made from', () => {
  const halted = async (
    events: ReadonlyArray<StoredEvent>,
    incarnation?: string,
  ): Promise<Halt | undefined> => {
    const reads = memoryReadStore(system)
    await opened(logStore({ events: story }), reads, [orderBoard]).catchUp()
    const before = reads.table(orderBoardTable)
    const other = logStore({ events, ...(incarnation === undefined ? {} : { incarnation }) })
    const [outcome] = await opened(other, reads, [orderBoard]).catchUp()
    expect(reads.table(orderBoardTable)).toEqual(before)
    return outcome?.halt
  }

  test('halts a projection when the store was restored to before its checkpoint', async () => {
    expect(await halted(story.slice(0, -2))).toMatchObject({
      type: 'HistoryDiverged',
      name: 'order_board',
      position: { commit: LAST },
      eventId: story.at(-1)?.id,
      found: { eventId: undefined },
    })
  })

  test('halts it when something else happened since, at the same position', async () => {
    const id = '00000000-0000-5000-8000-00000000beef'
    expect(await halted(storyWith(story.length, { id }))).toMatchObject({
      type: 'HistoryDiverged',
      found: { eventId: id },
    })
  })

  test('halts it when the store was made anew', async () => {
    expect(await halted(story, 'another')).toMatchObject({
      type: 'HistoryDiverged',
      found: { incarnation: 'another' },
    })
  })

  test('halts it when the store is empty', async () => {
    expect(await halted([])).toMatchObject({ type: 'HistoryDiverged', found: { eventId: undefined } })
  })

  test('does not matter to a projection that has consumed nothing', async () => {
    const reads = memoryReadStore(system)
    await opened(logStore({ events: [], incarnation: 'another' }), reads, [orderBoard]).catchUp()
    const [outcome] = await opened(logStore({ events: story }), reads, [orderBoard]).catchUp()
    expect(outcome).toEqual({ name: 'order_board', position: { commit: LAST, prepare: LAST } })
  })
})

test('tables of another version of the projection are not touched', async () => {
  const reads = memoryReadStore(system)
  await opened(logStore({ events: story.slice(0, 3) }), reads, [orderBoard]).catchUp()
  const next = { ...orderBoard, version: 2 }
  const [outcome] = await opened(logStore({ events: story }), reads, [next]).catchUp()
  expect(outcome).toMatchObject({
    position: { commit: 3n },
    halt: { type: 'ProjectionOutdated', name: 'order_board', version: 2, storedVersion: 1 },
  })
})
