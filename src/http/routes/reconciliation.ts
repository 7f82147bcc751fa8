import { Router } from 'express'
import type { Queries } from '../../application/queries.js'
import { reconciliation as json } from '../moneyJson.js'
import { reconciliationParameters } from '../parameters.js'
import { found, get } from '../route.js'

export const reconciliation = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/v1/reconciliation', reconciliationParameters, async ({ query }) =>
    found(await queries.reconciliation(query), 'seller-not-found', (view) => ({ body: json(view) })),
  )
  return router
}
