import { openedJson } from './afterSales.js'
import { sealedJson } from './sellers.js'

const caseId = 'c1'
const lines = [{ lineId: 'l1', saleMinor: '10', shippingMinor: '0' }]

/** For each type of command, its data. */
export const afterSalesCommandSamples = {
  OpenAfterSalesCase: {
    data: { ...openedJson, recipient: sealedJson, replacementOrderId: 'o2' },
    optional: ['/recipient', '/replacementOrderId', '/deliveredAt'],
  },
  AcceptAfterSalesCase: { data: { caseId, acceptedBy: 'SELLER' } },
  RejectAfterSalesCase: { data: { caseId, reason: 'used' } },
  OfferAfterSalesRefund: { data: { caseId, lines } },
  AcceptAfterSalesOffer: { data: { caseId } },
  DeclineAfterSalesOffer: { data: { caseId, declinedBy: 'BUYER' } },
  ShipAfterSalesReturn: { data: { caseId, carrier: 'Colissimo', trackingNumber: 'R-1' } },
  RecordAfterSalesReturnArrival: { data: { caseId } },
  AcceptAfterSalesReturn: { data: { caseId, acceptedBy: 'SYSTEM' } },
  RejectAfterSalesReturn: { data: { caseId, reason: 'another article' } },
  OpenAfterSalesArbitration: { data: { caseId, openedBy: 'BUYER' } },
  RuleAfterSalesArbitration: { data: { caseId, ruling: 'SUPPORT_BUYER', lines }, optional: ['/lines'] },
  CancelAfterSalesCase: { data: { caseId, cancelledBy: 'BUYER' } },
  CloseAfterSalesCase: { data: { caseId } },
  CompleteAfterSalesCase: { data: { caseId } },
  DeclineAfterSalesRefund: { data: { caseId, cause: 'RefundExceedsRemainder' } },
}

/** Of the stored shapes: which fields may be missing. */
export const afterSalesEventOptions = {
  AfterSalesCaseOpened: { optional: ['/recipient', '/replacementOrderId', '/deliveredAt'] },
  AfterSalesReplacementGranted: { optional: ['/recipient'] },
}
