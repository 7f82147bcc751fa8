import { Router } from 'express'
import { right } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'

export const projections = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read('/v1/projections', models.all, {}, async () => {
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
