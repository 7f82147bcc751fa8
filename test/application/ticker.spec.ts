import { describe, expect, test } from 'vitest'
import { TickFailed } from '../../src/application/asking.js'
import { left } from '../../src/fp.js'
import { bought, delivered, hour, placed } from '../support/lives.js'
import { instant, valueOf } from '../support/spec.js'
import { listening, tickingMarketplace } from '../support/ticking.js'

const at = (hours: number) => instant(hour(hours))

describe('the ticker', () => {
  test('cancels an order that was not paid in time, and not a moment before', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    expect(await it.open().tickUntil(at(23))).toBeUndefined()
    expect(await it.typesOf('o1')).toEqual(['OrderPlaced'])
    await it.open().tickUntil(at(24))
    expect(await it.typesOf('o1')).toEqual(['OrderPlaced', 'OrderCancelled'])
  })

  test('asks with the business time of the deadline and a name of its own, however late it is', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    const center = listening(it.center)
    await it.open({ center }).tickUntil(at(24 * 7))
    const [placing] = await it.store.readStream('order-o1')
    expect(center.heard).toEqual([
      expect.objectContaining({
        type: 'CancelOrder',
        at: hour(24),
        actor: 'process:ticker',
        causationId: placing?.id,
      }),
    ])
  })

  test('asks nothing that an event has cancelled, also where nobody had read that event yet', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await it.keep()
    await bought(it.center, 'o2', 1)
    valueOf(
      await it.center.execute({
        type: 'PayOrder',
        at: hour(2),
        data: { orderId: 'o1', payments: [], hold: false },
      }),
    )
    const center = listening(it.center)
    await it.open({ center }).tickUntil(at(30))
    expect(center.heard).toEqual([])
  })

  test('asks nothing twice', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await it.open().tickUntil(at(24))
    const center = listening(it.center)
    await it.open({ center }).tickUntil(at(200))
    expect(center.heard).toEqual([])
  })

  test('writes down a refusal and goes on: it no longer mattered', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await placed(it.center, 'o2', 1)
    const execute: typeof it.center.execute = async (request) =>
      'orderId' in request.data && request.data.orderId === 'o1'
        ? left({ type: 'OrderNotFound', orderId: 'o1' } as never)
        : it.center.execute(request)
    expect(await it.open({ center: { execute } }).tickUntil(at(48))).toBeUndefined()
    expect(it.outcomes()).toEqual({ 'order-o1/UNPAID': 'OrderNotFound', 'order-o2/UNPAID': 'DONE' })
  })

  test('stops before what cannot be asked at all, with the others done', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await placed(it.center, 'o2', 1)
    const execute: typeof it.center.execute = async (request) =>
      'orderId' in request.data && request.data.orderId === 'o1'
        ? left({ type: 'UnknownCommand', command: 'CancelOrder' })
        : it.center.execute(request)
    expect(await it.open({ center: { execute } }).tickUntil(at(48))).toEqual({
      type: 'DeadlineStopped',
      deadlineId: 'order-o1/UNPAID',
      cause: { type: 'UnknownCommand', command: 'CancelOrder' },
    })
    expect(it.outcomes()).toEqual({ 'order-o2/UNPAID': 'DONE' })
    await it.open().tickUntil(at(48))
    expect(it.outcomes()).toEqual({ 'order-o1/UNPAID': 'DONE', 'order-o2/UNPAID': 'DONE' })
  })

  test('asks again while the store is away, then fails with nothing skipped', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    let away = 3
    const execute: typeof it.center.execute = async (request) => {
      away -= 1
      return away >= 0 ? left({ type: 'StoreUnavailable', reason: 'away' }) : it.center.execute(request)
    }
    await it.open({ center: { execute } }).tickUntil(at(24))
    expect(it.outcomes()).toEqual({ 'order-o1/UNPAID': 'DONE' })

    await placed(it.center, 'o2', 30)
    away = Infinity
    await expect(it.open({ center: { execute } }).tickUntil(at(60))).rejects.toBeInstanceOf(TickFailed)
    expect(it.outcomes()).toEqual({ 'order-o1/UNPAID': 'DONE' })
    away = 0
    await it.open({ center: { execute } }).tickUntil(at(60))
    expect(await it.typesOf('o2')).toEqual(['OrderPlaced', 'OrderCancelled'])
  })

  test('lets what was asked have its consequences before it asks what is due after six in the morning, or the next day', async () => {
    const it = tickingMarketplace()
    for (const [i, hours] of [0, 1, 5, 6, 23, 24].entries()) await placed(it.center, `o${i}`, hours)
    const slices: Array<readonly [string, number]> = []
    const follow = async ({ dueAt, asked }: { dueAt: string; asked: number }): Promise<void> => {
      slices.push([dueAt, asked])
    }
    await it.open({ follow }).tickUntil(at(100))
    expect(slices).toEqual([
      [hour(29), 3],
      [hour(47), 2],
      [hour(48), 1],
    ])
  })

  test('leaves it to whoever took over', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await placed(it.center, 'o2', 10)
    const other = it.open()
    const follow = async (): Promise<void> => {
      await other.tickUntil(at(30))
    }
    expect(await it.open({ follow }).tickUntil(at(100))).toEqual({
      type: 'OwnershipLost',
      name: 'process:ticker',
    })
    await other.tickUntil(at(100))
    expect(await it.typesOf('o2')).toEqual(['OrderPlaced', 'OrderCancelled'])
  })

  test('goes on where another was at the deadlines and lost its own place to this one', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    let lost = 2
    const keep = async () =>
      lost-- > 0 ? ({ type: 'OwnershipLost', name: 'deadlines' } as const) : it.keep()
    expect(await it.open({ keep }).tickUntil(at(30))).toBeUndefined()
    expect(await it.typesOf('o1')).toEqual(['OrderPlaced', 'OrderCancelled'])
  })

  test('stops where another was at the deadlines and has its place, too', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    const keep = async () => {
      await it.open().tickUntil(at(1))
      return { type: 'OwnershipLost', name: 'deadlines' } as const
    }
    expect(await it.open({ keep }).tickUntil(at(30))).toEqual({
      type: 'OwnershipLost',
      name: 'process:ticker',
    })
    expect(await it.typesOf('o1')).toEqual(['OrderPlaced'])
  })

  test('goes no further in a store that has another history', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await it.open().tickUntil(at(24))
    const store = { ...it.store, eventAt: async () => undefined }
    expect(await it.open({ store }).tickUntil(at(48))).toMatchObject({ type: 'HistoryDiverged' })
  })
})

describe('a ticker that runs', () => {
  test('asks each deadline when its time comes, and sleeps a second at most', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    const end = new AbortController()
    it.goTo(23.999)
    const follow = async (): Promise<void> => end.abort()
    await it.open({ follow }).run(end.signal)
    expect(await it.typesOf('o1')).toEqual(['OrderPlaced', 'OrderCancelled'])
    expect(it.now() >= hour(24)).toBe(true)
    expect(Date.parse(it.now()) - Date.parse(hour(24))).toBeLessThan(1_000)
    expect(Math.max(...it.slept)).toBeLessThanOrEqual(1_000)
  })

  test('goes on when reads fail for a while, and gives up when they always do', async () => {
    const it = tickingMarketplace()
    await placed(it.center, 'o1', 0)
    await delivered(it.center, 'o1', 1).catch(() => undefined)
    it.goTo(25)
    let failing = 4
    const agenda = {
      due: (options: Parameters<typeof it.agenda.due>[0]) => {
        failing -= 1
        return failing >= 0 ? Promise.reject(new Error('away')) : it.agenda.due(options)
      },
    }
    const end = new AbortController()
    await it.open({ agenda, follow: async () => end.abort() }).run(end.signal)
    expect(await it.typesOf('o1')).toContain('OrderCancelled')
    failing = Infinity
    await expect(it.open({ agenda }).run(new AbortController().signal)).rejects.toThrow('away')
  })
})
