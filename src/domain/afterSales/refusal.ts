import type { CaseStatus } from './events.js'

/** Why an after-sales case does not do what was asked: nothing happened. */
export type AfterSalesRefusal = { readonly caseId: string } & (
  | { readonly type: 'AfterSalesCaseNotFound' }
  | { readonly type: 'AfterSalesCaseAlreadyOpened' }
  | { readonly type: 'AfterSalesStatusDoesNotFit'; readonly status: CaseStatus }
  | { readonly type: 'AfterSalesReasonUnknown'; readonly reason: string; readonly caseType: string }
  | { readonly type: 'AfterSalesWindowOver'; readonly windowDays: number }
  | { readonly type: 'AfterSalesLineRepeated'; readonly lineId: string }
  | { readonly type: 'AfterSalesLineNotInCase'; readonly lineId: string }
  | { readonly type: 'AfterSalesAmountIsZero'; readonly lineId: string }
  /** More than is left of the line, or, in an offer, more than the buyer asked for. */
  | {
      readonly type: 'AfterSalesAmountExceeds'
      readonly lineId: string
      readonly mostSaleMinor: bigint
      readonly mostShippingMinor: bigint
    }
  /** A replacement is an order of its own and needs its id; nothing else does. */
  | { readonly type: 'ReplacementOrderDoesNotFit' }
  /** Nothing is offered for a replacement. */
  | { readonly type: 'AfterSalesTypeDoesNotFit'; readonly caseType: string }
)
