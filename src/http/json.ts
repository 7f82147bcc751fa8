import type { Json } from '../domain/kernel/message.js'
import { labelOf } from '../domain/order/labels.js'
import type {
  BalanceView,
  KpiRow,
  Money,
  OrderView,
  OrderWithTimeline,
  PostingView,
  ProjectionView,
  SellerView,
  TimelineEntry,
  TopProduct,
} from '../application/views.js'

/** Fields that are undefined are left out. */
export const object = (
  fields: Readonly<Record<string, Json | undefined>>,
): { readonly [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  )

/** Minor units as a decimal string, because JSON numbers lose cents beyond 2^53. */
export const money = ({ minor, currency }: Money): Json => ({ minor: minor.toString(), currency })

export const seller = (view: SellerView): Json => object({ ...view })

const orderFields = (order: OrderView): Readonly<Record<string, Json | undefined>> => ({
  orderId: order.orderId,
  sellerId: order.sellerId,
  status: order.status,
  label: labelOf(order.status),
  orderType: order.orderType,
  purpose: order.purpose,
  market: order.market,
  zone: order.zone,
  units: order.units,
  total: money(order.total),
  refunded: money(order.refunded),
  packages: order.packages,
  placedAt: order.placedAt,
  paidAt: order.paidAt,
  shippedAt: order.shippedAt,
  deliveredAt: order.deliveredAt,
  completedAt: order.completedAt,
  cancelledAt: order.cancelledAt,
  cancelReason: order.cancelReason,
  sellerFault: order.sellerFault,
  updatedAt: order.updatedAt,
})

export const order = (view: OrderView): Json => object(orderFields(view))

const SUFFIX = 'Minor'

/** The events' own `totalMinor` and `currency` as money, like everywhere else in the answers. */
export const detail = ({ currency, ...fields }: TimelineEntry['detail']): Json =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, Json] =>
      name.endsWith(SUFFIX) && typeof value === 'string' && typeof currency === 'string'
        ? [name.slice(0, -SUFFIX.length), { minor: value, currency }]
        : [name, value],
    ),
  )

const timelineEntry = (entry: TimelineEntry): Json =>
  object({
    revision: Number(entry.revision),
    eventType: entry.eventType,
    occurredAt: entry.occurredAt,
    recordedAt: entry.recordedAt,
    inferred: entry.inferred,
    status: entry.status,
    label: entry.status === undefined ? undefined : labelOf(entry.status),
    detail: detail(entry.detail),
  })

export const orderWithTimeline = (view: OrderWithTimeline): Json =>
  object({
    ...orderFields(view),
    timeline: view.timeline.map(timelineEntry),
    timelineIsComplete: view.timelineIsComplete,
  })

export const posting = (view: PostingView): { readonly [key: string]: Json } => ({
  entryId: `${view.position}.${view.posting}`,
  position: view.position.toString(),
  posting: view.posting,
  eventId: view.eventId,
  eventType: view.eventType,
  account: view.account,
  owner: view.owner,
  ...(view.orderId === undefined ? {} : { orderId: view.orderId }),
  ...(view.periodId === undefined ? {} : { periodId: view.periodId }),
  amount: money(view.amount),
  occurredAt: view.occurredAt,
  recordedAt: view.recordedAt,
  ...(view.balance === undefined ? {} : { balance: money(view.balance) }),
})

export const balance = ({ currency, payable, pending, commission }: BalanceView): Json => ({
  currency,
  payable: money(payable),
  pending: money(pending),
  commission: money(commission),
})

export const kpiRow = (row: KpiRow): Json => ({
  period: row.period,
  orders: row.orders,
  units: row.units,
  gmv: money(row.gmv),
  cancelledOrders: row.cancelledOrders,
  cancelledUnits: row.cancelledUnits,
  cancelled: money(row.cancelled),
  refundedUnits: row.refundedUnits,
  refunded: money(row.refunded),
  reviews: row.reviews,
  stars: row.stars,
})

export const topProduct = ({ gmv, orders, units, ...product }: TopProduct): Json =>
  object({ ...product, orders, units, gmv: money(gmv) })

/** `position` is a decimal string, as positions of a log may go beyond 2^53. */
export const projection = ({ name, version, position, ...lag }: ProjectionView): Json =>
  object({ name, version, position: position?.toString(), ...lag })
