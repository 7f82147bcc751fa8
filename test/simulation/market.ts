import type { Carrier } from '../../src/application/carrier.js'
import { combineOrders } from '../../src/application/combineOrders.js'
import { foldStream } from '../../src/application/loadedStream.js'
import type { EventStore } from '../../src/application/ports.js'
import type { Refusal, SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { afterSales } from '../../src/domain/afterSales/index.js'
import type { AfterSalesCase } from '../../src/domain/afterSales/state.js'
import { periodOf } from '../../src/domain/kernel/accountIds.js'
import { instantDaysAfter, utcDayOf } from '../../src/domain/kernel/utcDay.js'
import { order, type Order } from '../../src/domain/order/index.js'
import { isLeft } from '../../src/fp.js'
import { valueOf } from '../support/spec.js'
import type { Bank } from './bank.js'
import { checkout } from './buyers.js'
import { complaint, nextForCase } from './cases.js'
import type { Clockwork } from './clockwork.js'
import type { Ground } from './host.js'
import type { Hosts } from './hosts.js'
import type { Luck } from './luck.js'
import { nextForOrder, type Shipment } from './orders.js'
import { businessAsUsual, openingOf, type Society, type Wish } from './people.js'
import type { Watch } from './watch.js'
import type { Weather } from './weather.js'

interface Options {
  readonly society: Society
  readonly luck: Luck
  readonly clock: Clockwork
  readonly store: EventStore
  readonly hosts: Hosts
  readonly bank: Bank
  readonly carrier: Carrier
  readonly watch: Watch
  readonly weather: () => Weather
  readonly judge: Ground['onRefusal']
}

/** Everybody outside the house: buyers, sellers, the platform's people, carriers and the bank's messages. */
export interface Market {
  readonly open: () => Promise<void>
  /** Somebody wants something. */
  readonly happen: (ordersMax: number) => Promise<void>
  /** Those who have to answer do; nobody wants anything new. */
  readonly finish: () => Promise<void>
}

export const openMarket = (options: Options): Market => {
  const { society, luck, clock, store, hosts, bank, carrier, watch, weather, judge } = options
  const { system } = clock
  const cases: Array<string> = []
  let placed = 0
  let wishes = 0

  /** Whoever hears nothing asks again, with the same id; some ask twice anyway, or at two hosts at once. */
  const ask = async ({ type, data, daysAgo = 0 }: Wish): Promise<void> => {
    const commandId = system.idOf(`simulation/wish/${wishes++}`)
    const at = instantDaysAfter(clock.now(), -daysAgo)
    const request = { type, data, commandId, at, actor: 'somebody' } as SellerCenterRequest
    const nr = luck.below(hosts.count)
    const isDoubled = luck.strikes(weather().repeats)
    const asked = await Promise.all([
      hosts.ask(nr, request),
      ...(isDoubled ? [hosts.ask(luck.below(hosts.count), request)] : []),
    ])
    if (isDoubled) asked.push(await hosts.ask(luck.below(hosts.count), request))
    for (const answer of asked)
      if (answer !== undefined && isLeft(answer)) judge(type, answer.left as Refusal)
  }

  const orderOf = async (orderId: string): Promise<Order> =>
    valueOf(foldStream(order, await store.readStream(`order-${orderId}`))).state
  const caseOf = async (caseId: string): Promise<AfterSalesCase> =>
    valueOf(foldStream(afterSales, await store.readStream(`afterSales-${caseId}`))).state

  const send = async ({ packageId, orderIds, lineIds }: Shipment): Promise<void> => {
    const announced = await carrier.announce({ packageId, orderIds })
    const { trackingNumber } = valueOf(announced)
    for (const orderId of orderIds) {
      const data = { orderId, packageId, carrier: carrier.name, trackingNumber }
      await ask({ type: 'ArrangePackage', data: lineIds === undefined ? data : { ...data, lineIds } })
    }
  }

  /** Two orders of one buyer in one package; or not, if one of them will not. */
  const combine = async (): Promise<void> => {
    const ids = watch.oracle.orders()
    const orders = await Promise.all(ids.map(orderOf))
    const ready = orders.flatMap((each) => (each.status === 'AWAITING_SHIPMENT' ? [each] : []))
    const [first, second] = ready.filter(({ placed: { buyerId } }) => buyerId === ready[0]?.placed.buyerId)
    if (first === undefined || second === undefined) return
    const packageId = `both-${first.placed.orderId}-${second.placed.orderId}-${wishes++}`
    const parts = [first, second].map(({ placed: { orderId }, lines }) => ({
      orderId,
      lineIds: lines.map(({ lineId }) => lineId),
    }))
    const { buyerId } = first.placed
    // A host asks the orders one after the other; when it dies in between, the plan of the first waits to be sent alone.
    await hosts.through(luck.below(hosts.count), ({ center }) =>
      combineOrders(center, { packageId, buyerId, orders: parts }),
    )
  }

  const adjust = async (): Promise<void> => {
    const { sellerId, market, currency } = luck.oneOf(society.shops)
    const date = utcDayOf(clock.now())
    const statementId = periodOf(sellerId, date, currency)
    const adjustmentType = luck.oneOf(['PLATFORM_PENALTY', 'PLATFORM_COMPENSATION', ' A new  word '])
    const amountMinor = String(luck.oneOf([-1, 1]) * luck.oneOf([0, 1, 50, luck.below(5_000)]))
    const adjustmentId = `a${wishes}`
    const period = { statementId, sellerId, market, date, currency }
    await ask({ type: 'AdjustStatement', data: { ...period, adjustmentId, adjustmentType, amountMinor } })
  }

  const held: Array<string> = []
  const hold = async (): Promise<void> => {
    const payoutId = held.shift()
    if (payoutId !== undefined) return ask({ type: 'ReleasePayoutHold', data: { payoutId } })
    const open = watch.payments.openIds()
    if (open.length === 0) return
    held.push(luck.oneOf(open))
    await ask({ type: 'HoldPayout', data: { payoutId: held[0], reason: 'looked into' } })
  }

  const complain = async (): Promise<void> => {
    const ids = watch.oracle.orders()
    if (ids.length === 0) return
    const about = await orderOf(luck.oneOf(ids))
    if (about.status === 'NONE' || !about.paid) return
    const caseId = `case-${cases.length}`
    const wish = complaint(luck, about, caseId, clock.now())
    if (wish === undefined) return
    cases.push(caseId)
    await ask(wish)
  }

  const tendCase = async (): Promise<void> => {
    if (cases.length === 0) return
    const wish = nextForCase(luck, await caseOf(luck.oneOf(cases)))
    if (wish !== undefined) await ask(wish)
  }

  /** What is over is not looked at again. */
  const over = new Set<string>()
  const endCases = async (): Promise<void> => {
    for (const caseId of cases.filter((each) => !over.has(each))) {
      const state = await caseOf(caseId)
      if (['COMPLETED', 'CANCELLED', 'CLOSED', 'NONE'].includes(state.status)) over.add(caseId)
      const wish = nextForCase(luck, state, true)
      if (wish !== undefined) await ask(wish)
    }
  }

  const tendOrder = async (): Promise<void> => {
    const ids = watch.oracle.orders()
    if (ids.length === 0) return
    const wish = nextForOrder(luck, await orderOf(luck.oneOf(ids.slice(-8))))
    if (wish === undefined) return
    if ('packageId' in wish) await send(wish)
    else await ask(wish)
  }

  const buy = async (): Promise<void> => {
    const wish = checkout(luck, luck.oneOf(society.shops), `o${placed++}`, luck.oneOf(society.buyers))
    await ask(wish)
  }

  return {
    open: async () => {
      for (const shop of society.shops) for (const wish of openingOf(luck, shop, clock.now())) await ask(wish)
    },
    happen: async (ordersMax) => {
      if (placed < ordersMax && luck.strikes(700)) await buy()
      for (let n = luck.between(1, 4); n > 0; n--) {
        const what = luck.below(100)
        if (what < 56) await tendOrder()
        else if (what < 78) await tendCase()
        else if (what < 90) await complain()
        else if (what < 92) await combine()
        else if (what < 95) await adjust()
        else if (what < 98) await hold()
        else await ask(businessAsUsual(luck, luck.oneOf(society.shops), clock.now()))
      }
    },
    finish: async () => {
      await endCases()
      // What only a person can find out, a person asks the bank, and writes it down.
      for (const payoutId of (await hosts.through(0, (host) => host.questions())) ?? []) {
        const status = bank.transfers().find(({ key }) => key === payoutId)?.status ?? 'FAILED'
        watch.payments.hear(payoutId, status)
        await ask({ type: 'RecordPayoutNotice', data: { payoutId, status, note: 'asked by telephone' } })
      }
    },
  }
}
