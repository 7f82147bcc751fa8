import { Router } from 'express'
import { explain } from '../../application/explain.js'
import type { SubjectKind } from '../../application/explanation.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import { explanation } from '../explanationJson.js'
import type { ProblemKind } from '../problem.js'
import { found } from '../route.js'

const explainable: ReadonlyArray<readonly [path: string, kind: SubjectKind, missing: ProblemKind]> = [
  ['/v1/orders/:id/explanation', 'ORDER', 'order-not-found'],
  ['/v1/statements/:id/explanation', 'STATEMENT', 'statement-not-found'],
  ['/v1/payouts/:id/explanation', 'PAYOUT', 'payout-not-found'],
]

export const explanations = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  for (const [path, kind, missing] of explainable)
    read(path, models.trail, {}, async ({ id }) =>
      found(await explain(queries.trail, { kind, id }), missing, (view) => ({ body: explanation(view) })),
    )
  return router
}
