import { Router } from 'express'
import { right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { OrdersCursor, pageParameters, pageRequest } from '../pages.js'
import { orderParameters } from '../parameters.js'
import { found } from '../route.js'

export const orders = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  const listParameters = { ...pageParameters(OrdersCursor), ...orderParameters }
  read('/v1/sellers/:id/orders', models.knownSellers, listParameters, async ({ id, query }) => {
    const { status } = query
    const page = { ...pageRequest(query), ...(status === undefined ? {} : { status }) }
    return found(await queries.ordersOf(id, page), 'seller-not-found', ({ items, next }) => {
      const body = { orders: items.map(json.order) }
      return next === undefined ? { body } : { body, next: OrdersCursor.encode(next) }
    })
  })
  read('/v1/sellers/:id/orders/counts', models.knownSellers, {}, async ({ id }) =>
    found(await queries.countsOf(id), 'seller-not-found', (counts) => ({ body: { counts } })),
  )
  // Before the orders: `counts` is no order.
  read('/v1/orders/counts', [models.orderBoard], {}, async () =>
    right({ body: { counts: await queries.counts() } }),
  )
  read('/v1/orders/:id', [models.orderBoard, models.orderTimeline], {}, async ({ id }) =>
    found(await queries.order(id), 'order-not-found', (view) => ({ body: json.orderWithTimeline(view) })),
  )
  return router
}
