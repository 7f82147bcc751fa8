import { Router } from 'express'
import { left, right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import { deadline } from '../caseJson.js'
import { DeadlinesCursor, pageParameters, pageRequest } from '../pages.js'
import { deadlineParameters } from '../parameters.js'

export const deadlines = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  const listParameters = { ...pageParameters(DeadlinesCursor), ...deadlineParameters }
  read('/v1/deadlines', [models.deadlines], listParameters, async ({ query }) => {
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
