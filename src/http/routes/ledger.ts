import { Router } from 'express'
import { isLeft, left } from '../../fp.js'
import { chainOf } from '../../application/chain.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../json.js'
import { entry } from '../moneyJson.js'
import { EntryId, LedgerCursor, pageParameters, pageRequest } from '../pages.js'
import { ledgerParameters, rangeProblem } from '../parameters.js'
import { found } from '../route.js'

export const ledger = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  const listParameters = { ...pageParameters(LedgerCursor), ...ledgerParameters }
  read(
    '/v1/sellers/:id/ledger',
    [models.ledger, ...models.knownSellers],
    listParameters,
    async ({ id, query }) => {
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
    },
  )
  read('/v1/ledger/entries/:id', [models.ledger, ...models.trail], {}, async ({ id }) => {
    const key = EntryId.decode(id)
    const view = isLeft(key) ? undefined : await queries.ledgerEntry(key.right)
    const chain = view === undefined ? [] : await chainOf(queries.trail, view)
    return found(view, 'entry-not-found', (known) => ({ body: entry(known, chain) }))
  })
  read('/v1/sellers/:id/balance', [models.ledger, ...models.knownSellers], {}, async ({ id }) =>
    found(await queries.balancesOf(id), 'seller-not-found', (balances) => ({
      body: { balances: balances.map(json.balance) },
    })),
  )
  return router
}
