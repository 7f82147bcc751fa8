import type { Instant } from '../../domain/kernel/time.js'
import { after, DAY_MS, HOUR_MS, PARIS } from './calendar.js'
import type { Checkout } from './checkout.js'
import type { Lots } from './lots.js'
import { amountsJson, type Part } from './refunds.js'
import type { Step } from './step.js'

/** Why, and whether the goods come back. */
const complaints = [
  { reason: 'damaged_on_the_way', caseType: 'REFUND' },
  { reason: 'not_as_described', caseType: 'RETURN_AND_REFUND' },
  { reason: 'missing_parts', caseType: 'REFUND' },
  { reason: 'changed_mind', caseType: 'RETURN_AND_REFUND' },
] as const

/** All that is asked because a buyer complains at this moment, up to the refund of their order at `refundedAt`. */
export interface Complaint {
  readonly steps: ReadonlyArray<Step>
  readonly refundedAt: Instant
}

/** `before`: what was given back of the order already. */
export const complaintOf = (
  lots: Lots,
  { orderId, shop, lines, buyerId }: Checkout,
  number: number,
  parts: ReadonlyArray<Part>,
  before: ReadonlyArray<Part>,
  { deliveredAt, openedAt }: { readonly deliveredAt: Instant; readonly openedAt: Instant },
): Complaint => {
  const caseId = `${orderId}-c${number}`
  const { reason, caseType } = lots.pick(complaints)
  const [buyer, seller] = [`buyer:${buyerId}`, `seller:${shop.sellerId}`]
  const opened: Step = {
    type: 'OpenAfterSalesCase',
    at: openedAt,
    actor: buyer,
    data: {
      caseId,
      orderId,
      sellerId: shop.sellerId,
      buyerId,
      market: 'FR',
      zone: PARIS,
      currency: 'EUR',
      caseType,
      reason,
      deliveredAt,
      lines: lines.flatMap((line) => {
        const part = parts.find(({ lineId }) => lineId === line.lineId)
        const back = before.find(({ lineId }) => lineId === line.lineId)
        if (part === undefined) return []
        const { lineId, productId, category } = line
        return [
          {
            lineId,
            productId,
            skuId: productId,
            category,
            originalMinor: line.originalMinor.toString(),
            saleMinor: part.saleMinor.toString(),
            shippingMinor: part.shippingMinor.toString(),
            refundableSaleMinor: (line.saleMinor - (back?.saleMinor ?? 0n)).toString(),
            refundableShippingMinor: (line.shippingMinor - (back?.shippingMinor ?? 0n)).toString(),
          },
        ]
      }),
    },
  }
  const acceptedAt = after(lots, openedAt, HOUR_MS, 30 * HOUR_MS)
  const acceptance = { caseId, acceptedBy: 'SELLER' as const }
  const accepted: Step = { type: 'AcceptAfterSalesCase', at: acceptedAt, actor: seller, data: acceptance }
  const ended = (refundedAt: Instant, ...steps: ReadonlyArray<Step>): Complaint => ({
    refundedAt,
    steps: [
      opened,
      accepted,
      ...steps,
      {
        type: 'RefundOrderLines',
        at: refundedAt,
        actor: seller,
        data: { orderId, refundId: caseId, reason, caseId, lines: amountsJson(parts) },
      },
      { type: 'CompleteAfterSalesCase', at: refundedAt, actor: 'system:demo', data: { caseId } },
    ],
  })
  if (caseType === 'REFUND') return ended(acceptedAt)
  const sentAt = after(lots, acceptedAt, 5 * HOUR_MS, 3 * DAY_MS)
  const arrivedAt = after(lots, sentAt, 2 * DAY_MS, 4 * DAY_MS)
  const checkedAt = after(lots, arrivedAt, HOUR_MS, 40 * HOUR_MS)
  const parcel = { caseId, carrier: 'Colissimo', trackingNumber: `8R${lots.integer(10_000_000, 99_999_999)}` }
  return ended(
    checkedAt,
    { type: 'ShipAfterSalesReturn', at: sentAt, actor: buyer, data: parcel },
    { type: 'RecordAfterSalesReturnArrival', at: arrivedAt, actor: 'carrier:scan', data: { caseId } },
    { type: 'AcceptAfterSalesReturn', at: checkedAt, actor: seller, data: acceptance },
  )
}
