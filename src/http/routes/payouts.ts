import { Router } from 'express'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries } from '../../application/queries.js'
import * as json from '../moneyJson.js'
import { pageParameters, pageRequest, PayoutsCursor, UnsettledCursor } from '../pages.js'
import { unsettledParameters } from '../parameters.js'
import { found } from '../route.js'

export const payouts = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read(
    '/v1/sellers/:id/payouts',
    [models.payouts, ...models.knownSellers],
    pageParameters(PayoutsCursor),
    async ({ id, query }) =>
      found(await queries.payoutsOf(id, pageRequest(query)), 'seller-not-found', ({ items, next }) => {
        const body = { payouts: items.map(json.payout) }
        return next === undefined ? { body } : { body, next: PayoutsCursor.encode(next) }
      }),
  )
  read('/v1/payouts/:id', [models.payouts], {}, async ({ id }) =>
    found(await queries.payout(id), 'payout-not-found', (view) => ({ body: json.payoutWithParts(view) })),
  )
  const unsettledList = { ...pageParameters(UnsettledCursor), ...unsettledParameters }
  read(
    '/v1/sellers/:id/unsettled',
    [models.unsettled, ...models.knownSellers],
    unsettledList,
    async ({ id, query }) => {
      const { reason, ...rest } = query
      const asked = { ...pageRequest(rest), ...(reason && { reason }) }
      return found(await queries.unsettledOf(id, asked), 'seller-not-found', ({ items, next }) => {
        const body = { orders: items.map(json.unsettled) }
        return next === undefined ? { body } : { body, next: UnsettledCursor.encode(next) }
      })
    },
  )
  return router
}
