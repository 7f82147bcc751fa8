import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

/** Rows of a table by column name. Neither ids nor times nor amounts hold a comma. */
const rowsOf = async (directory: string, file: string): Promise<ReadonlyArray<Map<string, string>>> => {
  const [header = '', ...lines] = (await readFile(join(directory, file), 'utf8')).trimEnd().split(/\r?\n/)
  const cells = (line: string) => line.split(',').map((cell) => cell.replaceAll('"', ''))
  const names = cells(header)
  return lines.map((line) => new Map(cells(line).map((cell, i) => [names[i] ?? '', cell])))
}

/** Centavos of an amount in reais such as `58.9` or `58.90`. */
const centavos = (reais = ''): bigint => {
  const [whole = '', part = ''] = reais.split('.')
  return BigInt(whole + part.padEnd(2, '0'))
}

/**
 * What each seller is owed, added up from the tables alone, by none of the project's rules: of every line of an order that
 * ended delivered, price and freight less 12 % of the price, rounded half up. Orders that were called off owe nothing.
 */
export const owedBySeller = async (directory: string): Promise<ReadonlyMap<string, bigint>> => {
  const delivered = new Set<string>()
  for (const row of await rowsOf(directory, 'olist_orders_dataset.csv'))
    if (row.get('order_status') === 'delivered') delivered.add(row.get('order_id') ?? '')
  const owed = new Map<string, bigint>()
  for (const row of await rowsOf(directory, 'olist_order_items_dataset.csv')) {
    if (!delivered.has(row.get('order_id') ?? '')) continue
    const sellerId = row.get('seller_id') ?? ''
    const price = centavos(row.get('price'))
    const earned = price + centavos(row.get('freight_value')) - (12n * price + 50n) / 100n
    owed.set(sellerId, (owed.get(sellerId) ?? 0n) + earned)
  }
  return owed
}

/** A seller's money as our books tell it once everything is settled. */
export interface Settled {
  readonly sellerId: string
  /** The sum of the closed statements. */
  readonly statedMinor: bigint
  /** What the bank has confirmed. */
  readonly paidMinor: bigint
  /** What is left to be paid, or on its way. */
  readonly leftMinor: bigint
}

export const settledBySeller = async (pool: pg.Pool, schema: string): Promise<ReadonlyArray<Settled>> => {
  const { rows } = await pool.query<Record<'seller' | 'stated' | 'paid' | 'remaining', string>>(`
    SELECT seller_id AS seller,
      (SELECT coalesce(sum(payable_minor), 0) FROM ${schema}.statements t
        WHERE t.seller_id = s.seller_id AND t.status = 'SETTLED')::text AS stated,
      (SELECT coalesce(sum(amount_minor), 0) FROM ${schema}.payouts p
        WHERE p.seller_id = s.seller_id AND p.status = 'PAID')::text AS paid,
      (SELECT coalesce(sum(balance_minor), 0) FROM ${schema}.ledger_balances b
        WHERE b.owner = s.seller_id AND b.account IN
          ('seller_pending', 'seller_payable', 'seller_reserved', 'seller_debt', 'payouts_in_transit'))::text AS remaining
    FROM ${schema}.sellers s ORDER BY 1`)
  return rows.map(({ seller, stated, paid, remaining }) => ({
    sellerId: seller,
    statedMinor: BigInt(stated),
    paidMinor: BigInt(paid),
    leftMinor: BigInt(remaining),
  }))
}

/** Sellers whose statements, or payouts with what is left, are not what the tables owe them. */
export const differences = (
  owed: ReadonlyMap<string, bigint>,
  settled: ReadonlyArray<Settled>,
): ReadonlyArray<string> => {
  const known = new Set(settled.map(({ sellerId }) => sellerId))
  const missing = [...owed].filter(([sellerId, minor]) => minor !== 0n && !known.has(sellerId))
  return [
    ...missing.map(([sellerId, minor]) => `${sellerId}: owed ${minor}, not known`),
    ...settled.flatMap(({ sellerId, statedMinor, paidMinor, leftMinor }) => {
      const due = owed.get(sellerId) ?? 0n
      return statedMinor === due && paidMinor + leftMinor === due
        ? []
        : [`${sellerId}: owed ${due}, stated ${statedMinor}, paid ${paidMinor}, left ${leftMinor}`]
    }),
  ]
}
