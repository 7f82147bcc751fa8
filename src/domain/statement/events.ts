import { StatementId } from '../kernel/accountIds.js'
import { closed, integer, text } from '../kernel/codec.js'
import { OrderId, SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency, SignedMinor } from '../kernel/money.js'
import { Instant, LocalDate } from '../kernel/time.js'
import { Transaction } from '../kernel/transaction.js'

export const period = {
  statementId: StatementId,
  sellerId: SellerId,
  market: Market,
  date: LocalDate,
  currency: Currency,
}
const sums = {
  revenueMinor: SignedMinor,
  shippingMinor: SignedMinor,
  feeTaxMinor: SignedMinor,
  adjustmentMinor: SignedMinor,
  settlementMinor: SignedMinor,
  reserveMinor: SignedMinor,
  payableMinor: SignedMinor,
}
const LineNumber = integer(1, 1_000_000)

/** The first movement of a seller's day. `closesAt`: 00:00 UTC of the day after. */
const StatementOpened = event(
  'StatementOpened',
  closed('StatementOpenedData', { ...period, closesAt: Instant }, {}),
)

/** A transaction of an order stands on the statement. It was booked when it happened: this tells where it will be paid. */
const StatementLineAdded = event(
  'StatementLineAdded',
  closed(
    'StatementLineAddedData',
    { ...period, line: LineNumber, orderId: OrderId, transaction: Transaction },
    {},
  ),
)

/** The platform gave something to the seller, or took something, beside its orders. */
const StatementAdjusted = event(
  'StatementAdjusted',
  closed(
    'StatementAdjustedData',
    { ...period, line: LineNumber, adjustmentId: text(1, 120), transaction: Transaction },
    { relatedOrderId: OrderId, note: text(1, 500) },
  ),
)

/** A transaction came after its day was closed: it stands on a later one. What was closed never changes. */
const StatementLineDeferred = event(
  'StatementLineDeferred',
  closed(
    'StatementLineDeferredData',
    { ...period, toDate: LocalDate, orderId: OrderId, transaction: Transaction },
    {},
  ),
)

/**
 * The day is over: `settlement = revenue + shipping + fees and tax + adjustment`, `payable = settlement + reserve`. A
 * negative payable is owed by the seller and is carried to the next payouts.
 */
const StatementClosed = event(
  'StatementClosed',
  closed('StatementClosedData', { ...period, lines: LineNumber, ...sums }, {}),
)

/** The storage contract: add, never edit. */
export const statementEventDefinitions = [
  StatementOpened,
  StatementLineAdded,
  StatementAdjusted,
  StatementLineDeferred,
  StatementClosed,
]
export type StatementEvent = EventOf<(typeof statementEventDefinitions)[number]>
export const statementEvents = eventCatalog<StatementEvent>(statementEventDefinitions)
