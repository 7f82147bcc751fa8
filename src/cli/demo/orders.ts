import type { Instant } from '../../domain/kernel/time.js'
import { DAY_MS, days, inParis, THE_END } from './calendar.js'
import { checkOut, type Checkout } from './checkout.js'
import { endings, type Ending } from './endings.js'
import { lifeOf } from './life.js'
import { lotsOf, type Lots } from './lots.js'
import { isOpenOn, shops, type Shop } from './shops.js'
import type { Step } from './step.js'

/** An order, what had happened to it by the end of May, and what happens to it later where time goes on. */
export interface Order {
  readonly checkout: Checkout
  readonly steps: ReadonlyArray<Step>
  readonly later: ReadonlyArray<Step>
}

/** When somebody checks out where; the rest is drawn unless it is fixed. */
interface Visit {
  readonly placedAt: Instant
  readonly shop: Shop
  readonly ending?: Ending
  readonly lineCount?: number
}

// Buyers are there in the evening, after work and while they watch.
const hours = [3, 1, 1, 0, 0, 1, 2, 5, 9, 10, 11, 12, 14, 13, 11, 10, 11, 13, 17, 22, 27, 26, 17, 9].map(
  (weight, item) => ({ weight, item }),
)

const rushes: ReadonlyArray<{ readonly from: string; readonly until: string; readonly orders: number }> = [
  { from: '2026-03-20', until: '2026-03-22', orders: 5 },
  { from: '2026-04-28', until: '2026-05-04', orders: 8 },
  // The week before Mothers' Day, which is the last Sunday of May.
  { from: '2026-05-25', until: '2026-05-30', orders: 9 },
]

/** Business grows, is better on Sundays, and has its rushes. */
const ordersOn = (lots: Lots, day: string): number => {
  const grown = Math.floor(days.indexOf(day) / 12)
  const sunday = new Date(day).getUTCDay() === 0 ? 4 : 0
  const rush = rushes.find(({ from, until }) => from <= day && day <= until)?.orders ?? 0
  return 12 + grown + sunday + rush + lots.integer(0, 5)
}

/** The last hours leave each of three shops an order in every status that passes quickly, whatever the seed. */
const closing: ReadonlyArray<Visit> = shops.slice(0, 3).flatMap((shop, i): ReadonlyArray<Visit> => {
  const never = { minMs: DAY_MS, maxMs: DAY_MS }
  const reason = 'ecom_order_to_ship_canceled_reason_better_price'
  const regretted: Ending = { stage: 'ON_HOLD', initiator: 'BUYER', reason, ...never }
  return [
    { shop, placedAt: inParis('2026-05-30', `00:${20 + 13 * i}:12`), ending: 'ARRIVES', lineCount: 2 },
    { shop, placedAt: inParis('2026-05-31', `23:${17 + 6 * i}:05`), ending: regretted },
    {
      shop,
      placedAt: inParis('2026-05-31', `23:${30 + 9 * i}:40`),
      ending: { ...regretted, stage: 'UNPAID' },
    },
  ]
})

const visitsOn = (seed: string, day: string): ReadonlyArray<Visit> => {
  const lots = lotsOf(`${seed}/day/${day}`)
  const open = shops
    .filter((shop) => isOpenOn(shop, day))
    .map((shop) => ({ weight: shop.weight, item: shop }))
  const drawn = Array.from({ length: ordersOn(lots, day) }, (): Visit => {
    const time = [lots.weighted(hours), lots.integer(0, 59), lots.integer(0, 59)]
    const clock = time.map((part) => String(part).padStart(2, '0')).join(':')
    return { placedAt: inParis(day, clock), shop: lots.weighted(open) }
  })
  const [from, until] = [inParis(day, '00:00:00'), inParis(day, '23:59:59')]
  const fixed = closing.filter(({ placedAt }) => from <= placedAt && placedAt <= until)
  return [...drawn, ...fixed].sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1))
}

/** All orders of the demo, in the order in which they were placed. */
export const ordersOf = (seed: string): ReadonlyArray<Order> =>
  days.flatMap((day) =>
    visitsOn(seed, day).map(({ placedAt, shop, ending, lineCount }, i) => {
      const orderId = `fr-${day.slice(2).replaceAll('-', '')}-${String(i + 1).padStart(2, '0')}`
      const lots = lotsOf(`${seed}/order/${orderId}`)
      const checkout = checkOut(lots, orderId, shop, placedAt, lineCount)
      const drawn = checkout.isSample ? 'ARRIVES' : lots.weighted(endings)
      const isSplit = lineCount === undefined ? undefined : true
      const life = lifeOf(lots, checkout, ending ?? drawn, isSplit)
      const isTold = ({ at }: Step): boolean => at <= THE_END
      return { checkout, steps: life.filter(isTold), later: life.filter((step) => !isTold(step)) }
    }),
  )
