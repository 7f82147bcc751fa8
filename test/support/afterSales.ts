import { afterSalesCommands } from '../../src/domain/afterSales/commands.js'
import {
  afterSalesEvents,
  type AfterSalesEvent,
  type CaseStatus,
} from '../../src/domain/afterSales/events.js'
import { afterSales } from '../../src/domain/afterSales/index.js'
import { commandOf, eventOf, NOW, specFor } from './spec.js'

export const givenCase = specFor(afterSales)

const caseId = 'c1'
const ofCase = {
  caseId,
  orderId: 'o1',
  sellerId: 's1',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
}

/** A unit that cost 25.00 and 2.50 of shipping, of which the buyer wants the price back. */
export const caseLineJson = (lineId: string, more: object = {}) => ({
  lineId,
  productId: 'p1',
  skuId: 'k1',
  category: 'kitchen',
  originalMinor: '3000',
  saleMinor: '2500',
  shippingMinor: '0',
  refundableSaleMinor: '2500',
  refundableShippingMinor: '250',
  ...more,
})

export const openedJson = {
  ...ofCase,
  buyerId: 'b1',
  caseType: 'RETURN_AND_REFUND',
  reason: 'defective',
  lines: [caseLineJson('l1')],
  deliveredAt: '2026-03-01T09:00:00.000Z',
}
export const refundJson = { caseType: 'REFUND' }
export const replacementJson = {
  caseType: 'REPLACEMENT',
  replacementOrderId: 'o1-again',
  lines: [caseLineJson('l1', { saleMinor: '0' })],
}

type Amount = readonly [lineId: string, saleMinor: string, shippingMinor: string]
const amountsOf = (lines: ReadonlyArray<Amount>) =>
  lines.map(([lineId, saleMinor, shippingMinor]) => ({ lineId, saleMinor, shippingMinor }))
const command = (type: string, data: object = {}, at: string = NOW) =>
  commandOf(afterSalesCommands, { type, at, data: { caseId, ...data } })

export const open = (more: object = {}, at?: string) =>
  command('OpenAfterSalesCase', withoutUndefined({ ...openedJson, ...more }), at)
/** A field that is `undefined` is left out. */
const withoutUndefined = (data: object) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
export const accept = (acceptedBy = 'SELLER') => command('AcceptAfterSalesCase', { acceptedBy })
export const reject = (reason = 'used') => command('RejectAfterSalesCase', { reason })
export const offer = (...lines: ReadonlyArray<Amount>) =>
  command('OfferAfterSalesRefund', { lines: amountsOf(lines) })
export const acceptOffer = () => command('AcceptAfterSalesOffer')
export const declineOffer = (declinedBy = 'BUYER') => command('DeclineAfterSalesOffer', { declinedBy })
const parcel = { carrier: 'Colissimo', trackingNumber: 'R-1' }
export const ship = () => command('ShipAfterSalesReturn', parcel)
export const arrive = () => command('RecordAfterSalesReturnArrival')
export const acceptReturn = (acceptedBy = 'SELLER') => command('AcceptAfterSalesReturn', { acceptedBy })
export const rejectReturn = (reason = 'another article') => command('RejectAfterSalesReturn', { reason })
export const openArbitration = (openedBy = 'BUYER') => command('OpenAfterSalesArbitration', { openedBy })
export const rule = (ruling: string, ...lines: ReadonlyArray<Amount>) =>
  command('RuleAfterSalesArbitration', {
    ruling,
    ...(lines.length === 0 ? {} : { lines: amountsOf(lines) }),
  })
export const cancel = (cancelledBy = 'BUYER') => command('CancelAfterSalesCase', { cancelledBy })
export const close = () => command('CloseAfterSalesCase')
export const complete = () => command('CompleteAfterSalesCase')
export const declineRefund = (cause = 'RefundExceedsRemainder') =>
  command('DeclineAfterSalesRefund', { cause })

export const caseOpened = (more: object = {}): AfterSalesEvent =>
  eventOf(afterSalesEvents, 'AfterSalesCaseOpened', { ...openedJson, status: 'REQUESTED', ...more })
/** What happened to a case, from one status to another. */
export const happened = (
  type: AfterSalesEvent['type'],
  from: CaseStatus,
  status: CaseStatus,
  more: object = {},
): AfterSalesEvent => eventOf(afterSalesEvents, type, { ...ofCase, from, status, ...more })

export const granted = (from: CaseStatus, grantedBy: string, more: object = {}) =>
  happened('AfterSalesRefundGranted', from, 'GRANTED', {
    grant: 1,
    reason: 'defective',
    lines: amountsOf([['l1', '2500', '0']]),
    grantedBy,
    sellerFault: true,
    ...more,
  })
export const offered = (from: CaseStatus, ...lines: ReadonlyArray<Amount>) =>
  happened('AfterSalesRefundOffered', from, 'AWAITING_BUYER_RESPONSE', { lines: amountsOf(lines) })

const opened = [caseOpened()]
const approved = [
  ...opened,
  happened('AfterSalesReturnApproved', 'REQUESTED', 'AWAITING_BUYER_SHIP', { approvedBy: 'SELLER' }),
]
const underWay = [
  ...approved,
  happened('AfterSalesReturnShipped', 'AWAITING_BUYER_SHIP', 'BUYER_SHIPPED', parcel),
  happened('AfterSalesReturnArrived', 'BUYER_SHIPPED', 'BUYER_SHIPPED'),
]
const turnedDown = [
  ...opened,
  happened('AfterSalesCaseRejected', 'REQUESTED', 'REJECTED', { reason: 'used' }),
]
const accepted = [...underWay, granted('BUYER_SHIPPED', 'SELLER')]

/** For each status, how a return comes to it. */
export const historyTo: Readonly<Record<CaseStatus, ReadonlyArray<AfterSalesEvent>>> = {
  REQUESTED: opened,
  AWAITING_BUYER_RESPONSE: [...opened, offered('REQUESTED', ['l1', '1000', '0'])],
  AWAITING_BUYER_SHIP: approved,
  BUYER_SHIPPED: underWay,
  REJECTED: turnedDown,
  RETURN_REJECTED: [
    ...underWay,
    happened('AfterSalesReturnRejected', 'BUYER_SHIPPED', 'RETURN_REJECTED', { reason: 'another article' }),
  ],
  IN_ARBITRATION: [
    ...turnedDown,
    happened('AfterSalesArbitrationOpened', 'REJECTED', 'IN_ARBITRATION', { openedBy: 'BUYER' }),
  ],
  GRANTED: accepted,
  COMPLETED: [...accepted, happened('AfterSalesCaseCompleted', 'GRANTED', 'COMPLETED')],
  CANCELLED: [
    ...opened,
    happened('AfterSalesCaseCancelled', 'REQUESTED', 'CANCELLED', { cancelledBy: 'BUYER' }),
  ],
  CLOSED: [...turnedDown, happened('AfterSalesCaseClosed', 'REJECTED', 'CLOSED')],
}
