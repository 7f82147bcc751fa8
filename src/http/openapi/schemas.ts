import type { oas31 } from 'openapi3-ts'
import { measures } from '../../application/queries.js'
import { orderStatuses } from '../../domain/order/events.js'
import { frenchLabels } from '../../domain/order/labels.js'
import { caseSchemas } from './caseSchemas.js'
import { moneySchemas, posting, postingOptional } from './moneySchemas.js'
import {
  amount,
  count,
  currency,
  flag,
  id,
  instant,
  listOf,
  market,
  object,
  period,
  position,
  ref,
  text,
  zone,
  type Schema,
} from './shapes.js'

const order: Readonly<Record<string, Schema>> = {
  orderId: id,
  sellerId: id,
  status: ref('OrderStatus'),
  label: ref('OrderLabel'),
  orderType: text,
  purpose: text,
  market,
  zone,
  units: count,
  total: amount('What the buyer pays: sale prices and shipping'),
  refunded: amount('What the buyer got back of it so far'),
  packages: count,
  placedAt: instant,
  updatedAt: instant,
}

const orderOptional: Readonly<Record<string, Schema>> = {
  paidAt: instant,
  shippedAt: instant,
  deliveredAt: instant,
  completedAt: instant,
  cancelledAt: instant,
  cancelReason: text,
  sellerFault: { ...flag, description: 'The cancellation counts against the seller' },
}

const sold: Readonly<Record<string, Schema>> = {
  orders: { ...count, description: 'Orders paid in the period, later cancelled or refunded ones included' },
  units: count,
  gmv: amount('What buyers pay for the goods of these orders, shipping excluded'),
}

/** The shapes of every answer. */
export const schemas = {
  Money: object({
    minor: {
      type: 'string',
      pattern: '^(0|-?[1-9][0-9]*)$',
      description: 'Integer minor units, such as cents',
    },
    currency,
  }),
  OrderStatus: { type: 'string' as const, enum: [...orderStatuses] },
  OrderLabel: { type: 'string' as const, enum: [...new Set(Object.values(frenchLabels))] },
  Seller: object(
    {
      sellerId: id,
      shopName: text,
      legalForm: text,
      market,
      zone,
      currency,
      status: text,
      registeredAt: instant,
    },
    { verifiedAt: instant },
  ),
  Sellers: object({ sellers: listOf('Seller') }),
  Order: object(order, orderOptional),
  Orders: object({ orders: listOf('Order') }),
  TimelineEntry: object(
    {
      revision: { ...count, description: 'Place of the event in the life of the order, from 0' },
      eventType: text,
      occurredAt: instant,
      recordedAt: instant,
      inferred: {
        ...flag,
        description: 'The source gave no time: occurredAt was derived from its neighbours',
      },
      detail: { type: 'object', description: 'What the event tells beside; never personal data' },
    },
    { status: ref('OrderStatus'), label: ref('OrderLabel') },
  ),
  Recipient: object({
    orderId: id,
    recipient: { ...text, description: 'As it was sealed; not to be kept' },
  }),
  OrderWithTimeline: object(
    {
      ...order,
      timeline: { ...listOf('TimelineEntry'), description: 'Oldest first' },
      timelineIsComplete: flag,
    },
    orderOptional,
  ),
  OrderCounts: object({
    counts: object(Object.fromEntries(orderStatuses.map((status) => [status, count]))),
  }),
  Posting: object(posting, postingOptional),
  Ledger: object({ postings: listOf('Posting') }),
  ...moneySchemas,
  ...caseSchemas,
  Balance: object({
    currency,
    payable: amount('Owed to the seller now for what was delivered, settled or not'),
    pending: amount('Paid by buyers and held until delivery'),
    commission: amount('Fees that the platform earned from this seller'),
  }),
  Balances: object({ balances: listOf('Balance') }),
  KpiRow: object({
    period,
    ...sold,
    cancelledOrders: count,
    cancelledUnits: count,
    cancelled: amount('Sale prices of what was cancelled in the period, paid or not'),
    refundedUnits: count,
    refunded: amount('Sale prices given back in the period'),
    reviews: count,
    stars: { ...count, description: 'Sum of the stars of these reviews' },
  }),
  Kpis: object({ zone, rows: listOf('KpiRow') }),
  TopProduct: object({ productId: id, sellerId: id, ...sold }, { title: text, category: text }),
  TopProducts: object({
    by: { type: 'string', enum: [...measures] },
    products: listOf('TopProduct'),
  }),
  Projection: object(
    {
      name: { ...text, description: 'Of a read model, or process:… of a process' },
      version: count,
      lagEvents: {
        ...count,
        description:
          'Events not yet consumed. Where the event store cannot count without reading, 1000 stands for that many or more',
      },
      lagSeconds: { ...count, description: 'Age of the oldest event not yet consumed' },
      parked: { ...count, description: 'Events that wait aside until what is wrong with them is mended' },
      skipped: { ...count, description: 'Events that were left out for good' },
      updatedAt: instant,
    },
    { position },
  ),
  Projections: object({ projections: listOf('Projection') }, { head: position }),
  Health: object({ status: { type: 'string', enum: ['alive', 'ready'] } }, { clock: ref('Clock') }),
  Clock: object(
    { runs: { ...flag, description: 'Whether this process asks what is due' } },
    {
      now: { ...instant, description: 'Business time' },
      speed: { type: 'integer', minimum: 1, description: 'How many times as fast as the real clock it goes' },
    },
  ),
  ParameterError: object({ parameter: text, detail: text }),
  Reason: object({ component: text, detail: text }),
  Problem: object(
    {
      type: { type: 'string', pattern: '^urn:problem-type:comptoir:[a-z-]+$' },
      title: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text,
      instance: text,
      requestId: text,
    },
    { errors: listOf('ParameterError'), reasons: listOf('Reason') },
  ),
} satisfies Readonly<Record<string, oas31.SchemaObject>>

export type SchemaName = keyof typeof schemas
