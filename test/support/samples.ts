import { readdirSync, readFileSync } from 'node:fs'
import { afterSalesCommandSamples, afterSalesEventOptions } from './afterSalesSamples.js'
import { companyDocumentsJson, registrationJson, sealedJson } from './sellers.js'
import { moneyCommandSamples, moneyEventOptions, termsJson } from './moneySamples.js'
import { operationCommandSamples, operationEventOptions } from './operations.js'
import { linesJson, placedJson } from './orders.js'
import { listingJson } from './products.js'

/** A message with all its optional fields, which of them are, and which lists may be empty. */
export interface Sample {
  readonly data: unknown
  readonly optional?: ReadonlyArray<string>
  readonly mayBeEmpty?: ReadonlyArray<string>
}

const orderId = 'o1'
const tracking = { carrier: 'Colissimo', trackingNumber: 'T-P1' }
const documents = companyDocumentsJson.map((document) => ({ ...document, number: sealedJson }))
const payments = [{ method: 'credit_card', amountMinor: '5499', installments: 3 }]
const lineIds = ['l1', 'l2']
const creator = { creatorId: 'c1', rateBps: 1_200, byAd: true, partner: { partnerId: 'a1', rateBps: 300 } }
const lineExtras = { creator, isGift: true, campaignId: 'black-friday-2026' }
const optionalExtras = ['creator', 'creator/byAd', 'creator/partner', 'isGift', 'campaignId']

/** For each type of command, its data. */
export const commandSamples: Readonly<Record<string, Sample>> = {
  RegisterSeller: { data: { ...registrationJson, identity: sealedJson }, optional: ['/identity'] },
  SubmitSellerForVerification: {
    data: { sellerId: 's1', documents },
    optional: documents.map((_, i) => `/documents/${i}/number`),
    mayBeEmpty: ['/documents'],
  },
  VerifySeller: { data: { sellerId: 's1' } },
  RejectSeller: { data: { sellerId: 's1', reasons: ['DOCUMENT_EXPIRED'] } },
  SuspendSeller: { data: { sellerId: 's1', reason: 'counterfeits' } },
  ReinstateSeller: { data: { sellerId: 's1' } },
  AgreeSellerTerms: {
    data: { sellerId: 's1', validFrom: '2026-04-01T00:00:00.000Z', terms: termsJson },
  },
  ListProduct: { data: { ...listingJson, stock: 3 }, optional: ['/stock'] },
  ChangeProductPrice: { data: { productId: 'p1', priceMinor: '1990', currency: 'EUR' } },
  CountProductStock: { data: { productId: 'p1', stock: 3 } },
  LockProductStock: { data: { productId: 'p1', campaignId: 'c1', units: 2 } },
  UnlockProductStock: { data: { productId: 'p1', campaignId: 'c1' } },
  PutProductLive: { data: { productId: 'p1' } },
  TakeProductOffline: { data: { productId: 'p1' } },
  PlaceOrder: {
    data: {
      ...placedJson,
      lines: linesJson.map((line) => ({ ...line, ...lineExtras })),
      recipient: sealedJson,
      handlingDays: 5,
      estimatedDeliveryAt: '2026-03-20T17:00:00.000Z',
      replaces: { orderId: 'o0', caseId: 'c1' },
    },
    optional: [
      '/recipient',
      '/handlingDays',
      '/estimatedDeliveryAt',
      '/replaces',
      ...linesJson.flatMap((_, i) => optionalExtras.map((name) => `/lines/${i}/${name}`)),
    ],
  },
  PayOrder: {
    data: { orderId, payments, hold: true },
    optional: ['/payments/0/installments'],
    mayBeEmpty: ['/payments'],
  },
  ReleaseOrderHold: { data: { orderId } },
  PlanPackage: {
    data: { orderId, packageId: 'P1', lineIds, buyerId: 'b1', orderIds: ['o1', 'o2'], recipient: sealedJson },
    optional: ['/recipient'],
  },
  CancelPackagePlan: { data: { orderId, packageId: 'P1' } },
  ArrangePackage: {
    data: { orderId, packageId: 'P1', lineIds, ...tracking, outsideServiceLevel: true },
    optional: ['/lineIds', '/carrier', '/trackingNumber', '/outsideServiceLevel'],
  },
  ChangePackageTracking: { data: { orderId, packageId: 'P1', ...tracking } },
  TrackPackage: {
    data: {
      orderId,
      packageId: 'P1',
      scanId: 'T-P1.1',
      code: 'OUT_FOR_DELIVERY',
      description: 'en livraison',
    },
    optional: ['/description'],
  },
  HandOverPackage: { data: { orderId, packageId: 'P1' } },
  DeliverPackage: { data: { orderId, packageId: 'P1' } },
  CompleteOrder: { data: { orderId } },
  CancelOrder: {
    data: { orderId, initiator: 'BUYER', reason: 'ecom_order_unpaid_canceled_reason_other', lineIds },
    optional: ['/lineIds'],
  },
  ImportOrderCancellation: { data: { orderId, reason: 'unknown', sellerFault: false } },
  RequestOrderCancellation: { data: { orderId, cancellationId: 'x1', reason: 'better_price' } },
  ApproveOrderCancellation: { data: { orderId, cancellationId: 'x1', approvedBy: 'SELLER' } },
  RejectOrderCancellation: { data: { orderId, cancellationId: 'x1', reason: 'packed' } },
  WithdrawOrderCancellation: { data: { orderId, cancellationId: 'x1' } },
  RefundOrderLines: {
    data: {
      orderId,
      refundId: 'r1',
      reason: 'broken',
      lines: [{ lineId: 'l1', saleMinor: '10', shippingMinor: '0' }],
      caseId: 'c1',
    },
    optional: ['/caseId'],
  },
  ReviewOrder: { data: { orderId, reviewId: 'v1', stars: 4 } },
  ...afterSalesCommandSamples,
  ...moneyCommandSamples,
  ...operationCommandSamples,
}

/** An event as it was stored once: it must be read for ever. */
export interface StoredShape {
  readonly type: string
  readonly schemaVersion: number
  readonly data: unknown
}

const directory = new URL('../fixtures/events/', import.meta.url)

/** The bytes of every shape that was ever stored, by the name of its file: `OrderPlaced.v1.json`. */
export const storedShapes: ReadonlyArray<readonly [file: string, bytes: string]> = readdirSync(directory)
  .sort()
  .map((file) => [file, readFileSync(new URL(file, directory), 'utf8').trimEnd()])

export const shapeOf = (bytes: string): StoredShape => JSON.parse(bytes) as StoredShape

/** Of the stored shapes: which fields may be missing, and which lists may be empty. */
export const eventOptions: Readonly<Record<string, Omit<Sample, 'data'>>> = {
  SellerRegistered: { optional: ['/identity'] },
  SellerSubmittedForVerification: { optional: ['/documents/1/number'], mayBeEmpty: ['/documents'] },
  ProductListed: { optional: ['/stock'] },
  OrderPlaced: {
    optional: [
      '/recipient',
      '/handlingDays',
      '/estimatedDeliveryAt',
      '/replaces',
      ...optionalExtras.map((name) => `/lines/1/${name}`),
    ],
  },
  OrderPaid: {
    optional: ['/payments/0/installments', '/handlingDays', '/lines/1/creator'],
    mayBeEmpty: ['/payments'],
  },
  PackageArranged: { optional: ['/carrier', '/trackingNumber', '/outsideServiceLevel'] },
  PackageHandedOver: { optional: ['/unscanned', '/estimatedDeliveryAt'] },
  OrderShipped: { optional: ['/estimatedDeliveryAt'] },
  PackageTracked: { optional: ['/description'] },
  OrderDelivered: { optional: ['/lines/1/creator', '/outsideServiceLevel'] },
  OrderLinesCancelled: { optional: ['/cancellationId', '/approvedBy', '/lines/0/creator'] },
  OrderCancelled: { optional: ['/cancellationId', '/approvedBy', '/lines/1/creator'] },
  OrderLinesRefunded: { optional: ['/caseId'] },
  ...afterSalesEventOptions,
  ...moneyEventOptions,
  ...operationEventOptions,
}
