import { Router } from 'express'
import { explain } from '../../application/explain.js'
import type { SubjectKind } from '../../application/explanation.js'
import type { Queries } from '../../application/queries.js'
import { explanation } from '../explanationJson.js'
import type { ProblemKind } from '../problem.js'
import { found, get } from '../route.js'

const explainable: ReadonlyArray<readonly [path: string, kind: SubjectKind, missing: ProblemKind]> = [
  ['/v1/orders/:id/explanation', 'ORDER', 'order-not-found'],
  ['/v1/statements/:id/explanation', 'STATEMENT', 'statement-not-found'],
  ['/v1/payouts/:id/explanation', 'PAYOUT', 'payout-not-found'],
]

export const explanations = ({ trail }: Queries): Router => {
  const router = Router({ caseSensitive: true })
  for (const [path, kind, missing] of explainable)
    get(router, path, {}, async ({ id }) =>
      found(await explain(trail, { kind, id }), missing, (view) => ({ body: explanation(view) })),
    )
  return router
}
