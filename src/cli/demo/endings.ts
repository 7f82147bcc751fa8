import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.js'
import type { Step } from './step.js'

/** An order that is cancelled: where in its life, by whom, why, and how long after it got there. */
export interface Cancellation {
  readonly stage: 'UNPAID' | 'ON_HOLD' | 'AWAITING_SHIPMENT' | 'IN_TRANSIT'
  readonly initiator: Extract<Step, { readonly type: 'CancelOrder' }>['data']['initiator']
  readonly reason: string
  readonly minMs: number
  readonly maxMs: number
}

export type Ending = Cancellation | 'ARRIVES'

const cancelled = (
  weight: number,
  stage: Cancellation['stage'],
  initiator: Cancellation['initiator'],
  reason: string,
  minMs: number,
  maxMs: number,
): { readonly weight: number; readonly item: Ending } => ({
  weight,
  item: { stage, initiator, reason, minMs, maxMs },
})

/** How the demo's orders end, out of a thousand. The reasons are TikTok Shop's; three of them are the seller's fault. */
export const endings: ReadonlyArray<{ readonly weight: number; readonly item: Ending }> = [
  { weight: 892, item: 'ARRIVES' },
  cancelled(22, 'UNPAID', 'SYSTEM', 'system_cancel_unpaid_time_out', DAY_MS, DAY_MS),
  cancelled(
    8,
    'UNPAID',
    'BUYER',
    'ecom_order_unpaid_canceled_reason_no_longer_needed',
    4 * MINUTE_MS,
    3 * HOUR_MS,
  ),
  cancelled(2, 'UNPAID', 'SELLER', 'seller_cancel_unpaid_reason_wrong_price', 20 * MINUTE_MS, 5 * HOUR_MS),
  cancelled(
    14,
    'ON_HOLD',
    'BUYER',
    'ecom_order_to_ship_canceled_reason_created_by_mistakes',
    MINUTE_MS,
    50 * MINUTE_MS,
  ),
  cancelled(
    9,
    'ON_HOLD',
    'BUYER',
    'ecom_order_to_ship_canceled_reason_better_price',
    MINUTE_MS,
    50 * MINUTE_MS,
  ),
  cancelled(4, 'ON_HOLD', 'OPERATOR', 'operator_cancel_risk_control_block', 5 * MINUTE_MS, 50 * MINUTE_MS),
  cancelled(18, 'AWAITING_SHIPMENT', 'SELLER', 'seller_cancel_reason_out_of_stock', HOUR_MS, 30 * HOUR_MS),
  cancelled(
    9,
    'AWAITING_SHIPMENT',
    'SELLER',
    'seller_cancel_paid_reason_buyer_requested_cancellation',
    HOUR_MS,
    20 * HOUR_MS,
  ),
  cancelled(
    4,
    'AWAITING_SHIPMENT',
    'SELLER',
    'seller_cancel_paid_reason_address_not_deliver',
    HOUR_MS,
    30 * HOUR_MS,
  ),
  cancelled(
    6,
    'AWAITING_SHIPMENT',
    'SYSTEM',
    'system_cancel_order_reason_shipping_timeout',
    4 * DAY_MS,
    4 * DAY_MS,
  ),
  cancelled(7, 'IN_TRANSIT', 'SYSTEM', 'package_lost', 8 * DAY_MS, 12 * DAY_MS),
  cancelled(5, 'IN_TRANSIT', 'SYSTEM', 'returned_to_shipper_refused', 4 * DAY_MS, 9 * DAY_MS),
]
