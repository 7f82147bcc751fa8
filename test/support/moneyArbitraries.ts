import fc from 'fast-check'
import { feeBases, feeKinds } from '../../src/domain/kernel/fee.js'
import { parts } from '../../src/domain/kernel/transaction.js'
import { amountJson, currencyJson, idFrom, instantJson, marketJson, totalJson, words } from './arbitraries.js'

/** The JSON of each type of event about money: anything that its codec reads. */
const some = <A>(item: fc.Arbitrary<A>, minLength = 1) => fc.array(item, { minLength, maxLength: 3 })
const signedJson = fc.bigInt(-999_999_999_999_999_999n, 999_999_999_999_999_999n).map(String)
const roundedBy = fc.integer({ min: -20_000, max: 20_000 })
const count = (max: number) => fc.integer({ min: 1, max })
const dayJson = fc.constantFrom('2026-03-02', '2026-03-03', '2026-12-31')
const sellerId = idFrom('s')
const orderId = idFrom('o', 1)
const lineId = idFrom('l')
const skuId = idFrom('k')
const reference = words(1, 120)

const optional = <R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  more: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<object> =>
  fc.tuple(fc.record(required), fc.record(more, { requiredKeys: [] })).map(([a, b]) => ({ ...a, ...b }))

const rule = optional(
  {
    ruleId: words(1, 200),
    ruleVersion: count(1_000_000),
    kind: fc.constantFrom(...feeKinds),
    rateBps: fc.nat(10_000),
    base: fc.constantFrom(...feeBases),
    rounding: fc.constantFrom('PER_LINE', 'PER_SKU', 'PER_ORDER'),
    onRefund: fc.constantFrom('FOLLOWS', 'STAYS', 'FOLLOWS_UNTIL_CREATOR_PAID'),
  },
  {
    of: fc.constantFrom(...feeKinds),
    perUnitMinor: amountJson,
    includedTaxBps: fc.nat(10_000),
    capMinor: amountJson,
    creatorId: idFrom('c'),
  },
)
const fee = { skuId, lineIds: some(lineId), rule, baseMinor: signedJson, roundedBy, feeMinor: signedJson }
const line = fc.record({
  lineId,
  skuId,
  saleMinor: amountJson,
  sellerDiscountMinor: amountJson,
  platformDiscountMinor: amountJson,
  shippingMinor: amountJson,
  shippingPlatformDiscountMinor: amountJson,
  taxMinor: amountJson,
})
const parties = { orderId, sellerId, market: marketJson, currency: currencyJson }

const reason = optional(
  {
    ruleId: words(1, 200),
    ruleVersion: count(1_000_000),
    rateBps: fc.nat(10_000),
    base: fc.constantFrom(...feeBases, 'SETTLEMENT'),
    baseMinor: signedJson,
    resultMinor: signedJson,
    roundedBy,
  },
  { includedTaxBps: fc.nat(10_000), capMinor: amountJson },
)
const moneyLine = optional(
  { part: fc.constantFrom(...parts), name: words(1, 100), amountMinor: signedJson },
  { skuId, reason },
)
const transaction = fc.record({
  transactionId: words(1, 300),
  type: fc.constantFrom('ORDER', 'RESERVE', 'PLATFORM_PENALTY', 'something new'),
  lines: some(moneyLine),
  revenueMinor: signedJson,
  shippingMinor: signedJson,
  feeTaxMinor: signedJson,
  adjustmentMinor: signedJson,
  settlementMinor: signedJson,
  reserveMinor: signedJson,
})
export const termsArbitrary = fc.record({
  termsId: words(1, 200),
  termsVersion: count(1_000_000),
  settleAfterDays: fc.nat(31),
  reserveRateBps: fc.nat(10_000),
  reserveDays: fc.nat(400),
  creatorDays: fc.nat(31),
  payoutEvery: fc.constantFrom('DAY', 'WEEK', 'MONTH'),
  payoutDay: count(28),
  payoutHoldDays: fc.nat(400),
  payoutMinimumMinor: amountJson,
})
const seller = { sellerId, market: marketJson, date: dayJson, currency: currencyJson }
const statement = { ...seller, statementId: fc.constant('s1.2026-03-02.EUR') }
const payout = { ...seller, payoutId: fc.constantFrom('s1.2026-03-03.EUR', 's1.2026-03-04.EUR') }
const entry = fc.record({
  kind: fc.constantFrom('STATEMENT', 'CARRIED_OVER', 'FAILED', 'RETURNED', 'ARRIVED_AFTER_ALL'),
  source: idFrom('S'),
  amountMinor: signedJson,
})
const balance = {
  carriedMinor: signedJson,
  amountMinor: signedJson,
  entries: some(entry),
  terms: termsArbitrary,
}
const bank = { bankReference: words(1, 200), note: words(1, 200) }
const told = {
  ...payout,
  before: fc.constantFrom('PLANNED', 'PROCESSING', 'FAILED', 'PAID', 'RETURNED'),
  amountMinor: totalJson,
}
const goesOn = { ...told, toDate: dayJson }
const bankKey = fc.constant('s1.2026-03-03.EUR')

export const moneyEventJson = {
  CommissionCharged: fc.record({
    ...parties,
    placedAt: instantJson,
    lines: some(line),
    fees: some(fc.record(fee), 0),
  }),
  CommissionReversed: fc.record({
    ...parties,
    reversalId: words(1, 120),
    lines: some(line),
    fees: some(fc.record({ ...fee, backMinor: signedJson }), 0),
  }),
  CreatorsPaid: fc.record({ ...parties, fees: some(fc.record(fee), 0) }),
  SettlementOpened: fc.record({
    ...parties,
    deliveredAt: instantJson,
    dueAt: instantJson,
    terms: termsArbitrary,
    buyerPaidMinor: totalJson,
    lines: some(moneyLine),
    estimatedMinor: signedJson,
  }),
  SettlementAmended: fc.record({
    ...parties,
    refundId: reference,
    buyerBackMinor: totalJson,
    lines: some(moneyLine),
    estimatedMinor: signedJson,
  }),
  SettlementCaseOpened: fc.record({ ...parties, caseId: reference }),
  SettlementCaseClosed: fc.record({ ...parties, caseId: reference }),
  SettlementDeferred: fc.record({ ...parties, reason: fc.constant('OPEN_CASE') }),
  OrderSettled: optional(
    { ...parties, terms: termsArbitrary, transaction, releaseAt: instantJson },
    { creatorsDueAt: instantJson },
  ),
  RefundSettled: fc.record({ ...parties, refundId: reference, buyerBackMinor: totalJson, transaction }),
  ChargebackSettled: fc.record({ ...parties, chargebackId: reference, amountMinor: totalJson, transaction }),
  ChargebackOffset: fc.record({ ...parties, refundId: reference, amountMinor: totalJson, transaction }),
  ReserveReleased: fc.record({ ...parties, transaction }),
  CreatorSharesReleased: fc.record(parties),
  StatementOpened: fc.record({ ...statement, closesAt: instantJson }),
  StatementLineAdded: fc.record({ ...statement, line: count(1_000_000), orderId, transaction }),
  StatementAdjusted: optional(
    { ...statement, line: count(1_000_000), adjustmentId: reference, transaction },
    { relatedOrderId: orderId, note: words(1, 500) },
  ),
  StatementLineDeferred: fc.record({ ...statement, toDate: dayJson, orderId, transaction }),
  StatementClosed: fc.record({
    ...statement,
    lines: count(1_000_000),
    revenueMinor: signedJson,
    shippingMinor: signedJson,
    feeTaxMinor: signedJson,
    adjustmentMinor: signedJson,
    settlementMinor: signedJson,
    reserveMinor: signedJson,
    payableMinor: signedJson,
  }),
  PayoutOpened: fc.record({ ...payout, terms: termsArbitrary, cutOffAt: instantJson }),
  PayoutEntryAdded: fc.record({ ...payout, entry }),
  PayoutEntryDeferred: fc.record({ ...payout, entry, toDate: dayJson }),
  PayoutHeld: fc.record({ ...payout, reason: words(1, 500) }),
  PayoutHoldReleased: fc.record(payout),
  PayoutCarriedOver: fc.record({
    ...payout,
    ...balance,
    reason: fc.constantFrom('OWED_BY_SELLER', 'NOTHING_DUE', 'BELOW_MINIMUM', 'HELD'),
    toDate: dayJson,
  }),
  PayoutPlanned: fc.record({ ...payout, ...balance, bankKey }),
  PayoutAttempted: fc.record({ ...payout, attempt: count(1_000), bankKey, amountMinor: totalJson }),
  PayoutOutcomeUnknown: fc.record({ ...payout, attempt: count(1_000) }),
  PayoutProcessing: optional(told, bank),
  PayoutFailed: optional(goesOn, bank),
  PayoutPaid: optional(goesOn, bank),
  PayoutReturned: optional(goesOn, bank),
}
