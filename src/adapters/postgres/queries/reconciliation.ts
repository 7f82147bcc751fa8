import type { Queries } from '../../../application/queries.js'
import type { DifferenceView } from '../../../application/reconciliationView.js'
import { SellerId } from '../../../domain/kernel/ids.js'
import type { Instant } from '../../../domain/kernel/time.js'
import { reconciliationChecks } from '../../../projections/difference.js'
import { ledger } from '../../../projections/ledger.js'
import { payouts } from '../../../projections/payouts.js'
import { placesSql } from './places.js'
import { statements } from '../../../projections/statements.js'
import { unsettled } from '../../../projections/unsettled.js'
import { textOf } from '../rowText.js'
import { reconciliationSql } from './reconciliationSql.js'
import { statement, type Ask, type Row } from './reader.js'
import * as read from './row.js'
import type { IsKnown } from './sellers.js'

const DIFFERENCES_MAX = 100

const Check = {
  name: 'check',
  is: (value: unknown): value is (typeof reconciliationChecks)[number] =>
    reconciliationChecks.some((check) => check === value),
}

const differenceOf = (row: Row): DifferenceView => ({
  check: read.oneIn(row, 'check', Check),
  subject: read.text(row, 'subject'),
  expected: read.money(row, 'expected'),
  found: read.money(row, 'found'),
  ...read.present({ eventId: read.optional(row, 'event_id') }),
})

const comparedModels = [ledger, statements, payouts, unsettled].map(({ name }) => `'${name}'`).join(', ')

export const reconciliationQuery = (
  ask: Ask,
  schema: string,
  { isKnown, now }: { readonly isKnown: IsKnown; readonly now: () => Instant },
): Pick<Queries, 'reconciliation'> => {
  const models = statement(
    'reconciled_models',
    `SELECT m.name, c.commit_position
       FROM unnest(ARRAY[${comparedModels}]) WITH ORDINALITY AS m (name, nth)
       LEFT JOIN ${placesSql(schema)} AS c USING (name) ORDER BY m.nth`,
  )
  const differences = (whose: 'everyone' | 'seller') =>
    statement(`reconciliation_of_${whose}`, reconciliationSql(schema, whose, DIFFERENCES_MAX + 1))
  const ofEveryone = differences('everyone')
  const ofSeller = differences('seller')
  return {
    reconciliation: async ({ at, sellerId }) => {
      if (sellerId !== undefined && !(SellerId.is(sellerId) && (await isKnown(sellerId)))) return undefined
      const compared = await ask(models, [])
      const moment = at ?? now()
      const due = textOf('timestamptz', moment)
      const rows = await (sellerId === undefined ? ask(ofEveryone, [due]) : ask(ofSeller, [due, sellerId]))
      return {
        at: moment,
        ...(sellerId === undefined ? {} : { sellerId }),
        checks: reconciliationChecks,
        differences: rows.slice(0, DIFFERENCES_MAX).map(differenceOf),
        differencesAreComplete: rows.length <= DIFFERENCES_MAX,
        readModels: compared.map((row) => {
          const position = read.optional(row, 'commit_position')
          return {
            name: read.text(row, 'name'),
            ...(position === undefined ? {} : { position: BigInt(position) }),
          }
        }),
      }
    },
  }
}
