import type { Article, Seller } from './history.js'
import { eachRow, rejectAgain, rejectBad, type Source } from './source.js'
import {
  customersTable,
  dealsTable,
  productsTable,
  sellersTable,
  type Fields,
  type RowOf,
  type Table,
} from './tables.js'

interface Entry {
  readonly line: number
}

/** Rows by their key. One that stands twice with different content is left out: which is meant cannot be told. */
const loadByKey = async <F extends Fields, A extends Entry>(
  source: Source,
  table: Table<F>,
  keyOf: (row: RowOf<F>) => string,
  entryOf: (row: RowOf<F>, line: number, index: number) => A,
  isSame: (a: A, b: A) => boolean,
): Promise<ReadonlyMap<string, A>> => {
  const entries = new Map<string, A>()
  const ambiguous = new Set<string>()
  await eachRow(source, table, (row) => {
    if (row.problem !== undefined) {
      rejectBad(source, table, row)
      return
    }
    const key = keyOf(row.value)
    const entry = entryOf(row.value, row.line, entries.size)
    const first = entries.get(key)
    if (first === undefined) {
      entries.set(key, entry)
      return
    }
    const same = isSame(first, entry)
    rejectAgain(source, table, { line: row.line, key }, first.line, same)
    if (!same) ambiguous.add(key)
  })
  for (const key of ambiguous) entries.delete(key)
  return entries
}

export const loadSellers = (source: Source): Promise<ReadonlyMap<string, Seller>> =>
  loadByKey(
    source,
    sellersTable,
    ({ sellerId }) => sellerId,
    ({ sellerId }, line, index) => ({ id: sellerId, line, index }),
    () => true,
  )

export const loadArticles = (source: Source): Promise<ReadonlyMap<string, Article>> => {
  // A category is one string however many products have it.
  const categories = new Map<string, string>()
  return loadByKey(
    source,
    productsTable,
    ({ productId }) => productId,
    ({ productId, category }, line, index) => {
      const known = categories.get(category) ?? category
      categories.set(known, known)
      return { id: productId, line, index, category: known }
    },
    (a, b) => a.category === b.category,
  )
}

/** The person behind each customer id. */
export const loadBuyers = (
  source: Source,
): Promise<ReadonlyMap<string, { readonly buyerId: string; readonly line: number }>> =>
  loadByKey(
    source,
    customersTable,
    ({ customerId }) => customerId,
    ({ buyerId }, line) => ({ buyerId, line }),
    (a, b) => a.buyerId === b.buyerId,
  )

/** When each seller was won; the first time, where several deals name it. */
export const loadWonMs = async (
  source: Source,
  sellers: ReadonlyMap<string, Seller>,
): Promise<ReadonlyMap<string, number>> => {
  const wonMs = new Map<string, number>()
  let strangers = 0
  await eachRow(source, dealsTable, (row) => {
    if (row.problem !== undefined) {
      rejectBad(source, dealsTable, row)
      return
    }
    const { sellerId, wonMs: at } = row.value
    const earlier = wonMs.get(sellerId)
    if (!sellers.has(sellerId)) strangers += 1
    else if (earlier === undefined || at < earlier) wonMs.set(sellerId, at)
  })
  if (strangers > 0) {
    source.reading.note(
      `${dealsTable.file}: ${strangers} deals are of sellers that are not in ${sellersTable.file}`,
    )
  }
  return wonMs
}
