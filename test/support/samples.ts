import { readdirSync, readFileSync } from 'node:fs'
import { companyDocumentsJson, registrationJson, sealedJson } from './sellers.js'
import { brazilRule, euRule, feeAmounts } from './commissions.js'
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
const charge = { skuId: 'k1', ...feeAmounts(2_500, 250, 200) }

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
  ListProduct: { data: { ...listingJson, stock: 3 }, optional: ['/stock'] },
  ChangeProductPrice: { data: { productId: 'p1', priceMinor: '1990', currency: 'EUR' } },
  CountProductStock: { data: { productId: 'p1', stock: 3 } },
  PutProductLive: { data: { productId: 'p1' } },
  TakeProductOffline: { data: { productId: 'p1' } },
  PlaceOrder: {
    data: { ...placedJson, lines: linesJson, recipient: sealedJson },
    optional: ['/recipient'],
  },
  PayOrder: {
    data: { orderId, payments, hold: true },
    optional: ['/payments/0/installments'],
    mayBeEmpty: ['/payments'],
  },
  ReleaseOrderHold: { data: { orderId } },
  ArrangePackage: { data: { orderId, packageId: 'P1', lineIds, ...tracking } },
  HandOverPackage: {
    data: { orderId, packageId: 'P1', lineIds, ...tracking },
    optional: ['/lineIds', '/carrier', '/trackingNumber'],
  },
  DeliverPackage: { data: { orderId, packageId: 'P1' } },
  CompleteOrder: { data: { orderId } },
  CancelOrder: { data: { orderId, initiator: 'BUYER', reason: 'ecom_order_unpaid_canceled_reason_other' } },
  RefundOrderLines: {
    data: {
      orderId,
      refundId: 'r1',
      reason: 'broken',
      lines: [{ lineId: 'l1', saleMinor: '10', shippingMinor: '0' }],
    },
  },
  ReviewOrder: { data: { orderId, reviewId: 'v1', stars: 4 } },
  ChargeCommission: {
    data: {
      orderId,
      sellerId: 's1',
      currency: 'EUR',
      lines: [
        { lineId: 'l1', rule: euRule, ...charge },
        { lineId: 'l2', rule: brazilRule, ...charge },
      ],
    },
  },
  ReverseCommission: {
    data: { orderId, reversalId: 'r1', lines: [{ lineId: 'l1', ...feeAmounts(2_500, 0, 200) }] },
  },
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
  OrderPlaced: { optional: ['/recipient'] },
  OrderPaid: { optional: ['/payments/0/installments'], mayBeEmpty: ['/payments'] },
  PackageHandedOver: { optional: ['/carrier', '/trackingNumber'] },
}
