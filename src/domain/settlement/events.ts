import { closed, listOf, oneOf, text } from '../kernel/codec.js'
import { OrderId, SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency, SignedMinor, TotalMinor } from '../kernel/money.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { Instant } from '../kernel/time.js'
import { MoneyLine, Transaction } from '../kernel/transaction.js'

export const parties = { orderId: OrderId, sellerId: SellerId, market: Market, currency: Currency }
export const moneyLines = listOf(MoneyLine, 1, 5_000)
/** An after-sales case, a refund or a chargeback, each in its own words. */
export const Reference = text(1, 120)

/** Why an order that is due does not settle. */
const WaitReason = oneOf('WaitReason', ['OPEN_CASE'])

/**
 * A delivered order waits until its money is the seller's: `lines` is what it would come to now, `buyerPaidMinor` what the
 * buyer paid for what was delivered. The terms are those of the seller on the day of delivery.
 */
const SettlementOpened = event(
  'SettlementOpened',
  closed(
    'SettlementOpenedData',
    {
      ...parties,
      deliveredAt: Instant,
      dueAt: Instant,
      terms: SellerTerms,
      buyerPaidMinor: TotalMinor,
      lines: moneyLines,
      estimatedMinor: SignedMinor,
    },
    {},
  ),
)

/** The buyer got money back before the order was settled: it will settle for less. */
const SettlementAmended = event(
  'SettlementAmended',
  closed(
    'SettlementAmendedData',
    {
      ...parties,
      refundId: Reference,
      buyerBackMinor: TotalMinor,
      lines: moneyLines,
      estimatedMinor: SignedMinor,
    },
    {},
  ),
)

/** A buyer complains: the order does not settle before that is over. */
const SettlementCaseOpened = event(
  'SettlementCaseOpened',
  closed('SettlementCaseOpenedData', { ...parties, caseId: Reference }, {}),
)

const SettlementCaseClosed = event(
  'SettlementCaseClosed',
  closed('SettlementCaseClosedData', { ...parties, caseId: Reference }, {}),
)

/** The day of settlement came, or that of its creators once it is settled, and a case is open: it waits on. */
const SettlementDeferred = event(
  'SettlementDeferred',
  closed('SettlementDeferredData', { ...parties, reason: WaitReason }, {}),
)

/**
 * The order's money is the seller's, less a reserve where the terms say so. The transaction goes on the day's statement.
 * `creatorsDueAt`: when creators get their share, where somebody has one.
 */
const OrderSettled = event(
  'OrderSettled',
  closed(
    'OrderSettledData',
    { ...parties, terms: SellerTerms, transaction: Transaction, releaseAt: Instant },
    { creatorsDueAt: Instant },
  ),
)

/** The buyer got money back after the seller had been credited: the seller owes it, whatever was paid out by then. */
const RefundSettled = event(
  'RefundSettled',
  closed(
    'RefundSettledData',
    { ...parties, refundId: Reference, buyerBackMinor: TotalMinor, transaction: Transaction },
    {},
  ),
)

/** The buyer's bank took money back: so much of it as the buyer had not got back already is taken from the seller. */
const ChargebackSettled = event(
  'ChargebackSettled',
  closed(
    'ChargebackSettledData',
    { ...parties, chargebackId: Reference, amountMinor: TotalMinor, transaction: Transaction },
    {},
  ),
)

/** A refund gave back what a chargeback had taken already: the seller is not made to pay twice, the platform bears it. */
const ChargebackOffset = event(
  'ChargebackOffset',
  closed(
    'ChargebackOffsetData',
    { ...parties, refundId: Reference, amountMinor: TotalMinor, transaction: Transaction },
    {},
  ),
)

/** What was withheld when the order settled is the seller's now. */
const ReserveReleased = event(
  'ReserveReleased',
  closed('ReserveReleasedData', { ...parties, transaction: Transaction }, {}),
)

/** Creators have waited long enough, and no buyer complains: their share is theirs, and no refund takes of it any more. */
const CreatorSharesReleased = event('CreatorSharesReleased', closed('CreatorSharesReleasedData', parties, {}))

/** The storage contract: add, never edit. */
export const settlementEventDefinitions = [
  SettlementOpened,
  SettlementAmended,
  SettlementCaseOpened,
  SettlementCaseClosed,
  SettlementDeferred,
  OrderSettled,
  RefundSettled,
  ChargebackSettled,
  ChargebackOffset,
  ReserveReleased,
  CreatorSharesReleased,
]
export type SettlementEvent = EventOf<(typeof settlementEventDefinitions)[number]>
export const settlementEvents = eventCatalog<SettlementEvent>(settlementEventDefinitions)
