import * as t from 'io-ts'
import { closed, integer, listOf, oneOf } from '../kernel/codec.js'
import { BuyerId, CaseId, OrderId, SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Instant, Zone } from '../kernel/time.js'
import {
  CASE_LINES_MAX,
  CaseLine,
  CaseStatus,
  CaseType,
  Decider,
  LineAmount,
  Reason,
  Ruling,
  tracking,
} from './terms.js'

export { caseStatuses, CaseStatus, CaseType, caseTypes } from './terms.js'

/** Every event says which case of which order it is, and in which zone and currency its clocks and amounts are told. */
const ofCase = {
  caseId: CaseId,
  orderId: OrderId,
  sellerId: SellerId,
  market: Market,
  zone: Zone,
  currency: Currency,
}
/** The status before and after. While a case is neither COMPLETED, CANCELLED nor CLOSED, its order does not settle. */
const move = { ...ofCase, from: CaseStatus, status: CaseStatus }

const amounts = listOf(LineAmount, 1, CASE_LINES_MAX)
const lines = listOf(CaseLine, 1, CASE_LINES_MAX)

/** A buyer wants money or another article, because of what arrived or did not. */
const AfterSalesCaseOpened = event(
  'AfterSalesCaseOpened',
  closed(
    'AfterSalesCaseOpenedData',
    { ...ofCase, buyerId: BuyerId, caseType: CaseType, reason: Reason, lines, status: CaseStatus },
    { recipient: Sealed, replacementOrderId: OrderId, deliveredAt: Instant },
  ),
)

/** The buyer may send the goods back. */
const AfterSalesReturnApproved = event(
  'AfterSalesReturnApproved',
  closed('AfterSalesReturnApprovedData', { ...move, approvedBy: Decider }, {}),
)

/** The seller does not agree; the buyer may turn to the platform. */
const AfterSalesCaseRejected = event(
  'AfterSalesCaseRejected',
  closed('AfterSalesCaseRejectedData', { ...move, reason: Reason }, {}),
)

/** The seller would give some of it back, and be done. */
const AfterSalesRefundOffered = event(
  'AfterSalesRefundOffered',
  closed('AfterSalesRefundOfferedData', { ...move, lines: amounts }, {}),
)

/** The buyer does not take the offer, or has let it lapse: the case is where it was before. */
const AfterSalesOfferDeclined = event(
  'AfterSalesOfferDeclined',
  closed(
    'AfterSalesOfferDeclinedData',
    { ...move, declinedBy: oneOf('OfferDecliner', ['BUYER', 'SYSTEM']) },
    {},
  ),
)

/** The goods are on their way back. */
const AfterSalesReturnShipped = event(
  'AfterSalesReturnShipped',
  closed('AfterSalesReturnShippedData', { ...move, ...tracking }, {}),
)

/** The goods are back: the seller has some days to look at them. */
const AfterSalesReturnArrived = event(
  'AfterSalesReturnArrived',
  closed('AfterSalesReturnArrivedData', move, {}),
)

/** What came back is not what was sold. The buyer may turn to the platform. */
const AfterSalesReturnRejected = event(
  'AfterSalesReturnRejected',
  closed('AfterSalesReturnRejectedData', { ...move, reason: Reason }, {}),
)

/** The platform decides. */
const AfterSalesArbitrationOpened = event(
  'AfterSalesArbitrationOpened',
  closed(
    'AfterSalesArbitrationOpenedData',
    { ...move, openedBy: oneOf('ArbitrationOpener', ['BUYER', 'SELLER', 'SYSTEM']) },
    {},
  ),
)

/** The platform decided: for the seller, and the case is over; or for the buyer, and what they get follows. */
const AfterSalesArbitrationRuled = event(
  'AfterSalesArbitrationRuled',
  closed('AfterSalesArbitrationRuledData', { ...move, ruling: Ruling }, {}),
)

/**
 * The buyer gets this back; the order is asked to refund it. `sellerFault` counts against the seller. `grant`: 1, or more
 * where an earlier one could not be refunded.
 */
const AfterSalesRefundGranted = event(
  'AfterSalesRefundGranted',
  closed(
    'AfterSalesRefundGrantedData',
    {
      ...move,
      grant: integer(1, 1_000),
      reason: Reason,
      lines: amounts,
      grantedBy: oneOf('RefundGranter', ['SELLER', 'BUYER', 'SYSTEM', 'OPERATOR']),
      sellerFault: t.boolean,
    },
    {},
  ),
)

/** The buyer gets the same again, as an order of its own that costs nothing. */
const AfterSalesReplacementGranted = event(
  'AfterSalesReplacementGranted',
  closed(
    'AfterSalesReplacementGrantedData',
    {
      ...move,
      replacementOrderId: OrderId,
      buyerId: BuyerId,
      lines,
      grantedBy: Decider,
      sellerFault: t.boolean,
    },
    { recipient: Sealed },
  ),
)

/** Less was left of the order than was granted: the platform has to decide what the buyer gets instead. */
const AfterSalesRefundDeclined = event(
  'AfterSalesRefundDeclined',
  closed('AfterSalesRefundDeclinedData', { ...move, cause: Reason }, {}),
)

/** The buyer has what was granted. */
const AfterSalesCaseCompleted = event(
  'AfterSalesCaseCompleted',
  closed('AfterSalesCaseCompletedData', move, {}),
)

/** The buyer wants nothing any more, or has not sent the goods back in time. */
const AfterSalesCaseCancelled = event(
  'AfterSalesCaseCancelled',
  closed(
    'AfterSalesCaseCancelledData',
    { ...move, cancelledBy: oneOf('Canceller', ['BUYER', 'SYSTEM']) },
    {},
  ),
)

/** It was rejected, and the buyer did not turn to the platform in time. */
const AfterSalesCaseClosed = event('AfterSalesCaseClosed', closed('AfterSalesCaseClosedData', move, {}))

/** The storage contract: add, never edit. */
export const afterSalesEventDefinitions = [
  AfterSalesCaseOpened,
  AfterSalesReturnApproved,
  AfterSalesCaseRejected,
  AfterSalesRefundOffered,
  AfterSalesOfferDeclined,
  AfterSalesReturnShipped,
  AfterSalesReturnArrived,
  AfterSalesReturnRejected,
  AfterSalesArbitrationOpened,
  AfterSalesArbitrationRuled,
  AfterSalesRefundGranted,
  AfterSalesReplacementGranted,
  AfterSalesRefundDeclined,
  AfterSalesCaseCompleted,
  AfterSalesCaseCancelled,
  AfterSalesCaseClosed,
]
export type AfterSalesEvent = EventOf<(typeof afterSalesEventDefinitions)[number]>
export const afterSalesEvents = eventCatalog<AfterSalesEvent>(afterSalesEventDefinitions)
