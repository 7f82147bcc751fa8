import { Router } from 'express'
import { left, right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import type { Kpis } from '../../application/views.js'
import * as json from '../json.js'
import { kpiParameters, rangeProblem, rankingParameters } from '../parameters.js'
import { found, type Answer } from '../route.js'

const TOP_DEFAULT = 10

const answerOf = ({ zone, rows }: Kpis): Answer => ({ body: { zone, rows: rows.map(json.kpiRow) } })

export const kpis = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read(
    '/v1/sellers/:id/kpis',
    [models.kpis, ...models.knownSellers],
    kpiParameters,
    async ({ id, query }) => {
      const problem = rangeProblem(query)
      if (problem !== undefined) return left(problem)
      const { period = 'day', ...range } = query
      return found(await queries.kpisOfSeller(id, { period, ...range }), 'seller-not-found', answerOf)
    },
  )
  read(
    '/v1/products/:id/kpis',
    [models.kpis, models.products, models.sellers],
    kpiParameters,
    async ({ id, query }) => {
      const problem = rangeProblem(query)
      if (problem !== undefined) return left(problem)
      const { period = 'day', ...range } = query
      return found(await queries.kpisOfProduct(id, { period, ...range }), 'product-not-found', answerOf)
    },
  )
  read('/v1/kpis/products', [models.kpis, models.products], rankingParameters, async ({ query }) => {
    const problem = rangeProblem(query)
    if (problem !== undefined) return left(problem)
    const { by = 'gmv', limit = TOP_DEFAULT, ...rest } = query
    const products = await queries.topProducts({ by, limit, ...rest })
    return right({ body: { by, products: products.map(json.topProduct) } })
  })
  return router
}
