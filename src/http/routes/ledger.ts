import { Router } from 'express'
import { isLeft, left } from '../../fp.js'
import { chainOf } from '../../application/chain.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { entry } from '../moneyJson.js'
import { EntryId, LedgerCursor, pageParameters, pageRequest } from '../pages.js'
import { ledgerParameters, rangeProblem } from '../parameters.js'
import { found, get } from '../route.js'

export const ledger = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const listParameters = { ...pageParameters(LedgerCursor), ...ledgerParameters }
  get(router, '/v1/sellers/:id/ledger', listParameters, async ({ id, query }) => {
    const problem = rangeProblem(query)
    if (problem !== undefined) return left(problem)
    const { limit, cursor, ...filter } = query
    const page = pageRequest({ ...(limit && { limit }), ...(cursor && { cursor }) })
    return found(
      await queries.ledgerOf(id, { ...page, ...filter }),
      'seller-not-found',
      ({ items, next }) => {
        const body = { postings: items.map(json.posting) }
        return next === undefined ? { body } : { body, next: LedgerCursor.encode(next) }
      },
    )
  })
  get(router, '/v1/ledger/entries/:id', {}, async ({ id }) => {
    const key = EntryId.decode(id)
    const view = isLeft(key) ? undefined : await queries.ledgerEntry(key.right)
    const chain = view === undefined ? [] : await chainOf(queries.trail, view)
    return found(view, 'entry-not-found', (known) => ({ body: entry(known, chain) }))
  })
  get(router, '/v1/sellers/:id/balance', {}, async ({ id }) =>
    found(await queries.balancesOf(id), 'seller-not-found', (balances) => ({
      body: { balances: balances.map(json.balance) },
    })),
  )
  return router
}
