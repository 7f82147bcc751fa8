import { Router } from 'express'
import { right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../caseJson.js'
import { CasesCursor, pageParameters, pageRequest } from '../pages.js'
import { caseParameters } from '../parameters.js'
import { found } from '../route.js'

export const cases = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  const listParameters = { ...pageParameters(CasesCursor), ...caseParameters }
  read('/v1/after-sales-cases', [models.afterSalesCases], listParameters, async ({ query }) => {
    const { limit, cursor, ...filter } = query
    const page = pageRequest({ ...(limit && { limit }), ...(cursor && { cursor }) })
    const { items, next } = await queries.cases({ ...page, ...filter })
    const body = { cases: items.map(json.caseView) }
    return right(next === undefined ? { body } : { body, next: CasesCursor.encode(next) })
  })
  read('/v1/after-sales-cases/:id', [models.afterSalesCases], {}, async ({ id }) =>
    found(await queries.case(id), 'case-not-found', (view) => ({ body: json.caseWithSteps(view) })),
  )
  return router
}
