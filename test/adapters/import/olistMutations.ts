import { expect } from 'vitest'
import { imported } from './olistCenter.js'
import { fileOf, olistTables, type OlistTables } from './olistDirectory.js'

export type Tables = ReturnType<typeof olistTables>
export type Name = keyof OlistTables

/** Orders 1 to 4, the second with three lines. */
export const four = (): Tables => {
  const tables = olistTables([
    { n: 1, reviews: [{ n: 1 }] },
    { n: 2, items: [{}, { product: 2 }, { product: 3, seller: 2 }], payments: ['1.00', '2.00'] },
    { n: 3, items: [{ seller: 2 }, { seller: 2 }] },
    { n: 4 },
  ])
  // Nobody bought of the third seller.
  tables.sellers.pop()
  return tables
}

/** The orders of Olist that were placed, with how many lines. */
export const placedIn = (
  events: Awaited<ReturnType<typeof imported>>['events'],
): Readonly<Record<string, number>> => {
  const placed: Record<string, number> = {}
  for (const { type, data } of events) {
    if (type !== 'OrderPlaced') continue
    const n = /e(\d+)/.exec(String(data['orderId']))?.[1] ?? '?'
    placed[n] = (placed[n] ?? 0) + (data['lines'] as ReadonlyArray<unknown>).length
  }
  return placed
}

export const all = { 1: 1, 2: 3, 3: 2, 4: 1 }
export const without = (...orders: ReadonlyArray<number>) =>
  Object.fromEntries(Object.entries(all).filter(([n]) => !orders.includes(Number(n))))

/** Changes the text of one line; lines count from 1, the header being line 1. */
export const edit = (name: Name, line: number, from: string | RegExp, to: string) => (tables: Tables) => {
  const before = tables[name][line - 1] ?? ''
  tables[name][line - 1] = before.replace(from, to)
  if (tables[name][line - 1] === before) throw new Error(`nothing to change in ${before}`)
}
export const append = (name: Name, row: string) => (tables: Tables) => void tables[name].push(row)

type Expected = readonly [table: Name, line: number, key: string, reason: string, partOfDetail?: string]

/** What is done to the files, what is rejected, and which orders are stored, with how many lines. */
export type Mutation = readonly [
  string,
  (tables: Tables) => void,
  ReadonlyArray<Expected>,
  Readonly<Record<string, number>>,
]

/** Imports the four orders after the mutation, and looks at the rejects and the orders. */
export const expectRejects = async ([, mutate, rejects, placed]: Mutation): Promise<void> => {
  const tables = four()
  mutate(tables)
  const { summary, events } = await imported(tables)
  expect(
    summary.rejects.map(({ file, line, key, reason }) => [file, line, key, reason]),
    JSON.stringify(summary.rejects),
  ).toEqual(rejects.map(([name, line, key, reason]) => [fileOf[name], line, key, reason]))
  for (const [i, [, , , , detail = '']] of rejects.entries()) {
    expect(summary.rejects[i]?.detail ?? '').toContain(detail)
  }
  expect(placedIn(events)).toEqual(placed)
  expect(Object.values(summary.rejectsByReason).reduce((sum, n) => sum + n, 0)).toBe(rejects.length)
}
