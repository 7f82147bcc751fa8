import { describe, expect, test } from 'vitest'
import { noFaults, simulatedBank } from '../../src/adapters/bank/simulated.js'
import { simulatedCarrier } from '../../src/adapters/carrier/simulated.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { bankFeed } from '../../src/application/bankFeed.js'
import { carrierFeed } from '../../src/application/carrierFeed.js'
import { feedsFrom, type Feed } from '../../src/application/feeds.js'
import type { BankNotice } from '../../src/application/payoutProvider.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { left, right } from '../../src/fp.js'
import { feedCursorsTable } from '../../src/projections/feedCursors.js'
import { bought, hour } from '../support/lives.js'
import { CUT_OFF_AT, payoutId, period, statementEntry } from '../support/payouts.js'
import { plainTerms } from '../support/settlements.js'
import { valueOf } from '../support/spec.js'

/** A marketplace in memory, and its clock; whoever sleeps there ends it after so many rounds. */
const marketplace = (startAt: string = CUT_OFF_AT) => {
  let nowMs = Date.parse(startAt)
  const clock = { ...system, now: () => instantOf(nowMs) }
  const store = memoryEventStore({ system: clock })
  const reads = memoryReadStore(clock)
  const center = sellerCenter({ store, system: clock })
  /** Listens for some rounds, an hour of business time each; a new listener every time, as after a restart. */
  const listen = async (feeds: ReadonlyArray<Feed>, rounds: number, over: Partial<typeof store> = {}) => {
    const end = new AbortController()
    let left = rounds
    const sleep = async (): Promise<void> => {
      nowMs += 3_600_000
      left -= 1
      if (left <= 0) end.abort()
    }
    return feedsFrom(feeds, { store: { ...store, ...over }, reads, system: { ...clock, sleep } }).run(
      end.signal,
    )
  }
  const typesOf = async (stream: string): Promise<ReadonlyArray<string>> =>
    (await store.readStream(stream)).map(({ type }) => type)
  const cursors = (): Readonly<Record<string, unknown>> =>
    Object.fromEntries(reads.table(feedCursorsTable).map((row) => [String(row['feed']), row['cursor']]))
  return { clock, store, reads, center, listen, typesOf, cursors }
}

/** Tells numbers: all that it has beyond the cursor, and what it was asked. */
const counting = (name: string) => {
  const told: Array<string> = []
  const asked: Array<string | undefined> = []
  const feed: Feed = {
    name,
    takeAfter: async (cursor) => {
      asked.push(cursor)
      return right({ cursor: String(told.length) })
    },
  }
  return { told, asked, feed }
}

describe('feeds', () => {
  test('are taken from where they were left, also after a restart', async () => {
    const it = marketplace()
    await bought(it.center, 'o1', 0)
    const { told, asked, feed } = counting('bank')
    await it.listen([feed], 1)
    told.push('a', 'b')
    await it.listen([feed], 2)
    await it.listen([feed], 1)
    expect(asked).toEqual([undefined, '0', '2', '2'])
  })

  test('have cursors of their own; one that says nothing keeps its place, and holds nobody up', async () => {
    const it = marketplace()
    await bought(it.center, 'o1', 0)
    const { told, feed } = counting('carrier:a')
    told.push('x')
    const silent: Feed = { name: 'bank', takeAfter: async () => left({ type: 'SILENCE' }) }
    await it.listen([silent, feed], 1)
    expect(it.cursors()).toEqual({ 'carrier:a': '1' })
  })

  test('belong to whoever came last', async () => {
    const it = marketplace()
    await bought(it.center, 'o1', 0)
    const { feed } = counting('bank')
    let hasOther = false
    const watched: Feed = {
      name: 'bank',
      takeAfter: async (cursor) => {
        if (!hasOther) {
          hasOther = true
          await it.listen([feed], 1)
        }
        return feed.takeAfter(cursor)
      },
    }
    expect(await it.listen([watched], 5)).toMatchObject({ type: 'OwnershipLost', name: 'process:feeds' })
  })

  test('go no further in a store that has another history', async () => {
    const it = marketplace()
    await bought(it.center, 'o1', 0)
    const { feed } = counting('bank')
    await it.listen([feed], 1)
    const other = await it.listen([feed], 1, { eventAt: async () => undefined })
    expect(other).toMatchObject({ type: 'HistoryDiverged' })
  })
})

describe('what the bank tells by itself', () => {
  /** A payout that the bank was sent. */
  const sent = async () => {
    const it = marketplace()
    const execute = async (request: object) =>
      valueOf(await it.center.execute(request as SellerCenterRequest))
    const at = CUT_OFF_AT
    await execute({
      type: 'AddPayoutEntry',
      at,
      data: { ...period, terms: plainTerms, entry: statementEntry },
    })
    await execute({ type: 'CutOffPayout', at, data: { payoutId } })
    await execute({ type: 'RecordPayoutAttempt', at, data: { payoutId, attempt: 1 } })
    const telling = (...notices: ReadonlyArray<BankNotice>): Feed =>
      bankFeed(async () => ({ type: 'NOTICES', notices, cursor: 'end' }), it.center)
    return { ...it, telling, news: async () => (await it.typesOf(`payout-${payoutId}`)).slice(4) }
  }
  const told = (status: BankNotice['status']): BankNotice => ({
    key: payoutId,
    status,
    bankReference: 'TR-1',
  })

  test.each<readonly [string, ReadonlyArray<BankNotice['status']>, ReadonlyArray<string>]>([
    ['twice', ['PAID', 'PAID'], ['PayoutPaid']],
    ['in the wrong order', ['PAID', 'PROCESSING'], ['PayoutPaid']],
    ['late', ['RETURNED', 'PROCESSING', 'PAID'], ['PayoutReturned']],
    [
      'after it was paid',
      ['PROCESSING', 'PAID', 'RETURNED'],
      ['PayoutProcessing', 'PayoutPaid', 'PayoutReturned'],
    ],
  ])('%s changes a payout once', async (_, statuses, events) => {
    const { listen, telling, news } = await sent()
    await listen([telling(...statuses.map(told))], 1)
    expect(await news()).toEqual(events)
  })

  test('of payouts that are none of ours is passed over', async () => {
    const { listen, telling, news, cursors } = await sent()
    const foreign = ['s9.2026-03-13.EUR', 'no payout at all'].map((key) => ({ ...told('PAID'), key }))
    await listen([telling(...foreign, told('PAID'))], 1)
    expect(await news()).toEqual(['PayoutPaid'])
    expect(cursors()).toEqual({ bank: 'end' })
  })

  test('is taken again where the store was away', async () => {
    const it = await sent()
    let away = true
    const feed = bankFeed(async () => ({ type: 'NOTICES', notices: [told('PAID')], cursor: 'end' }), {
      execute: async (request) =>
        away ? left({ type: 'StoreUnavailable', reason: 'away' }) : it.center.execute(request),
    })
    await it.listen([feed], 1)
    expect(it.cursors()).toEqual({})
    away = false
    await it.listen([feed], 1)
    expect(await it.news()).toEqual(['PayoutPaid'])
  })

  test('by a bank that sends the money back is learnt without a question', async () => {
    const it = await sent()
    const bank = simulatedBank({
      seed: 1,
      now: it.clock.now,
      faults: { ...noFaults, returns: 100, duplicates: 50 },
    })
    await bank.transfer({ key: payoutId, sellerId: 's1', amountMinor: 4_768n, currency: 'EUR' })
    await it.listen([bankFeed(bank.noticesAfter, it.center)], 24 * 7)
    expect((await it.news()).at(-1)).toBe('PayoutReturned')
  })
})

test('what a carrier tells brings orders to their buyers, each message once', async () => {
  const it = marketplace(hour(10))
  await bought(it.center, 'o1', 9)
  const carrier = simulatedCarrier({ name: 'colissimo', seed: 'a', now: it.clock.now })
  const { trackingNumber } = valueOf(await carrier.announce({ packageId: 'p1', orderIds: ['o1'] }))
  const data = { orderId: 'o1', packageId: 'p1', lineIds: ['l1', 'l2'], carrier: 'Colissimo', trackingNumber }
  valueOf(await it.center.execute({ type: 'ArrangePackage', at: hour(10), data }))
  const feed = () => carrierFeed({ carrier, center: it.center, system: it.clock })
  for (let i = 0; i < 10; i++) await it.listen([feed()], 12)
  const types = await it.typesOf('order-o1')
  expect(types.filter((type) => type === 'OrderDelivered')).toHaveLength(1)
  expect(types.filter((type) => type === 'PackageTracked')).toHaveLength(2)
  expect(Number(it.cursors()['carrier:colissimo'])).toBeGreaterThan(Date.parse(hour(120)))
})
