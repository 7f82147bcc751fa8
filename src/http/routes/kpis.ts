import { Router } from 'express'
import { left, right } from '../../fp.js'
import type { Queries } from '../../application/queries.js'
import type { Kpis } from '../../application/views.js'
import * as json from '../json.js'
import { kpiParameters, rangeProblem, rankingParameters } from '../parameters.js'
import { found, get, type Answer } from '../route.js'

const TOP_DEFAULT = 10

const answerOf = ({ zone, rows }: Kpis): Answer => ({ body: { zone, rows: rows.map(json.kpiRow) } })

export const kpis = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/v1/sellers/:id/kpis', kpiParameters, async ({ id, query }) => {
    const problem = rangeProblem(query)
    if (problem !== undefined) return left(problem)
    const { period = 'day', ...range } = query
    return found(await queries.kpisOfSeller(id, { period, ...range }), 'seller-not-found', answerOf)
  })
  get(router, '/v1/products/:id/kpis', kpiParameters, async ({ id, query }) => {
    const problem = rangeProblem(query)
    if (problem !== undefined) return left(problem)
    const { period = 'day', ...range } = query
    return found(await queries.kpisOfProduct(id, { period, ...range }), 'product-not-found', answerOf)
  })
  get(router, '/v1/kpis/products', rankingParameters, async ({ query }) => {
    const problem = rangeProblem(query)
    if (problem !== undefined) return left(problem)
    const { by = 'gmv', limit = TOP_DEFAULT, ...rest } = query
    const products = await queries.topProducts({ by, limit, ...rest })
    return right({ body: { by, products: products.map(json.topProduct) } })
  })
  return router
}
