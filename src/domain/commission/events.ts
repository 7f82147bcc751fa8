import { closed, integer, listOf, oneOf, text } from '../kernel/codec.js'
import { LineId, OrderId, SellerId, SkuId } from '../kernel/ids.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency, RateBps, TotalMinor } from '../kernel/money.js'

/** What a rate is taken of: the sale price alone, or with the buyer's shipping and the platform's discount. */
const FeeBase = oneOf('FeeBase', ['SALE', 'SALE_SHIPPING_PLATFORM_DISCOUNT'])

/** What is rounded to the minor unit: each line by itself, or the sum of a SKU's lines. */
const FeeRounding = oneOf('FeeRounding', ['PER_LINE', 'PER_SKU'])

/** The rule that was in force, whole: a replay never looks it up again. */
export const FrozenRule = closed(
  'FrozenRule',
  {
    ruleId: text(1, 100),
    ruleVersion: integer(1, 1_000_000),
    rateBps: RateBps,
    base: FeeBase,
    rounding: FeeRounding,
  },
  {},
)

const parties = { orderId: OrderId, sellerId: SellerId, currency: Currency }

/** A base is up to three amounts. Fees of a SKU's lines add up to the rounded fee of the SKU where the rule rounds per SKU. */
const ChargedLine = closed(
  'ChargedLine',
  { lineId: LineId, skuId: SkuId, baseMinor: TotalMinor, feeMinor: TotalMinor, rule: FrozenRule },
  {},
)

/** The seller owes the platform its commission on a delivered order. */
const CommissionCharged = event(
  'CommissionCharged',
  closed('CommissionChargedData', { ...parties, lines: listOf(ChargedLine, 1, 500) }, {}),
)

const ReversedLine = closed(
  'ReversedLine',
  { lineId: LineId, baseMinor: TotalMinor, feeMinor: TotalMinor },
  {},
)

/** The platform gives commission back, by the cumulative rule: a full refund gives back exactly what was charged. */
const CommissionReversed = event(
  'CommissionReversed',
  closed(
    'CommissionReversedData',
    { ...parties, reversalId: text(1, 120), lines: listOf(ReversedLine, 1, 500) },
    {},
  ),
)

/** The storage contract: add, never edit. */
export const commissionEventDefinitions = [CommissionCharged, CommissionReversed]
export type CommissionEvent = EventOf<(typeof commissionEventDefinitions)[number]>
export const commissionEvents = eventCatalog<CommissionEvent>(commissionEventDefinitions)
