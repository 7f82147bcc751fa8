import { Router } from 'express'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { LedgerCursor, pageParameters, pageRequest } from '../pages.js'
import { found, get } from '../route.js'

export const ledger = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/v1/sellers/:id/ledger', pageParameters(LedgerCursor), async ({ id, query }) =>
    found(await queries.ledgerOf(id, pageRequest(query)), 'seller-not-found', ({ items, next }) => {
      const body = { postings: items.map(json.posting) }
      return next === undefined ? { body } : { body, next: LedgerCursor.encode(next) }
    }),
  )
  get(router, '/v1/sellers/:id/balance', {}, async ({ id }) =>
    found(await queries.balancesOf(id), 'seller-not-found', (balances) => ({
      body: { balances: balances.map(json.balance) },
    })),
  )
  return router
}
