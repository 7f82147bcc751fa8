import type { Pool } from 'pg'
import { instantOf } from '../../domain/kernel/time.js'
import { referenceOf, type BankBooks, type BankOrder } from '../bankBooks.js'
import { quotedSchema } from './schemaName.js'

interface Row {
  readonly key: string
  readonly ordinal: number
  readonly seller_id: string
  readonly amount_minor: string
  readonly currency: string
  readonly arrives_at: string
  readonly outcome: BankOrder['outcome']
}

const orderIn = (row: Row): BankOrder => ({
  key: row.key,
  ordinal: row.ordinal,
  sellerId: row.seller_id,
  amountMinor: BigInt(row.amount_minor),
  currency: row.currency,
  bankReference: referenceOf(row),
  arrivesAt: instantOf(Number(row.arrives_at)),
  outcome: row.outcome,
})

/** Books of the simulated bank in a migrated schema: what stands there was told before any answer was given. */
export const postgresBankBooks = (options: { readonly pool: Pool; readonly schema: string }): BankBooks => {
  const { pool } = options
  const table = `${quotedSchema(options.schema)}.simulated_bank`
  const select = `SELECT key, ordinal, seller_id, amount_minor::text, currency,
    (extract(epoch FROM arrives_at) * 1000)::int8::text AS arrives_at, outcome FROM ${table}`

  const ask = async (
    text: string,
    values: ReadonlyArray<string | number>,
  ): Promise<ReadonlyArray<BankOrder>> => (await pool.query<Row>(text, [...values])).rows.map(orderIn)

  const under = (key: string) => ask(`${select} WHERE key = $1 ORDER BY ordinal`, [key])

  return {
    under,
    add: async (order) => {
      const { key, ordinal, sellerId, amountMinor, currency, arrivesAt, outcome } = order
      await pool.query(
        `INSERT INTO ${table} (key, ordinal, seller_id, amount_minor, currency, arrives_at, outcome)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [key, ordinal, sellerId, amountMinor.toString(), currency, arrivesAt, outcome],
      )
      const added = (await under(key)).find((other) => other.ordinal === ordinal)
      if (added === undefined) throw new Error(`the order under ${key} is not there`)
      return added
    },
    hasten: async ({ key, ordinal }, arrivesAt) => {
      await pool.query(
        `UPDATE ${table} SET arrives_at = $3 WHERE key = $1 AND ordinal = $2 AND arrives_at > $3`,
        [key, ordinal, arrivesAt],
      )
    },
    arrivals: (from, until) =>
      ask(`${select} WHERE arrives_at BETWEEN $1 AND $2 ORDER BY number`, [from, until]),
  }
}
