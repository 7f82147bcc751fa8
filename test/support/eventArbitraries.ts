import fc from 'fast-check'
import { domainEvents, type DomainEvent } from '../../src/domain/events.js'
import { DocumentKind, LegalForm, RejectionReason } from '../../src/domain/seller/events.js'
import {
  Initiator,
  OrderPurpose,
  orderStatuses,
  OrderType,
  trackingCodes,
} from '../../src/domain/order/events.js'
import { afterSalesEventJson } from './afterSalesArbitraries.js'
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
import { moneyEventJson, termsArbitrary } from './moneyArbitraries.js'
import { operationEventJson } from './operations.js'
import { eventOf, instant } from './spec.js'

const wordOf = (codec: { is: (u: unknown) => boolean }, ...all: ReadonlyArray<string>) =>
  fc.constantFrom(...all.filter((word) => codec.is(word)))

const legalForm = wordOf(LegalForm, 'COMPANY', 'INDIVIDUAL')
const sellerId = idFrom('s')
const orderId = idFrom('o', 1)
const lineId = idFrom('l')
const status = fc.constantFrom(...orderStatuses)
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/)
const some = <A>(item: fc.Arbitrary<A>, minLength = 1) => fc.array(item, { minLength, maxLength: 4 })
/** A record with all of these fields and any of those. */
const record = <R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<object> =>
  fc.tuple(fc.record(required), fc.record(optional, { requiredKeys: [] })).map(([a, b]) => ({ ...a, ...b }))

const ids = { productId: idFrom('p'), sellerId }
const ofOrder = {
  orderId,
  sellerId,
  market: marketJson,
  zone: zoneJson,
  currency: currencyJson,
  purpose: wordOf(OrderPurpose, 'SALE', 'SAMPLE', 'REPLACEMENT'),
}
const move = { ...ofOrder, from: status, status }
const article = { lineId, productId: idFrom('p'), skuId: idFrom('k'), category: words(1, 100) }
const amounts = {
  saleMinor: amountJson,
  sellerDiscountMinor: amountJson,
  platformDiscountMinor: amountJson,
  shippingMinor: amountJson,
  shippingSellerDiscountMinor: amountJson,
  shippingPlatformDiscountMinor: amountJson,
  taxMinor: amountJson,
}
const rateBps = fc.integer({ min: 0, max: 10_000 })
const extras = {
  creator: record(
    { creatorId: idFrom('c'), rateBps },
    { partner: fc.record({ partnerId: idFrom('c'), rateBps }), byAd: fc.constant(true) },
  ),
  isGift: fc.constant(true),
  campaignId: words(1, 100),
}
const remaining = record({ ...article, ...amounts }, extras)
const placed = record(
  { ...article, originalMinor: amountJson, shippingOriginalMinor: amountJson, ...amounts },
  extras,
)
const parcel = { packageId: idFrom('P'), lineIds: some(lineId) }
const tracking = { carrier: words(1, 100), trackingNumber: words(1, 100) }
const handlingDays = fc.integer({ min: 1, max: 90 })
const estimate = { estimatedDeliveryAt: instantJson }
const request = { ...ofOrder, cancellationId: idFrom('x') }
const cancelled = {
  ...move,
  initiator: wordOf(Initiator, 'BUYER', 'SELLER', 'SYSTEM', 'OPERATOR'),
  reason: words(1, 100),
  sellerFault: fc.boolean(),
  paid: fc.boolean(),
  afterDelivery: fc.boolean(),
  lines: some(remaining),
}
const outside = { outsideServiceLevel: fc.constant(true) }
const answered = { cancellationId: idFrom('x'), approvedBy: fc.constantFrom('SELLER', 'SYSTEM') }
const payment = record(
  { method: words(1, 40), amountMinor: amountJson },
  { installments: fc.integer({ min: 0, max: 99 }) },
)

/** The JSON of each type of event: anything that its codec reads. */
const eventJson: Readonly<Record<DomainEvent['type'], fc.Arbitrary<unknown>>> = {
  SellerRegistered: record(
    {
      sellerId,
      legalForm,
      shopName: words(1, 100),
      market: marketJson,
      zone: zoneJson,
      currency: currencyJson,
    },
    { identity: sealedJson },
  ),
  SellerSubmittedForVerification: fc.record({
    sellerId,
    documents: some(
      record({ kind: wordOf(DocumentKind, 'IDENTITY', 'BANK_ACCOUNT'), sha256 }, { number: sealedJson }),
      0,
    ),
  }),
  SellerVerified: fc.record({ sellerId }),
  SellerRejected: fc.record({
    sellerId,
    reasons: some(wordOf(RejectionReason, 'SANCTIONED', 'NAME_MISMATCH')),
  }),
  SellerSuspended: fc.record({ sellerId, reason: words(1, 500) }),
  SellerReinstated: fc.record({ sellerId }),
  SellerTermsAgreed: fc.record({ sellerId, validFrom: instantJson, terms: termsArbitrary }),
  ProductListed: record(
    { ...ids, title: words(1, 300), category: words(1, 100), priceMinor: amountJson, currency: currencyJson },
    { stock: fc.nat(99_999) },
  ),
  ProductPriceChanged: fc.record({ ...ids, fromMinor: amountJson, toMinor: amountJson }),
  ProductStockCounted: fc.record({ ...ids, stock: fc.nat(99_999) }),
  ProductStockLocked: fc.record({
    ...ids,
    campaignId: idFrom('c'),
    units: fc.integer({ min: 1, max: 99_999 }),
  }),
  ProductStockUnlocked: fc.record({
    ...ids,
    campaignId: idFrom('c'),
    units: fc.integer({ min: 1, max: 99_999 }),
  }),
  ProductPutLive: fc.record(ids),
  ProductTakenOffline: fc.record(ids),
  OrderPlaced: record(
    {
      ...ofOrder,
      buyerId: idFrom('b'),
      orderType: wordOf(OrderType, 'NORMAL', 'PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER', 'ZERO_LOTTERY'),
      lines: some(placed),
      status,
    },
    {
      recipient: sealedJson,
      handlingDays,
      ...estimate,
      replaces: fc.record({ orderId, caseId: idFrom('c') }),
    },
  ),
  OrderPaid: record({ ...move, lines: some(remaining), payments: some(payment, 0) }, { handlingDays }),
  OrderHoldReleased: fc.record(move),
  PackagePlanned: fc.record({ ...ofOrder, ...parcel, orderIds: some(orderId) }),
  PackagePlanCancelled: fc.record({ ...ofOrder, ...parcel }),
  PackageArranged: record({ ...move, ...parcel }, { ...tracking, ...outside }),
  PackageTrackingChanged: fc.record({ ...ofOrder, packageId: idFrom('P'), ...tracking }),
  PackageHandedOver: record({ ...move, ...parcel }, { unscanned: fc.constant(true), ...estimate }),
  PackageTracked: record(
    { ...ofOrder, ...parcel, scanId: idFrom('n'), code: fc.constantFrom(...trackingCodes) },
    { description: words(1, 500) },
  ),
  OrderShipped: record(move, estimate),
  PackageDelivered: fc.record({ ...move, packageId: idFrom('P') }),
  OrderDelivered: record(
    { ...move, packageId: idFrom('P'), placedAt: instantJson, lines: some(remaining) },
    outside,
  ),
  OrderCompleted: fc.record(move),
  OrderCancellationRequested: fc.record({ ...request, reason: words(1, 100), lineIds: some(lineId) }),
  OrderCancellationRejected: fc.record({ ...request, reason: words(1, 100) }),
  OrderCancellationWithdrawn: fc.record(request),
  OrderLinesCancelled: record(cancelled, answered),
  OrderCancelled: record(cancelled, answered),
  OrderLinesRefunded: record(
    {
      ...move,
      refundId: idFrom('r'),
      reason: words(1, 100),
      afterDelivery: fc.boolean(),
      lines: some(record({ ...article, ...amounts, whole: fc.boolean() }, extras)),
    },
    { caseId: idFrom('c') },
  ),
  OrderRefundDeclined: fc.record({
    ...ofOrder,
    refundId: idFrom('r'),
    caseId: idFrom('c'),
    lines: some(fc.record({ lineId, saleMinor: amountJson, shippingMinor: amountJson })),
    cause: words(1, 100),
  }),
  OrderReviewed: fc.record({
    ...ofOrder,
    reviewId: idFrom('v'),
    stars: fc.integer({ min: 1, max: 5 }),
    productIds: some(idFrom('p')),
  }),
  ...afterSalesEventJson,
  ...moneyEventJson,
  ...operationEventJson,
}

/** Events of some types (of all, if none is named), in no sensible order. */
export const anyEvent = (types: ReadonlyArray<string> = domainEvents.types): fc.Arbitrary<DomainEvent> =>
  fc.oneof(
    ...domainEvents.types
      .filter((type) => types.includes(type))
      .map((type) =>
        fc
          .tuple(eventJson[type as DomainEvent['type']], instantJson)
          .map(([json, at]) => eventOf(domainEvents, type as DomainEvent['type'], json, instant(at))),
      ),
  )
