import { instantOf } from '../kernel/time.js'
import type { CancellationPolicy, CancellationRule } from './cancellationPolicy.js'
import type { Initiator, OrderStatus } from './terms.js'

type Statuses = ReadonlyArray<OrderStatus>
type Flags = Pick<CancellationRule, 'perItem' | 'sellerFault' | 'onApprovalFrom'>

const UNPAID: Statuses = ['UNPAID']
/** The seller may not ship yet: the buyer is free to go. */
const HELD: Statuses = ['ON_HOLD']
/** The seller prepares: the buyer has to ask. */
const PREPARED: Statuses = ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING']
const COLLECTION: Statuses = ['AWAITING_COLLECTION']
const UNDER_WAY: Statuses = ['IN_TRANSIT']

const always = instantOf(0)
const fault = { sellerFault: true } as const
const perItem = { perItem: true } as const

const rules = (
  initiator: Initiator,
  from: Statuses,
  reasons: ReadonlyArray<string>,
  flags: Flags = {},
): ReadonlyArray<CancellationRule> => reasons.map((reason) => ({ reason, initiator, from, ...flags }))

const stems = (stem: string, ...ends: ReadonlyArray<string>): ReadonlyArray<string> =>
  ends.map((end) => stem + end)

// Source: TikTok Shop's cancel reasons.
const buyer: ReadonlyArray<CancellationRule> = [
  ...rules('BUYER', UNPAID, stems('ecom_order_unpaid_canceled_reason_', 'no_longer_needed', 'other')),
  ...rules(
    'BUYER',
    [...HELD, ...PREPARED],
    [
      ...stems(
        'ecom_order_to_ship_canceled_reason_',
        'high_delivery_costs',
        'discount_not_expected',
        'wrong_delivery_info',
        'better_price',
        'created_by_mistakes',
        'change_payment_method',
      ),
      'ecom_order_delivered_refund_reason_none',
    ],
    { onApprovalFrom: PREPARED },
  ),
  ...rules('BUYER', PREPARED, ['buyer_cancel_late_shipment'], { onApprovalFrom: PREPARED }),
]

/** Only what is out of stock may go by itself, and only in some markets; only some let a seller call a parcel back. */
const seller = (outOfStock: Flags, paid: Statuses): ReadonlyArray<CancellationRule> => [
  ...rules('SELLER', UNPAID, ['seller_cancel_unpaid_reason_out_of_stock'], { ...fault, ...outOfStock }),
  ...rules('SELLER', UNPAID, ['seller_cancel_unpaid_reason_wrong_price'], fault),
  ...rules(
    'SELLER',
    UNPAID,
    stems(
      'seller_cancel_unpaid_reason_',
      'buyer_hasnt_paid_within_time_allowed',
      'buyer_requested_cancellation',
    ),
  ),
  ...rules('SELLER', paid, ['seller_cancel_reason_out_of_stock'], { ...fault, ...outOfStock }),
  ...rules('SELLER', paid, ['seller_cancel_reason_wrong_price'], fault),
  ...rules(
    'SELLER',
    paid,
    stems('seller_cancel_paid_reason_', 'address_not_deliver', 'buyer_requested_cancellation'),
  ),
]

/** An address that cannot be delivered to, and what happens to a parcel under way, are nobody's fault. */
const platform: ReadonlyArray<CancellationRule> = [
  ...rules('SYSTEM', UNPAID, ['system_cancel_unpaid_time_out']),
  ...rules(
    'SYSTEM',
    [...HELD, ...PREPARED],
    ['system_cancel_anti_span_block', 'system_cancel_add_address_overtime'],
  ),
  ...rules('SYSTEM', PREPARED, ['system_cancel_order_reason_shipping_timeout'], fault),
  ...rules('SYSTEM', COLLECTION, ['system_cancel_order_untracked'], fault),
  ...rules('SYSTEM', [...PREPARED, ...COLLECTION], ['package_cancel'], perItem),
  ...rules('SYSTEM', [...COLLECTION, ...UNDER_WAY], ['package_lost', 'package_scrap'], perItem),
  ...rules(
    'SYSTEM',
    UNDER_WAY,
    [
      ...stems('returned_to_shipper_', 'refused', 'other'),
      // Both spellings are sent.
      ...stems('package_', 'damaged', 'damagaed'),
      'threepl_breach',
      'system_cancel_order_exceed_edt_not_arrive',
    ],
    perItem,
  ),
  ...rules('SYSTEM', [...HELD, ...PREPARED, ...COLLECTION, ...UNDER_WAY], ['platform_cancel']),
  ...rules('OPERATOR', [...HELD, ...PREPARED], ['operator_cancel_risk_control_block']),
  ...rules(
    'OPERATOR',
    [...HELD, ...PREPARED, ...COLLECTION, ...UNDER_WAY],
    stems('system_cancel_order_reason_', 'potential_fraud', 'experience_related', 'nrr_related'),
  ),
]

const PAID = [...HELD, ...PREPARED]
const european = [...buyer, ...seller({}, PAID), ...platform]

const british = [...buyer, ...seller(perItem, PAID)].map((rule) => ({ ...rule, reason: `${rule.reason}_uk` }))

// Source: the Olist marketplace, which tells that an order was cancelled, and not why; goods that turn out to be
// unavailable are the seller's fault, even where the carrier had the parcel.
const olist: ReadonlyArray<CancellationRule> = [
  ...rules('SYSTEM', ['UNPAID', ...PAID, ...COLLECTION, ...UNDER_WAY], ['unknown']),
  ...rules('SYSTEM', [...COLLECTION, ...UNDER_WAY], ['seller_cancel_reason_out_of_stock'], fault),
]

export const cancellationPolicies: ReadonlyArray<CancellationPolicy> = [
  { markets: ['*'], validFrom: always, rules: european },
  { markets: ['GB'], validFrom: always, rules: [...british, ...platform] },
  {
    markets: ['US'],
    validFrom: always,
    rules: [...buyer, ...seller(perItem, [...PAID, ...COLLECTION]), ...platform],
  },
  { markets: ['BR'], validFrom: always, rules: [...european, ...olist] },
]
