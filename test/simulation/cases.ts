import type { AfterSalesCase } from '../../src/domain/afterSales/state.js'
import type { Order } from '../../src/domain/order/index.js'
import type { Luck } from './luck.js'
import { backOf } from './orders.js'
import type { Wish } from './people.js'

const reasons = ['defective', 'not_as_described', 'wrong_item', 'damaged_on_the_way']

/** A buyer complains, of what they say is refundable: whoever opens a case does not always know the latest. */
export const complaint = (
  luck: Luck,
  order: Order,
  caseId: string,
  deliveredAt: string,
): Wish | undefined => {
  if (order.status === 'NONE') return undefined
  const { orderId, sellerId, buyerId, market, zone, currency } = order.placed
  const caseType = luck.oneOf(['REFUND', 'RETURN_AND_REFUND', 'REPLACEMENT'])
  const asked = new Map(backOf(luck, order).map((line) => [line.lineId, line]))
  const lines = order.lines.flatMap(({ lineId, productId, skuId, category, originalMinor, ...line }) => {
    const back = asked.get(lineId)
    if (back === undefined) return []
    const stale = luck.strikes(250)
    const refundable = (paid: bigint, given: bigint): string => String(stale ? paid : paid - given)
    return [
      {
        lineId,
        productId,
        skuId,
        category,
        originalMinor: String(originalMinor),
        saleMinor: back.saleMinor,
        shippingMinor: back.shippingMinor,
        refundableSaleMinor: refundable(line.saleMinor, line.refunded.saleMinor),
        refundableShippingMinor: refundable(line.shippingMinor, line.refunded.shippingMinor),
      },
    ]
  })
  return {
    type: 'OpenAfterSalesCase',
    data: {
      caseId,
      orderId,
      sellerId,
      buyerId,
      market,
      zone,
      currency,
      caseType,
      reason: luck.oneOf(reasons),
      lines,
      ...(caseType === 'REPLACEMENT' ? { replacementOrderId: `${orderId}-again-${caseId}` } : {}),
      ...(order.delivered ? { deliveredAt } : {}),
    },
  }
}

type Opened = Exclude<AfterSalesCase, { readonly status: 'NONE' }>

const amounts = (luck: Luck, { opened }: Opened) =>
  luck.someOf(opened.lines).map(({ lineId, saleMinor, shippingMinor }) => ({
    lineId,
    saleMinor: String(luck.oneOf([saleMinor, saleMinor / 2n, saleMinor / 3n + 1n])),
    shippingMinor: luck.strikes(500) ? '0' : String(shippingMinor),
  }))

const ruling = (luck: Luck, state: Opened, caseId: string): Wish =>
  luck.oneOf<Wish>([
    { type: 'RuleAfterSalesArbitration', data: { caseId, ruling: 'SUPPORT_SELLER' } },
    { type: 'RuleAfterSalesArbitration', data: { caseId, ruling: 'SUPPORT_BUYER' } },
    {
      type: 'RuleAfterSalesArbitration',
      data: { caseId, ruling: 'SUPPORT_BUYER', lines: amounts(luck, state) },
    },
  ])

/** What may be wanted of a case as it stands. `isLast`: nobody but the platform and the carriers still act. */
export const nextForCase = (luck: Luck, state: AfterSalesCase, isLast = false): Wish | undefined => {
  if (state.status === 'NONE') return undefined
  const { caseId } = state.opened
  const cancel: Wish = { type: 'CancelAfterSalesCase', data: { caseId, cancelledBy: 'BUYER' } }
  const arbitration: Wish = {
    type: 'OpenAfterSalesArbitration',
    data: { caseId, openedBy: luck.oneOf(['BUYER', 'SELLER']) },
  }
  const arrival: Wish = { type: 'RecordAfterSalesReturnArrival', data: { caseId } }
  if (isLast) {
    if (state.status === 'BUYER_SHIPPED' && !state.arrived) return arrival
    const support = { caseId, ruling: 'SUPPORT_SELLER' }
    return state.status === 'IN_ARBITRATION'
      ? { type: 'RuleAfterSalesArbitration', data: support }
      : undefined
  }
  switch (state.status) {
    case 'REQUESTED':
      return luck.oneOf<Wish | undefined>([
        { type: 'AcceptAfterSalesCase', data: { caseId, acceptedBy: 'SELLER' } },
        { type: 'RejectAfterSalesCase', data: { caseId, reason: 'worn' } },
        { type: 'OfferAfterSalesRefund', data: { caseId, lines: amounts(luck, state) } },
        cancel,
        undefined,
      ])
    case 'AWAITING_BUYER_RESPONSE':
      return luck.oneOf<Wish | undefined>([
        { type: 'AcceptAfterSalesOffer', data: { caseId } },
        { type: 'DeclineAfterSalesOffer', data: { caseId, declinedBy: 'BUYER' } },
        cancel,
        undefined,
      ])
    case 'AWAITING_BUYER_SHIP':
      return luck.oneOf<Wish | undefined>([
        {
          type: 'ShipAfterSalesReturn',
          data: { caseId, carrier: 'Colissimo', trackingNumber: `R-${caseId}` },
        },
        {
          type: 'ShipAfterSalesReturn',
          data: { caseId, carrier: 'Colissimo', trackingNumber: `R-${caseId}` },
        },
        cancel,
        undefined,
      ])
    case 'BUYER_SHIPPED':
      return luck.oneOf<Wish | undefined>([
        arrival,
        arrival,
        { type: 'AcceptAfterSalesReturn', data: { caseId, acceptedBy: 'SELLER' } },
        { type: 'RejectAfterSalesReturn', data: { caseId, reason: 'worn' } },
        { type: 'OfferAfterSalesRefund', data: { caseId, lines: amounts(luck, state) } },
        arbitration,
        undefined,
      ])
    case 'REJECTED':
    case 'RETURN_REJECTED':
      return luck.oneOf<Wish | undefined>([arbitration, arbitration, cancel, undefined])
    case 'IN_ARBITRATION':
      return luck.oneOf<Wish | undefined>([
        ruling(luck, state, caseId),
        ruling(luck, state, caseId),
        undefined,
      ])
    case 'GRANTED':
    case 'COMPLETED':
    case 'CANCELLED':
    case 'CLOSED':
      return luck.strikes(100) ? luck.oneOf([arbitration, cancel, arrival]) : undefined
  }
}
