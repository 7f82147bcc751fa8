import { describe, expect, test } from 'vitest'
import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { noFaults, simulatedBank, type BankFaults } from '../../src/adapters/bank/simulated.js'
import { system } from '../../src/adapters/system.js'
import type { Due } from '../../src/application/agenda.js'
import { dueQueue } from '../../src/application/dueQueue.js'
import { followersOf } from '../../src/application/followers.js'
import type { Stopped } from '../../src/application/stopped.js'
import { payoutsInFlight } from '../../src/application/payoutsInFlight.js'
import type { Transfer } from '../../src/application/payoutProvider.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import type { SettleOptions } from '../../src/application/settle.js'
import { moneyClocks } from '../../src/domain/processes/clocks.js'
import { bought, delivered, hour } from '../support/lives.js'
import * as payouts from '../support/payouts.js'
import { instant } from '../support/spec.js'

const DAY = 24
const at = (hours: number) => instant(hour(hours))
const eventId = '00000000-0000-4000-8000-00000000000a'

/** Orders that were bought and delivered, one a day; the bank answers as `faults` say. */
const marketplace = async (orders: number, faults: Partial<BankFaults> = {}) => {
  const clock = { ...system, now: () => at(0), sleep: () => Promise.resolve() }
  const store = memoryEventStore({ system: clock })
  const reads = memoryReadStore(clock)
  const center = sellerCenter({ store, system: clock })
  const agenda = memoryAgenda(reads)
  const stopped: Array<Stopped> = []
  const transfers: Array<Transfer> = []
  for (let i = 0; i < orders; i++) {
    await bought(center, `o${i}`, i * DAY, `s${i % 2}`)
    await delivered(center, `o${i}`, 10 + i * DAY)
  }
  const bank: SettleOptions['bank'] = (now) => {
    const it = simulatedBank({ seed: 1, now, faults: { ...noFaults, ...faults } })
    return {
      ...it,
      transfer: (transfer) => {
        transfers.push(transfer)
        return it.transfer(transfer)
      },
    }
  }
  const open = () =>
    followersOf({
      ...{ store, reads, center, system: clock, clock: { agenda } },
      onStopped: (each) => stopped.push(each),
    })
  return {
    transfers,
    stopped,
    settle: (until: number, more: Partial<SettleOptions> = {}) => open().settle(at(until), { bank, ...more }),
    /** Ids and types of what happened to payouts, in the order of the log. */
    told: async () =>
      (await store.readAll({ limit: 10_000 })).events
        .filter(({ stream }) => stream.startsWith('payout-'))
        .map(({ type, stream, metadata }) => ({
          ...{ type, stream },
          occurredAt: (JSON.parse(metadata) as { occurredAt: string }).occurredAt,
        })),
    events: async () => (await store.readAll({ limit: 10_000 })).events,
  }
}

const due = (deadlineId: string, hours: number): Due => ({
  ...{ deadlineId, dueAt: at(hours), scheduledBy: eventId },
  request: { type: 'SettleOrder', data: { orderId: deadlineId } },
})

describe('deadlines that are followed in memory', () => {
  const horizon = at(100 * DAY)
  const ids = (page: ReadonlyArray<Due>) => page.map(({ deadlineId }) => deadlineId)

  test('come in slices of a day, cut at midnight and at six, the earliest first', () => {
    const queue = dueQueue([due('noon', 12), due('dawn', 5), due('six', 6), due('next', 25), due('a', 12)], {
      ...{ horizon, clocks: moneyClocks },
    })
    expect(queue.nextAt()).toBe(at(5))
    expect(ids(queue.next())).toEqual(['dawn'])
    expect(ids(queue.next())).toEqual(['six', 'a', 'noon'])
    expect(ids(queue.next())).toEqual(['next'])
    expect(queue.next()).toEqual([])
    expect(queue.nextAt()).toBeUndefined()
  })

  test('are set and cancelled by events, and left alone beyond the horizon', () => {
    const queue = dueQueue([], { horizon: at(11 * DAY + 6), clocks: moneyClocks })
    queue.note(payouts.opened(), eventId)
    expect(queue.nextAt()).toBe(payouts.CUT_OFF_AT)
    queue.note(payouts.planned(payouts.statementEntry), eventId)
    expect(queue.nextAt()).toBeUndefined()
    const short = dueQueue([], { horizon: at(DAY), clocks: moneyClocks })
    short.note(payouts.opened(), eventId)
    expect(short.nextAt()).toBeUndefined()
    const others = dueQueue([], { horizon, clocks: [] })
    others.note(payouts.opened(), eventId)
    expect(others.nextAt()).toBeUndefined()
  })
})

describe('payouts that are followed in memory', () => {
  const noted = async () => {
    const open = await payoutsInFlight({
      payoutsInFlight: ({ after }) => Promise.resolve(after === undefined ? ['p1', 'p2'] : []),
    })
    for (const event of [payouts.opened(), payouts.added(), payouts.planned(payouts.statementEntry)])
      open.note(event)
    return open
  }

  test('are those that were there and those that were planned, until the bank has answered', async () => {
    const open = await noted()
    expect(await open.payoutsInFlight({ limit: 10 })).toEqual(['p1', 'p2', payouts.payoutId])
    expect(await open.payoutsInFlight({ after: 'p1', limit: 1 })).toEqual(['p2'])
    open.note(payouts.told('PayoutPaid', 'PROCESSING'))
    expect(await open.payoutsInFlight({ limit: 10 })).toEqual(['p1', 'p2'])
  })

  test('are told as they were planned, once', async () => {
    const open = await noted()
    expect(open.take('p1')).toBeUndefined()
    expect(open.take(payouts.payoutId)).toMatchObject({ status: 'PLANNED', amountMinor: 4_768n })
    expect(open.take(payouts.payoutId)).toBeUndefined()
  })
})

describe('a past that is settled', () => {
  test('is asked in the order of its moments, and paid to the bank once each', async () => {
    const it = await marketplace(6)
    const report = await it.settle(60 * DAY)
    expect(report).toMatchObject({ payoutsEnded: 6, payoutsWaiting: 0, refused: 0, askOperator: [] })
    expect(it.transfers).toHaveLength(6)
    expect(new Set(it.transfers.map(({ key }) => key)).size).toBe(6)
    const planned = (await it.told()).filter(({ type }) => type === 'PayoutPlanned')
    expect(planned.map(({ occurredAt }) => occurredAt)).toEqual(
      planned.map(({ occurredAt }) => occurredAt).toSorted(),
    )
    expect(it.stopped).toEqual([])
  })

  test('in pieces ends as it does in one go', async () => {
    const [whole, pieces] = [await marketplace(5), await marketplace(5)]
    await whole.settle(60 * DAY)
    for (let day = 9; day <= 60; day += 3) await pieces.settle(day * DAY)
    const types = (events: Awaited<ReturnType<typeof whole.told>>) =>
      events.map(({ type, stream }) => `${stream} ${type}`).toSorted()
    expect(types(await pieces.told())).toEqual(types(await whole.told()))
    expect(pieces.transfers).toHaveLength(5)
  })

  test('that was broken off goes on where it was, and pays nothing twice', async () => {
    const it = await marketplace(5)
    const stop = new AbortController()
    const broken = await it.settle(60 * DAY, {
      signal: stop.signal,
      onProgress: ({ asked }) => {
        if (asked >= 4) stop.abort()
      },
    })
    expect(broken.asked).toBeLessThan(15)
    await it.settle(60 * DAY)
    const paid = (await it.told()).filter(({ type }) => type === 'PayoutPaid')
    expect(paid).toHaveLength(5)
    expect(new Set(it.transfers.map(({ key }) => key)).size).toBe(it.transfers.length)
    const again = (await it.events()).length
    expect(await it.settle(60 * DAY)).toMatchObject({ asked: 0 })
    expect(await it.events()).toHaveLength(again)
  })

  test('learns of transfers that came back after they were paid', async () => {
    const it = await marketplace(4, { returns: 100 })
    await it.settle(60 * DAY)
    const told = await it.told()
    const of = (type: string) =>
      new Set(told.filter((each) => each.type === type).map(({ stream }) => stream))
    // What comes back is paid again, and comes back again; of the last ones nobody has told yet.
    expect(of('PayoutReturned').size).toBeGreaterThanOrEqual(4)
    for (const { type, occurredAt } of told)
      if (type === 'PayoutReturned') expect(occurredAt > hour(0)).toBe(true)
    expect(it.stopped).toEqual([])
  })
})
