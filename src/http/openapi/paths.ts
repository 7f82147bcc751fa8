import type { oas31 } from 'openapi3-ts'
import { measures, periods } from '../../application/queries.js'
import type { Json } from '../../domain/kernel/message.js'
import { LIMIT_DEFAULT } from '../pages.js'
import { LIMIT_MAX } from '../parameters.js'
import type { SchemaName } from './schemas.js'

interface Schema {
  readonly [key: string]: Json
}

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` })

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
})

/** Of every resource. */
const refusals = {
  400: problem('A query parameter or the URL is not valid'),
  405: problem('Another method than GET or HEAD'),
  500: problem('Something went wrong'),
  503: problem('The read models did not answer; ask again'),
}

const parameter = (name: string, schema: Schema, description: string) => ({
  name,
  in: 'query' as const,
  required: false,
  schema,
  description,
})

const limit = (byDefault: number) =>
  parameter(
    'limit',
    { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: byDefault },
    'How many at most',
  )
const page = [
  limit(LIMIT_DEFAULT),
  parameter('cursor', { type: 'string' }, 'Where to go on: taken from the Link header of the page before'),
]
const day: Schema = { type: 'string', format: 'date' }
const range = [
  parameter('from', day, "First day, in the seller's zone"),
  parameter('to', day, "Day after the last one, in the seller's zone"),
]
const period = parameter(
  'period',
  { type: 'string', enum: [...periods], default: 'day' },
  'Weeks are ISO weeks; weeks and months are sums of the days between from and to',
)

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly answer: Json
  readonly parameters?: ReadonlyArray<ReturnType<typeof parameter>>
  /** What `{id}` is the id of; absent: no such part in the path. */
  readonly of?: 'seller' | 'order' | 'product'
  readonly isPaged?: true
}

const link = {
  Link: {
    description: 'The next page, if there is one: <…>; rel="next"',
    schema: { type: 'string' as const },
  },
}

const read = ({ operationId, summary, answer, parameters = [], of, isPaged }: Described) => ({
  get: {
    operationId,
    summary,
    parameters: [
      ...(of === undefined
        ? []
        : [{ name: 'id', in: 'path' as const, required: true, schema: { type: 'string' as const } }]),
      ...parameters,
    ],
    responses: {
      200: {
        description: summary,
        ...(isPaged ? { headers: link } : {}),
        content: { 'application/json': { schema: answer } },
      },
      304: { description: 'As it was when you got this ETag' },
      ...refusals,
      ...(of === undefined ? {} : { 404: problem(`The ${of} is not known`) }),
    },
  },
})

export const paths = {
  '/v1/sellers': read({
    operationId: 'listSellers',
    summary: 'Sellers by id',
    answer: ref('Sellers'),
    parameters: page,
    isPaged: true,
  }),
  '/v1/sellers/{id}': read({
    operationId: 'getSeller',
    summary: 'One seller',
    answer: ref('Seller'),
    of: 'seller',
  }),
  '/v1/sellers/{id}/orders': read({
    operationId: 'listOrdersOfSeller',
    summary: 'Orders of a seller, newest first',
    answer: ref('Orders'),
    parameters: [parameter('status', ref('OrderStatus'), 'Only orders in this status'), ...page],
    of: 'seller',
    isPaged: true,
  }),
  '/v1/sellers/{id}/orders/counts': read({
    operationId: 'countOrdersOfSeller',
    summary: 'How many orders of a seller are in each status',
    answer: ref('OrderCounts'),
    of: 'seller',
  }),
  '/v1/orders/counts': read({
    operationId: 'countOrders',
    summary: 'How many orders are in each status',
    answer: ref('OrderCounts'),
  }),
  '/v1/orders/{id}': read({
    operationId: 'getOrder',
    summary: 'One order and its timeline',
    answer: ref('OrderWithTimeline'),
    of: 'order',
  }),
  '/v1/sellers/{id}/ledger': read({
    operationId: 'listLedgerOfSeller',
    summary: "Postings of the events of a seller's orders, newest first",
    answer: ref('Ledger'),
    parameters: page,
    of: 'seller',
    isPaged: true,
  }),
  '/v1/sellers/{id}/balance': read({
    operationId: 'getBalanceOfSeller',
    summary: 'What is owed to a seller, held for it and was kept as commission, by currency',
    answer: ref('Balances'),
    of: 'seller',
  }),
  '/v1/sellers/{id}/kpis': read({
    operationId: 'listKpisOfSeller',
    summary: 'Key figures of a seller by period and currency',
    answer: ref('Kpis'),
    parameters: [period, ...range],
    of: 'seller',
  }),
  '/v1/products/{id}/kpis': read({
    operationId: 'listKpisOfProduct',
    summary: 'Key figures of a product by period and currency',
    answer: ref('Kpis'),
    parameters: [period, ...range],
    of: 'product',
  }),
  '/v1/kpis/products': read({
    operationId: 'listTopProducts',
    summary: 'The products that sold most, by currency; equal ones by id',
    answer: ref('TopProducts'),
    parameters: [
      parameter('by', { type: 'string', enum: [...measures], default: 'gmv' }, 'What is compared'),
      ...range,
      limit(10),
      parameter('sellerId', { type: 'string' }, 'Only products of this seller'),
      parameter(
        'currency',
        { type: 'string' },
        'Only sales in this currency: amounts of several do not compare',
      ),
    ],
  }),
  '/v1/projections': read({
    operationId: 'listProjections',
    summary: 'How far each read model and process is behind the log',
    answer: ref('Projections'),
  }),
  '/livez': read({ operationId: 'isAlive', summary: 'The process answers', answer: ref('Health') }),
  '/readyz': read({
    operationId: 'isReady',
    summary: 'The read models are there and not far behind; 503 says what is missing',
    answer: ref('Health'),
  }),
  '/openapi.json': read({
    operationId: 'describe',
    summary: 'This description',
    answer: { type: 'object' },
  }),
} satisfies Readonly<Record<string, oas31.PathItemObject>>
