import { Router } from 'express'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import { reconciliation as json } from '../moneyJson.js'
import { reconciliationParameters } from '../parameters.js'
import { found } from '../route.js'

export const reconciliation = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read(
    '/v1/reconciliation',
    [models.ledger, models.unsettled, models.statements, models.payouts, ...models.knownSellers],
    reconciliationParameters,
    async ({ query }) =>
      found(await queries.reconciliation(query), 'seller-not-found', (view) => ({ body: json(view) })),
  )
  return router
}
