import { Router } from 'express'
import { right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { pageParameters, pageRequest, SellersCursor } from '../pages.js'
import { found } from '../route.js'

export const sellers = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read('/v1/sellers', [models.sellers], pageParameters(SellersCursor), async ({ query }) => {
    const { items, next } = await queries.sellers(pageRequest(query))
    const body = { sellers: items.map(json.seller) }
    return right(next === undefined ? { body } : { body, next: SellersCursor.encode(next) })
  })
  read('/v1/sellers/:id', [models.sellers], {}, async ({ id }) =>
    found(await queries.seller(id), 'seller-not-found', (view) => ({ body: json.seller(view) })),
  )
  return router
}
