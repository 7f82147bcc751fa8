import fc from 'fast-check'
import type { AfterSalesCommand } from '../../src/domain/afterSales/commands.js'
import type { AfterSalesEvent } from '../../src/domain/afterSales/events.js'
import { caseStatuses, CaseType } from '../../src/domain/afterSales/events.js'
import * as cases from './afterSales.js'
import {
  amountJson,
  currencyJson,
  idFrom,
  instantJson,
  marketJson,
  sealedJson,
  words,
  zoneJson,
} from './arbitraries.js'

const some = <A>(item: fc.Arbitrary<A>) => fc.array(item, { minLength: 1, maxLength: 4 })
const optional = <A extends object, B extends object>(all: fc.Arbitrary<A>, rest: fc.Arbitrary<B>) =>
  fc.tuple(all, rest).map(([a, b]) => ({ ...a, ...b }))

const ofCase = {
  caseId: idFrom('c', 1),
  orderId: idFrom('o'),
  sellerId: idFrom('s'),
  market: marketJson,
  zone: zoneJson,
  currency: currencyJson,
}
const status = fc.constantFrom(...caseStatuses)
const move = { ...ofCase, from: status, status }
const reason = words(1, 100)
const lineId = idFrom('l')
const amounts = some(fc.record({ lineId, saleMinor: amountJson, shippingMinor: amountJson }))
const lines = some(
  fc.record({
    lineId,
    productId: idFrom('p'),
    skuId: idFrom('k'),
    category: words(1, 100),
    originalMinor: amountJson,
    saleMinor: amountJson,
    shippingMinor: amountJson,
    refundableSaleMinor: amountJson,
    refundableShippingMinor: amountJson,
  }),
)
const granted = { grantedBy: fc.constantFrom('SELLER', 'SYSTEM', 'OPERATOR'), sellerFault: fc.boolean() }
const recipient = fc.record({ recipient: sealedJson }, { requiredKeys: [] })

/** The JSON of each type of event: anything that its codec reads. */
export const afterSalesEventJson: Readonly<Record<AfterSalesEvent['type'], fc.Arbitrary<unknown>>> = {
  AfterSalesCaseOpened: optional(
    fc.record({
      ...ofCase,
      buyerId: idFrom('b'),
      caseType: fc
        .constantFrom('REFUND', 'RETURN_AND_REFUND', 'REPLACEMENT')
        .filter((type) => CaseType.is(type)),
      reason,
      lines,
      status,
    }),
    fc.record(
      { recipient: sealedJson, replacementOrderId: idFrom('o'), deliveredAt: instantJson },
      { requiredKeys: [] },
    ),
  ),
  AfterSalesReturnApproved: fc.record({
    ...move,
    approvedBy: fc.constantFrom('SELLER', 'SYSTEM', 'OPERATOR'),
  }),
  AfterSalesCaseRejected: fc.record({ ...move, reason }),
  AfterSalesRefundOffered: fc.record({ ...move, lines: amounts }),
  AfterSalesOfferDeclined: fc.record({ ...move, declinedBy: fc.constantFrom('BUYER', 'SYSTEM') }),
  AfterSalesReturnShipped: fc.record({ ...move, carrier: words(1, 100), trackingNumber: words(1, 100) }),
  AfterSalesReturnArrived: fc.record(move),
  AfterSalesReturnRejected: fc.record({ ...move, reason }),
  AfterSalesArbitrationOpened: fc.record({ ...move, openedBy: fc.constantFrom('BUYER', 'SELLER', 'SYSTEM') }),
  AfterSalesArbitrationRuled: fc.record({
    ...move,
    ruling: fc.constantFrom('SUPPORT_BUYER', 'SUPPORT_SELLER'),
  }),
  AfterSalesRefundGranted: fc.record({
    ...move,
    grant: fc.integer({ min: 1, max: 1_000 }),
    reason,
    lines: amounts,
    ...granted,
  }),
  AfterSalesReplacementGranted: optional(
    fc.record({ ...move, replacementOrderId: idFrom('o'), buyerId: idFrom('b'), lines, ...granted }),
    recipient,
  ),
  AfterSalesRefundDeclined: fc.record({ ...move, cause: reason }),
  AfterSalesCaseCompleted: fc.record(move),
  AfterSalesCaseCancelled: fc.record({ ...move, cancelledBy: fc.constantFrom('BUYER', 'SYSTEM') }),
  AfterSalesCaseClosed: fc.record(move),
}

const amount = (sale: number, shipping: number) => ['l1', `${sale}`, `${shipping}`] as const
const answer = fc.constantFrom('SELLER', 'SYSTEM')
const party = fc.constantFrom('BUYER', 'SELLER')
const either = fc.constantFrom('BUYER', 'SYSTEM')
const given = fc.tuple(fc.nat(2_600), fc.nat(260)).map(([sale, shipping]) => amount(sale, shipping))

const asked: fc.Arbitrary<AfterSalesCommand> = fc.oneof(
  answer.map(cases.accept),
  fc.constantFrom('used', 'no').map(cases.reject),
  fc.oneof(fc.constant(amount(1_000, 0)), given).map((line) => cases.offer(line)),
  fc.constant(cases.acceptOffer()),
  either.map(cases.declineOffer),
  fc.constantFrom(cases.ship(), cases.arrive(), cases.close(), cases.complete()),
  answer.map(cases.acceptReturn),
  fc.constantFrom('used', 'no').map(cases.rejectReturn),
  party.map(cases.openArbitration),
  fc.constantFrom('SUPPORT_BUYER', 'SUPPORT_SELLER').map((ruling) => cases.rule(ruling)),
  given.map((line) => cases.rule('SUPPORT_BUYER', line)),
  either.map(cases.cancel),
  fc.constant(cases.declineRefund()),
)

const begun = fc.constantFrom({}, {}, cases.refundJson, cases.replacementJson).map((kind) => cases.open(kind))

/** What may be asked of one case: it is opened first, with short cuts deep into its life; most of the rest fits somewhere. */
export const caseCommands: fc.Arbitrary<ReadonlyArray<AfterSalesCommand>> = fc
  .tuple(
    begun,
    fc.constantFrom(
      [],
      [cases.accept(), cases.ship()],
      [cases.accept(), cases.ship(), cases.arrive()],
      [cases.reject()],
      [cases.offer(amount(1_000, 0)), cases.declineOffer()],
    ),
    fc.array(asked, { maxLength: 20 }),
  )
  .map(([first, deeper, others]) => [first, ...deeper, ...others])
