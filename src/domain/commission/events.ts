import { closed, listOf, text } from '../kernel/codec.js'
import { ChargedFee, ReversedFee } from '../kernel/fee.js'
import { LineId, OrderId, SellerId, SkuId } from '../kernel/ids.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'
import { Instant } from '../kernel/time.js'
import { Market } from '../kernel/market.js'

const parties = { orderId: OrderId, sellerId: SellerId, market: Market, currency: Currency }

export const lineAmounts = {
  saleMinor: AmountMinor,
  sellerDiscountMinor: AmountMinor,
  platformDiscountMinor: AmountMinor,
  shippingMinor: AmountMinor,
  shippingPlatformDiscountMinor: AmountMinor,
  taxMinor: AmountMinor,
}

/** What is sold, or given back, of a line: the amounts that fees and settlements are taken of. */
const CommissionedLine = closed('CommissionedLine', { lineId: LineId, skuId: SkuId, ...lineAmounts }, {})

const lines = listOf(CommissionedLine, 1, 500)

/**
 * The seller owes the fees on a delivered order. Fees of nothing are told too: a refund may make something of them.
 * `placedAt` is the date that selected the rules.
 */
const CommissionCharged = event(
  'CommissionCharged',
  closed(
    'CommissionChargedData',
    { ...parties, placedAt: Instant, lines, fees: listOf(ChargedFee, 0, 5_000) },
    {},
  ),
)

/**
 * Something was given back to the buyer, and fees follow by the cumulative rule: a full refund gives back exactly what was
 * charged, except for kinds that stay or that begin with a refund. `fees`: those that changed.
 */
const CommissionReversed = event(
  'CommissionReversed',
  closed(
    'CommissionReversedData',
    { ...parties, reversalId: text(1, 120), lines, fees: listOf(ReversedFee, 0, 5_000) },
    {},
  ),
)

/** The creators of an order have their share: what is refunded from now on is no longer taken back from them. */
const CreatorsPaid = event(
  'CreatorsPaid',
  closed('CreatorsPaidData', { ...parties, fees: listOf(ChargedFee, 0, 5_000) }, {}),
)

/** The storage contract: add, never edit. */
export const commissionEventDefinitions = [CommissionCharged, CommissionReversed, CreatorsPaid]
export type CommissionEvent = EventOf<(typeof commissionEventDefinitions)[number]>
export const commissionEvents = eventCatalog<CommissionEvent>(commissionEventDefinitions)
