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
import { logStore } from '../support/deliveries.js'
import { LAST, opened, story, storyWith } from '../support/projecting.js'

describe('an event that cannot be read', () => {
  const halts = async (events: ReadonlyArray<StoredEvent>, chosen = [sellers, orderBoard]) => {
    const reads = memoryReadStore(system)
    const outcomes = await opened(logStore({ events }), reads, chosen).catchUp()
    return { reads, outcomes: Object.fromEntries(outcomes.map((outcome) => [outcome.name, outcome])) }
  }

  test('of an unknown type halts every projection right before it: any may have had to see it', async () => {
    const { outcomes, reads } = await halts(storyWith(4, { type: 'OrderTeleported' }))
    for (const name of ['sellers', 'order_board']) {
      expect(outcomes[name]).toMatchObject({
        position: { commit: 3n },
        halt: {
          type: 'ProjectionHalted',
          name,
          position: { commit: 4n },
          stream: 'order-o1',
          eventId: story[3]?.id,
          reason: { type: 'UnknownEventType', eventType: 'OrderTeleported' },
        },
      })
    }
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'AWAITING_SHIPMENT' }])
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
  ])('with %s halts the projections that handle its type, and no other', async (_, change, type) => {
    const { outcomes } = await halts(storyWith(4, change))
    expect(outcomes['order_board']).toMatchObject({ position: { commit: 3n }, halt: { reason: { type } } })
    expect(outcomes['sellers']).toEqual({ name: 'sellers', position: { commit: LAST, prepare: LAST } })
  })

  test('is met again, not skipped, when the projector starts again; once mended, all is as if it never was', async () => {
    const reads = memoryReadStore(system)
    const log = { events: storyWith(4, { data: '{}' }) }
    for (let i = 0; i < 2; i++) {
      const [outcome] = await opened(logStore(log), reads, [orderBoard]).catchUp()
      expect(outcome).toMatchObject({ position: { commit: 3n }, halt: { position: { commit: 4n } } })
    }
    log.events = story
    expect(await opened(logStore(log), reads, [orderBoard]).catchUp()).toMatchObject([
      { position: { commit: LAST } },
    ])
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED', packages: 1 }])
  })

  test('that a handler fails on halts that projection right before it', async () => {
    const tally = table('tally', { n: int8, events: int8 }, ['n'])
    const fragile: Projection = {
      name: 'fragile',
      version: 1,
      tables: [tally],
      partition: (stream) => stream,
      onPoison: 'park',
      on: {
        OrderPlaced: () => [tally.put({ n: 1n, events: 1n })],
        OrderPaid: () => [tally.update({ n: 1n }, (row) => ({ ...row, events: row.events / 0n }))],
      },
    }
    const { outcomes, reads } = await halts(story, [fragile, sellers])
    expect(outcomes['fragile']).toMatchObject({
      position: { commit: 2n },
      halt: {
        type: 'ProjectionHalted',
        position: { commit: 3n },
        reason: { type: 'HandlerFailed', message: 'Division by zero' },
      },
    })
    expect(reads.table(tally)).toEqual([{ n: 1n, events: 1n }])
    expect(outcomes['sellers']?.halt).toBeUndefined()
  })

  test('that falls on a row that no longer fits its table halts that projection too', async () => {
    const reads = memoryReadStore(system)
    const log = { events: story.slice(0, 3) }
    await opened(logStore(log), reads, [orderBoard]).catchUp()
    const tampered: ReadStore = {
      ...reads,
      rows: async (...asked) => (await reads.rows(...asked)).map((row) => ({ ...row, packages: 'many' })),
    }
    log.events = story
    const [outcome] = await opened(logStore(log), tampered, [orderBoard]).catchUp()
    expect(outcome?.halt).toMatchObject({
      type: 'ProjectionHalted',
      reason: { type: 'UnfitRow', table: 'order_board' },
    })
    expect(outcome?.position?.commit).toBe(3n)
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
