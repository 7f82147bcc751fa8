import { Router } from 'express'
import { left, right } from '../../fp.js'
import type { Queries } from '../../application/queries.js'
import { deadline } from '../caseJson.js'
import { DeadlinesCursor, pageParameters, pageRequest } from '../pages.js'
import { deadlineParameters } from '../parameters.js'
import { get } from '../route.js'

export const deadlines = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const listParameters = { ...pageParameters(DeadlinesCursor), ...deadlineParameters }
  get(router, '/v1/deadlines', listParameters, async ({ query }) => {
    const { limit, cursor, ...filter } = query
    const page = pageRequest({ ...(limit && { limit }), ...(cursor && { cursor }) })
    const found = await queries.deadlines({ ...page, ...filter })
    if (found === undefined) {
      return left({
        kind: 'deadlines-not-kept',
        detail: 'No clock runs here: nothing is settled or asked by itself. Open Comptoir with a clock.',
      })
    }
    const body = { deadlines: found.items.map(deadline) }
    return right(found.next === undefined ? { body } : { body, next: DeadlinesCursor.encode(found.next) })
  })
  return router
}
