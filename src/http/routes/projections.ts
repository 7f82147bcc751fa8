import { Router } from 'express'
import { right } from '../../fp.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { get } from '../route.js'

export const projections = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/v1/projections', {}, async () => {
    const { head, projections } = await queries.projections()
    return right({
      body: {
        ...(head === undefined ? {} : { head: head.toString() }),
        projections: projections.map(json.projection),
      },
    })
  })
  return router
}
