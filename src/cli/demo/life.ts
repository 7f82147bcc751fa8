import { sumMinor } from '../../domain/kernel/money.js'
import type { Instant } from '../../domain/kernel/time.js'
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.js'
import { complaintOf } from './cases.js'
import type { Checkout } from './checkout.js'
import type { Cancellation, Ending } from './endings.js'
import type { Lots } from './lots.js'
import { parcelsOf, type Parcel } from './parcels.js'
import { refunds, refundsOf, refundStep } from './refunds.js'
import { inOrder, type Step } from './step.js'

const SPLIT_PER_MILLE = 220
const REVIEWED_PER_MILLE = 400
const UNHELD_PER_MILLE = 60
const EARLY_REFUND_PER_MILLE = 6
const LATE_REFUND_PER_MILLE = 250

const payments: ReadonlyArray<{
  readonly weight: number
  readonly item: { readonly method: string; readonly installments?: number }
}> = [
  { weight: 62, item: { method: 'credit_card' } },
  { weight: 18, item: { method: 'paypal' } },
  { weight: 14, item: { method: 'apple_pay' } },
  { weight: 6, item: { method: 'credit_card', installments: 3 } },
]

const pleased = [58, 25, 9, 4, 4].map((weight, i) => ({ weight, item: 5 - i }))
const disappointed = [6, 14, 24, 26, 30].map((weight, i) => ({ weight, item: 5 - i }))

const cancelStep = (lots: Lots, { orderId }: Checkout, ending: Cancellation, since: Instant): Step => {
  const { initiator, reason, minMs, maxMs } = ending
  const actor = `${initiator.toLowerCase()}:demo`
  return {
    type: 'CancelOrder',
    at: after(lots, since, minMs, maxMs),
    actor,
    data: { orderId, initiator, reason },
  }
}

const payStep = (lots: Lots, { orderId, lines }: Checkout, at: Instant, hold: boolean): Step => {
  const amountMinor = sumMinor(
    lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor),
  ).toString()
  const paid = [{ ...lots.weighted(payments), amountMinor }]
  return { type: 'PayOrder', at, actor: 'payments:demo', data: { orderId, payments: paid, hold } }
}

const latest = (instants: ReadonlyArray<Instant>, first: Instant): Instant =>
  instants.reduce((last, instant) => (instant > last ? instant : last), first)

/** After the last parcel: what the buyer thinks of it, what they get back, and the end of the time to return it. */
const aftermath = (lots: Lots, order: Checkout, deliveredAt: Instant): ReadonlyArray<Step> => {
  const { orderId } = order
  const refund = lots.weighted(refunds)
  const completedAt = after(lots, deliveredAt, 14 * DAY_MS, 14 * DAY_MS)
  const isLate = refund !== 'EVERYTHING' && lots.chance(LATE_REFUND_PER_MILLE)
  const askedAt = after(lots, isLate ? completedAt : deliveredAt, HOUR_MS, 9 * DAY_MS)
  const parts = refund === 'NOTHING' ? [] : refundsOf(lots, order, refund)
  const given: Array<Step> = []
  let at = askedAt
  for (const [i, part] of parts.entries()) {
    const [before = []] = i === 0 ? [] : parts
    const complaint = complaintOf(lots, order, i + 1, part, before, { deliveredAt, openedAt: at })
    // When the time to return is over, sellers may still be kind.
    const isOver = at > completedAt
    if (isOver) given.push(refundStep(order, `r${i + 1}`, part, at))
    else given.push(...complaint.steps)
    at = after(lots, isOver ? at : complaint.refundedAt, 2 * HOUR_MS, 3 * DAY_MS)
  }
  const steps: Array<Step> = [...given]
  // An order that is wholly given back is complete by that.
  if (refund !== 'EVERYTHING' || given.length === 0) {
    steps.push({ type: 'CompleteOrder', at: completedAt, actor: 'system:demo', data: { orderId } })
  }
  if (lots.chance(REVIEWED_PER_MILLE)) {
    const at = after(lots, deliveredAt, 5 * HOUR_MS, 9 * DAY_MS)
    const stars = lots.weighted(given.length > 0 ? disappointed : pleased)
    steps.push({
      type: 'ReviewOrder',
      at,
      actor: 'buyer:demo',
      data: { orderId, reviewId: `review-${orderId}`, stars },
    })
  }
  return steps
}

const onItsWay = (
  lots: Lots,
  order: Checkout,
  ending: Ending,
  parcels: ReadonlyArray<Parcel>,
): ReadonlyArray<Step> => {
  const sending = parcels.flatMap((parcel) => parcel.sending)
  const leftAt = latest(
    parcels.map(({ handedOverAt }) => handedOverAt),
    order.placedAt,
  )
  if (ending !== 'ARRIVES') return [...sending, cancelStep(lots, order, ending, leftAt)]
  if (!order.isSample && lots.chance(EARLY_REFUND_PER_MILLE)) {
    const at = after(lots, leftAt, HOUR_MS, DAY_MS)
    const parts = refundsOf(lots, order, 'EVERYTHING')
    return [...sending, ...parts.map((part, i) => refundStep(order, `r${i + 1}`, part, at))]
  }
  const deliveredAt = latest(
    parcels.map((parcel) => parcel.deliveredAt),
    order.placedAt,
  )
  return [...sending, ...parcels.flatMap(({ arrival }) => arrival), ...aftermath(lots, order, deliveredAt)]
}

/** All that ever happens to an order, in the order of time. `isSplit` fixes whether it goes in two parcels. */
export const lifeOf = (
  lots: Lots,
  order: Checkout,
  ending: Ending,
  isSplit?: boolean,
): ReadonlyArray<Step> => {
  const { orderId, placedAt, isSample } = order
  const cancelledWhile = (stage: Cancellation['stage']): Cancellation | undefined =>
    ending !== 'ARRIVES' && ending.stage === stage ? ending : undefined

  const unpaid = cancelledWhile('UNPAID')
  if (unpaid !== undefined) return [order.step, cancelStep(lots, order, unpaid, placedAt)]

  const paidAt = after(lots, placedAt, 20_000, 9 * MINUTE_MS)
  const onHold = cancelledWhile('ON_HOLD')
  const hold = onHold !== undefined || !(isSample || lots.chance(UNHELD_PER_MILLE))
  const paid = [order.step, payStep(lots, order, paidAt, hold)]
  if (onHold !== undefined) return [...paid, cancelStep(lots, order, onHold, paidAt)]

  const readyAt = hold ? after(lots, paidAt, HOUR_MS, HOUR_MS) : paidAt
  const release: Step = { type: 'ReleaseOrderHold', at: readyAt, actor: 'system:demo', data: { orderId } }
  const ready = hold ? [...paid, release] : paid
  const awaiting = cancelledWhile('AWAITING_SHIPMENT')
  if (awaiting !== undefined) return [...ready, cancelStep(lots, order, awaiting, readyAt)]

  const parcels = parcelsOf(lots, order, readyAt, isSplit ?? lots.chance(SPLIT_PER_MILLE))
  return inOrder([...ready, ...onItsWay(lots, order, ending, parcels)])
}
