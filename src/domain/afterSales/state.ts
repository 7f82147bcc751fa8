import type { AfterSalesEvent, CaseStatus } from './events.js'

export type Data<T extends AfterSalesEvent['type']> = Extract<AfterSalesEvent, { readonly type: T }>['data']

export interface OpenedCase {
  readonly status: CaseStatus
  readonly opened: Data<'AfterSalesCaseOpened'>
  /** The last offer, and where the case stood before it. */
  readonly offer?: Pick<Data<'AfterSalesRefundOffered'>, 'lines' | 'from'>
  readonly returned?: Pick<Data<'AfterSalesReturnShipped'>, 'carrier' | 'trackingNumber'>
  readonly arrived: boolean
  readonly granted?: Data<'AfterSalesRefundGranted'> | Data<'AfterSalesReplacementGranted'>
  readonly refundsGranted: number
  /** What was answered last: by whom, or why. */
  readonly answer?: string
}

export type AfterSalesCase = { readonly status: 'NONE' } | OpenedCase

export const initialState: AfterSalesCase = { status: 'NONE' }

export const evolve = (state: AfterSalesCase, event: AfterSalesEvent): AfterSalesCase => {
  if (event.type === 'AfterSalesCaseOpened') {
    return { status: event.data.status, opened: event.data, arrived: false, refundsGranted: 0 }
  }
  return state.status === 'NONE' ? state : { ...moved(state, event), status: event.data.status }
}

const moved = (
  state: OpenedCase,
  event: Exclude<AfterSalesEvent, { readonly type: 'AfterSalesCaseOpened' }>,
): OpenedCase => {
  switch (event.type) {
    case 'AfterSalesReturnApproved':
      return { ...state, answer: event.data.approvedBy }
    case 'AfterSalesCaseRejected':
    case 'AfterSalesReturnRejected':
      return { ...state, answer: event.data.reason }
    case 'AfterSalesRefundOffered':
      return { ...state, offer: event.data }
    case 'AfterSalesOfferDeclined':
      return { ...state, answer: event.data.declinedBy }
    case 'AfterSalesReturnShipped':
      return { ...state, returned: event.data }
    case 'AfterSalesReturnArrived':
      return { ...state, arrived: true }
    case 'AfterSalesArbitrationOpened':
      return { ...state, answer: event.data.openedBy }
    case 'AfterSalesArbitrationRuled':
      return { ...state, answer: event.data.ruling }
    case 'AfterSalesRefundGranted':
      return { ...state, granted: event.data, refundsGranted: event.data.grant }
    case 'AfterSalesReplacementGranted':
      return { ...state, granted: event.data }
    case 'AfterSalesRefundDeclined':
      return { ...state, answer: event.data.cause }
    case 'AfterSalesCaseCancelled':
      return { ...state, answer: event.data.cancelledBy }
    case 'AfterSalesCaseCompleted':
    case 'AfterSalesCaseClosed':
      return state
  }
}
