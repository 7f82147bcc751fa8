import type { Pool } from 'pg'
import { whatIfTables, type WhatIfScratch } from '../../application/whatIfScratch.js'
import { withScratch } from './generations/lentScratch.js'
import { reader, statement } from './queries/reader.js'
import { big, text } from './queries/row.js'
import { postgresReadStore } from './readStore.js'
import { quotedSchema } from './schemaName.js'

const TIMEOUT_MS = 60_000

/** Lends tables for a what-if in the schema `<schema>_what_if`, which is dropped afterwards. Rejects as `withScratch` does. */
export const withWhatIfScratch = <A>(
  {
    pool,
    schema,
    signal,
  }: { readonly pool: Pool; readonly schema: string; readonly signal?: AbortSignal | undefined },
  use: (scratch: WhatIfScratch) => Promise<A>,
): Promise<A> => {
  const scratch = `${schema}_what_if`
  const all = statement(
    'what_if_fees',
    `SELECT seller_id, month, currency, booked_minor, what_if_minor FROM ${quotedSchema(scratch)}.what_if_fees`,
  )
  return withScratch({ pool, schema, scratch, tables: whatIfTables, signal }, () => {
    const reads = postgresReadStore({ pool, schema: scratch })
    const ask = reader(pool, TIMEOUT_MS)
    const fees = async () =>
      (await ask(all, [])).map((row) => ({
        sellerId: text(row, 'seller_id'),
        month: text(row, 'month'),
        currency: text(row, 'currency'),
        bookedMinor: big(row, 'booked_minor'),
        whatIfMinor: big(row, 'what_if_minor'),
      }))
    return use({ reads, fees }).finally(() => reads.close())
  })
}
