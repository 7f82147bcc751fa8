import { Router } from 'express'
import { right } from '../../fp.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../caseJson.js'
import { CasesCursor, pageParameters, pageRequest } from '../pages.js'
import { caseParameters } from '../parameters.js'
import { found, get } from '../route.js'

export const cases = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const listParameters = { ...pageParameters(CasesCursor), ...caseParameters }
  get(router, '/v1/after-sales-cases', listParameters, async ({ query }) => {
    const { limit, cursor, ...filter } = query
    const page = pageRequest({ ...(limit && { limit }), ...(cursor && { cursor }) })
    const { items, next } = await queries.cases({ ...page, ...filter })
    const body = { cases: items.map(json.caseView) }
    return right(next === undefined ? { body } : { body, next: CasesCursor.encode(next) })
  })
  get(router, '/v1/after-sales-cases/:id', {}, async ({ id }) =>
    found(await queries.case(id), 'case-not-found', (view) => ({ body: json.caseWithSteps(view) })),
  )
  return router
}
