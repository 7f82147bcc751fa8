import { right, type Either } from '../../fp.js'
import type { AfterSalesRequest } from '../afterSales/commands.js'
import type { AfterSalesEvent } from '../afterSales/events.js'
import type { OrderRequest } from '../order/commands.js'
import type { CannotReact, Process } from './process.js'

type Of<T extends AfterSalesEvent['type']> = Extract<AfterSalesEvent, { readonly type: T }>
type Asked = Either<CannotReact, ReadonlyArray<OrderRequest | AfterSalesRequest>>

/**
 * What a case grants is asked of the order, and what the order did is told to the case: it is complete when the money is
 * given back or the replacement ordered, and goes on where less was left than it granted.
 */
export const afterSalesCases: Process<OrderRequest | AfterSalesRequest> = {
  name: 'after_sales',
  on: {
    AfterSalesRefundGranted: (event) => refund(event),
    AfterSalesReplacementGranted: (event) => replace(event),
    OrderLinesRefunded: ({ occurredAt, data: { caseId } }) => complete(occurredAt, caseId),
    OrderPlaced: ({ occurredAt, data: { replaces } }) => complete(occurredAt, replaces?.caseId),
    OrderRefundDeclined: ({ occurredAt, data: { caseId, cause } }) =>
      right([{ type: 'DeclineAfterSalesRefund', at: occurredAt, data: { caseId, cause } }]),
  },
}

/** The order knows a refund by the name of its case, and later ones of the same case by their number. */
const refund = ({
  occurredAt,
  data: { caseId, orderId, reason, grant, lines },
}: Of<'AfterSalesRefundGranted'>): Asked =>
  right([
    {
      type: 'RefundOrderLines',
      at: occurredAt,
      data: {
        orderId,
        refundId: grant === 1 ? caseId : `${caseId}~${grant}`,
        reason,
        caseId,
        lines: lines.map(({ lineId, saleMinor, shippingMinor }) => ({
          lineId,
          saleMinor: saleMinor.toString(),
          shippingMinor: shippingMinor.toString(),
        })),
      },
    },
  ])

/** An order that costs nothing, because the seller bears all of it, and is never held. */
const replace = ({
  occurredAt,
  data: { caseId, orderId, replacementOrderId, sellerId, buyerId, market, zone, currency, lines, recipient },
}: Of<'AfterSalesReplacementGranted'>): Asked =>
  right([
    {
      type: 'PlaceOrder',
      at: occurredAt,
      data: {
        orderId: replacementOrderId,
        sellerId,
        buyerId,
        market,
        zone,
        currency,
        orderType: 'NORMAL',
        purpose: 'REPLACEMENT',
        replaces: { orderId, caseId },
        lines: lines.map(({ lineId, productId, skuId, category, originalMinor }) => ({
          lineId,
          productId,
          skuId,
          category,
          originalMinor: originalMinor.toString(),
          sellerDiscountMinor: originalMinor.toString(),
          platformDiscountMinor: '0',
          shippingOriginalMinor: '0',
          shippingSellerDiscountMinor: '0',
          shippingPlatformDiscountMinor: '0',
          taxMinor: '0',
        })),
        ...(recipient === undefined ? {} : { recipient }),
      },
    },
    { type: 'PayOrder', at: occurredAt, data: { orderId: replacementOrderId, payments: [], hold: false } },
  ])

const complete = (
  at: Of<'AfterSalesCaseOpened'>['occurredAt'],
  caseId: Of<'AfterSalesCaseOpened'>['data']['caseId'] | undefined,
): Asked => right(caseId === undefined ? [] : [{ type: 'CompleteAfterSalesCase', at, data: { caseId } }])
