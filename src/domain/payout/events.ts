import { PayoutId } from '../kernel/accountIds.js'
import { closed, integer, listOf, oneOf, text } from '../kernel/codec.js'
import { SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency, SignedMinor, TotalMinor } from '../kernel/money.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { Instant, LocalDate } from '../kernel/time.js'

export const period = {
  payoutId: PayoutId,
  sellerId: SellerId,
  market: Market,
  date: LocalDate,
  currency: Currency,
}

/**
 * Where an amount comes from: a closed statement; an earlier payout that was carried over, that failed, or whose transfer
 * was returned; or, negative, one that arrived although the bank had said that it failed.
 */
const EntryKind = oneOf('EntryKind', ['STATEMENT', 'CARRIED_OVER', 'FAILED', 'RETURNED', 'ARRIVED_AFTER_ALL'])

/** `source`: the statement, or the earlier payout. One source gives one amount of each kind, once. */
export const Entry = closed('Entry', { kind: EntryKind, source: text(1, 200), amountMinor: SignedMinor }, {})

/** The states that the bank tells of a transfer, the later above the earlier. */
export const bankStatuses = ['PROCESSING', 'FAILED', 'PAID', 'RETURNED'] as const
export type BankStatus = (typeof bankStatuses)[number]
export const BankStatus = oneOf<BankStatus>('BankStatus', bankStatuses)

/** What was known of the transfer before. */
const Before = oneOf('StatusBefore', ['PLANNED', ...bankStatuses])

export const BankNote = text(1, 200)

/** Something is to be paid on this day. `cutOffAt`: what comes later is paid later. */
const PayoutOpened = event(
  'PayoutOpened',
  closed('PayoutOpenedData', { ...period, terms: SellerTerms, cutOffAt: Instant }, {}),
)

const PayoutEntryAdded = event(
  'PayoutEntryAdded',
  closed('PayoutEntryAddedData', { ...period, entry: Entry }, {}),
)

/** It came after the cut-off: it is part of a later payout. */
const PayoutEntryDeferred = event(
  'PayoutEntryDeferred',
  closed('PayoutEntryDeferredData', { ...period, entry: Entry, toDate: LocalDate }, {}),
)

/** The platform keeps the money back for now. */
const PayoutHeld = event('PayoutHeld', closed('PayoutHeldData', { ...period, reason: text(1, 500) }, {}))

const PayoutHoldReleased = event('PayoutHoldReleased', closed('PayoutHoldReleasedData', period, {}))

const CarryReason = oneOf('CarryReason', ['OWED_BY_SELLER', 'NOTHING_DUE', 'BELOW_MINIMUM', 'HELD'])

/** Of its entries, this much had been carried here from before. Both sums are signed. */
const balance = { carriedMinor: SignedMinor, amountMinor: SignedMinor, entries: listOf(Entry, 1, 100_000) }

/** Nothing is paid on this day: the balance, of whatever sign, goes on to a later one as it is. */
const PayoutCarriedOver = event(
  'PayoutCarriedOver',
  closed(
    'PayoutCarriedOverData',
    { ...period, ...balance, terms: SellerTerms, reason: CarryReason, toDate: LocalDate },
    {},
  ),
)

/** The platform means to pay this, once: it is written down before the bank hears of it. `bankKey` is used for ever. */
const PayoutPlanned = event(
  'PayoutPlanned',
  closed('PayoutPlannedData', { ...period, ...balance, terms: SellerTerms, bankKey: PayoutId }, {}),
)

/** The bank is about to be asked, under the same key every time. */
const PayoutAttempted = event(
  'PayoutAttempted',
  closed(
    'PayoutAttemptedData',
    { ...period, attempt: integer(1, 1_000), bankKey: PayoutId, amountMinor: TotalMinor },
    {},
  ),
)

/** No answer came: the money may be on its way or not. From here on the bank is asked what it did, under the same key. */
const PayoutOutcomeUnknown = event(
  'PayoutOutcomeUnknown',
  closed('PayoutOutcomeUnknownData', { ...period, attempt: integer(1, 1_000) }, {}),
)

const told = { ...period, before: Before, amountMinor: TotalMinor }
const bank = { bankReference: BankNote, note: BankNote }

/** The bank has the order to transfer. */
const PayoutProcessing = event('PayoutProcessing', closed('PayoutProcessingData', told, bank))

/** The bank did not transfer, and never will under this key: the money is to be paid again. */
const PayoutFailed = event('PayoutFailed', closed('PayoutFailedData', { ...told, toDate: LocalDate }, bank))

/** The seller has the money. `before: FAILED`: the bank had said the contrary, and the amount is on its way a second time. */
const PayoutPaid = event('PayoutPaid', closed('PayoutPaidData', { ...told, toDate: LocalDate }, bank))

/** The money came back: it is to be paid again, unless that was so already. */
const PayoutReturned = event(
  'PayoutReturned',
  closed('PayoutReturnedData', { ...told, toDate: LocalDate }, bank),
)

/** The storage contract: add, never edit. */
export const payoutEventDefinitions = [
  PayoutOpened,
  PayoutEntryAdded,
  PayoutEntryDeferred,
  PayoutHeld,
  PayoutHoldReleased,
  PayoutCarriedOver,
  PayoutPlanned,
  PayoutAttempted,
  PayoutOutcomeUnknown,
  PayoutProcessing,
  PayoutFailed,
  PayoutPaid,
  PayoutReturned,
]
export type PayoutEvent = EventOf<(typeof payoutEventDefinitions)[number]>
export const payoutEvents = eventCatalog<PayoutEvent>(payoutEventDefinitions)
