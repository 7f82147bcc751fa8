import type { Instant } from '../kernel/time.js'

export type SettlementRefusal = { readonly orderId: string } & (
  | { readonly type: 'SettlementAlreadyOpen' }
  /** Only what was delivered can settle. */
  | { readonly type: 'SettlementNotOpen' }
  | { readonly type: 'SettlementNotDue'; readonly dueAt: Instant }
  | { readonly type: 'OrderNotSettled' }
  | { readonly type: 'ReserveNotDue'; readonly releaseAt: Instant }
  | { readonly type: 'CreatorSharesNotDue'; readonly dueAt: Instant }
  | { readonly type: 'SettlementCurrencyDiffers'; readonly currency: string }
  | { readonly type: 'RefundIdReused'; readonly refundId: string }
  | { readonly type: 'RefundExceedsPayment'; readonly refundId: string; readonly remainingMinor: bigint }
  | { readonly type: 'ChargebackIdReused'; readonly chargebackId: string }
  /** A sum of amounts that are valid by themselves is more than can be stored. */
  | { readonly type: 'SettlementOverflows' }
)
