import * as t from 'io-ts'
import { closed, integer, oneOf, text } from '../kernel/codec.js'
import { CaseId, OrderId } from '../kernel/ids.js'
import { AmountMinor } from '../kernel/money.js'
import { Instant } from '../kernel/time.js'

/** TikTok Shop's nine, in the order of an order's life. */
export const orderStatuses = [
  'UNPAID',
  'ON_HOLD',
  'AWAITING_SHIPMENT',
  'PARTIALLY_SHIPPING',
  'AWAITING_COLLECTION',
  'IN_TRANSIT',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
] as const
export type OrderStatus = (typeof orderStatuses)[number]
export const OrderStatus = oneOf<OrderStatus>('OrderStatus', orderStatuses)

/** When the goods will be there: at once, on a later day, once they are made, once they are restocked; or a lottery's prize. */
const orderTypes = ['NORMAL', 'PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER', 'ZERO_LOTTERY'] as const
export type OrderType = (typeof orderTypes)[number]
export const OrderType = oneOf<OrderType>('OrderType', orderTypes)

/** What an order is for. Samples go to creators, replacements to buyers who complained: neither is a sale in any figure. */
export const OrderPurpose = oneOf('OrderPurpose', ['SALE', 'SAMPLE', 'REPLACEMENT'])

const initiators = ['BUYER', 'SELLER', 'SYSTEM', 'OPERATOR'] as const
export type Initiator = (typeof initiators)[number]
export const Initiator = oneOf<Initiator>('Initiator', initiators)

/** The platform's reason code, as it was given. */
export const ReasonCode = text(1, 100)

/** How the buyer paid, as the payment provider told it. It does not change what is owed to the seller. */
export const Payment = closed(
  'Payment',
  { method: text(1, 40), amountMinor: AmountMinor },
  { installments: integer(0, 99) },
)

/** What a carrier tells of a package, in words that all carriers share. */
export const trackingCodes = [
  'ANNOUNCED',
  'COLLECTED',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERY_FAILED',
  'DELIVERED',
  'REFUSED',
  'RETURNED',
  'DAMAGED',
  'LOST',
] as const
export type TrackingCode = (typeof trackingCodes)[number]
export const TrackingCode = oneOf<TrackingCode>('TrackingCode', trackingCodes)

/** Days that the seller has for making or getting the goods before the clocks of shipping start. */
export const HandlingDays = integer(1, 90)

/** When the buyer was told at checkout that it would be there: what is much later than that is cancelled. */
export const EstimatedDelivery = Instant

/** The order that is made good by this one, and the after-sales case that granted it. */
export const Replaces = closed('Replaces', { orderId: OrderId, caseId: CaseId }, {})

/** The seller sends the parcel by a service that the platform's service levels do not cover: some markets take a fee for it. */
export const OutsideServiceLevel = t.literal(true)
