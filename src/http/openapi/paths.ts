import type { oas31 } from 'openapi3-ts'
import { measures } from '../../application/queries.js'
import { casePaths } from './casePaths.js'
import { moneyPaths } from './moneyPaths.js'
import { recipientPath } from './recipientPath.js'
import { limit, page, parameter, period, range, read, readModel, ref } from './reading.js'

export const paths = {
  '/v1/sellers': readModel({
    operationId: 'listSellers',
    summary: 'Sellers by id',
    answer: ref('Sellers'),
    parameters: page,
    isPaged: true,
  }),
  '/v1/sellers/{id}': readModel({
    operationId: 'getSeller',
    summary: 'One seller',
    answer: ref('Seller'),
    of: 'seller',
  }),
  '/v1/sellers/{id}/orders': readModel({
    operationId: 'listOrdersOfSeller',
    summary: 'Orders of a seller, newest first',
    answer: ref('Orders'),
    parameters: [parameter('status', ref('OrderStatus'), 'Only orders in this status'), ...page],
    of: 'seller',
    isPaged: true,
  }),
  '/v1/sellers/{id}/orders/counts': readModel({
    operationId: 'countOrdersOfSeller',
    summary: 'How many orders of a seller are in each status',
    answer: ref('OrderCounts'),
    of: 'seller',
  }),
  '/v1/orders/counts': readModel({
    operationId: 'countOrders',
    summary: 'How many orders are in each status',
    answer: ref('OrderCounts'),
  }),
  '/v1/orders/{id}': readModel({
    operationId: 'getOrder',
    summary: 'One order and its timeline',
    answer: ref('OrderWithTimeline'),
    of: 'order',
  }),
  ...recipientPath,
  ...moneyPaths,
  ...casePaths,
  '/v1/sellers/{id}/balance': readModel({
    operationId: 'getBalanceOfSeller',
    summary: 'What is owed to a seller, held for it and was kept as commission, by currency',
    answer: ref('Balances'),
    of: 'seller',
  }),
  '/v1/sellers/{id}/kpis': readModel({
    operationId: 'listKpisOfSeller',
    summary: 'Key figures of a seller by period and currency',
    answer: ref('Kpis'),
    parameters: [period, ...range],
    of: 'seller',
  }),
  '/v1/products/{id}/kpis': readModel({
    operationId: 'listKpisOfProduct',
    summary: 'Key figures of a product by period and currency',
    answer: ref('Kpis'),
    parameters: [period, ...range],
    of: 'product',
  }),
  '/v1/kpis/products': readModel({
    ofSellers: true,
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
  '/v1/projections': readModel({
    operationId: 'listProjections',
    summary: 'How far each read model and process is behind the log',
    answer: ref('Projections'),
  }),
  '/livez': read({ operationId: 'isAlive', summary: 'The process answers', answer: ref('Health') }),
  '/readyz': read({
    operationId: 'isReady',
    summary:
      'The read models are there and not far behind, and whether a clock runs; 503 says what is missing',
    answer: ref('Health'),
  }),
  '/openapi.json': read({
    operationId: 'describe',
    summary: 'This description',
    answer: { type: 'object' },
  }),
} satisfies Readonly<Record<string, oas31.PathItemObject>>
