import type { Value, Values } from '../../projections/column.js'
import type { Occurrence } from '../../projections/fold.js'
import { ledger, ledgerPostingsTable } from '../../projections/ledger.js'
import { payoutEntriesTable, payouts, payoutsTable } from '../../projections/payouts.js'
import { statementLinesTable, statements, statementsTable } from '../../projections/statements.js'
import type { TableShape } from '../../projections/table.js'
import { modelOfSeller } from '../replay.js'

/** UTC days, both inclusive. */
export interface ExportPeriod {
  readonly from: string
  readonly to: string
}

/** What a seller's events came to in a currency, in minor units. Of statements and payouts, those of the period. */
export interface ExportTotal {
  readonly currency: string
  readonly statements: number
  readonly settlementMinor: bigint
  readonly reserveMinor: bigint
  readonly payableMinor: bigint
  readonly payouts: number
  /** Of those that were paid: what is carried over is in the next one again. */
  readonly paidMinor: bigint
  readonly postings: number
  /** What was posted to each account. */
  readonly accounts: Readonly<Record<string, bigint>>
}

/** What an export tells of its events, as of the last one. */
export interface SellerRecomputation {
  /** The versions of the read models by which it was folded. */
  readonly readModels: Readonly<Record<string, number>>
  readonly tables: Readonly<Record<string, ReadonlyArray<Values>>>
  /** By currency. */
  readonly totals: ReadonlyArray<ExportTotal>
}

/** Those that are told, in this order. */
export const exportedTables: ReadonlyArray<TableShape> = [
  statementsTable,
  statementLinesTable,
  payoutsTable,
  payoutEntriesTable,
  ledgerPostingsTable,
]
const models = [statements, payouts, ledger]

const sumOf = (rows: ReadonlyArray<Values>, column: string): bigint => {
  let sum = 0n
  for (const row of rows) {
    const value = row[column]
    if (typeof value === 'bigint') sum += value
  }
  return sum
}

const sumsOf = (postings: ReadonlyArray<Values>): Readonly<Record<string, bigint>> => {
  const names = new Set(postings.map(({ account }) => String(account)))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      sumOf(
        postings.filter(({ account }) => account === name),
        'amountMinor',
      ),
    ]),
  )
}

type RowsOf = (table: TableShape) => ReadonlyArray<Values>

/** Statements and payouts by their day, and what is of them; postings by when it happened. */
const ofPeriod = (rowsOf: RowsOf, { from, to }: ExportPeriod): RowsOf => {
  const isDay = (value: Value | undefined): boolean => {
    const day = String(value).slice(0, 10)
    return from <= day && day <= to
  }
  const idsIn = (table: TableShape, id: string): ReadonlySet<Value | undefined> =>
    new Set(rowsOf(table).flatMap((row) => (isDay(row['date']) ? [row[id]] : [])))
  const told = idsIn(statementsTable, 'statementId')
  const paid = idsIn(payoutsTable, 'payoutId')
  return (table) =>
    rowsOf(table).filter((row) => {
      if (table === ledgerPostingsTable) return isDay(row['occurredAt'])
      if (table === payoutsTable || table === payoutEntriesTable) return paid.has(row['payoutId'])
      return told.has(row['statementId'])
    })
}

const totalOf = (currency: string, rowsOf: RowsOf): ExportTotal => {
  const own = (table: TableShape): ReadonlyArray<Values> =>
    rowsOf(table).filter((row) => row['currency'] === currency)
  const stated = own(statementsTable)
  const planned = own(payoutsTable)
  const postings = own(ledgerPostingsTable)
  return {
    currency,
    statements: stated.length,
    settlementMinor: sumOf(stated, 'settlementMinor'),
    reserveMinor: sumOf(stated, 'reserveMinor'),
    payableMinor: sumOf(stated, 'payableMinor'),
    payouts: planned.length,
    paidMinor: sumOf(
      planned.filter(({ status }) => status === 'PAID'),
      'amountMinor',
    ),
    postings: postings.length,
    accounts: sumsOf(postings),
  }
}

/** Folds all events of a seller up to a checkpoint, and tells what is of the period. */
export const recomputationOf = (
  sellerId: string,
  period: ExportPeriod,
  occurrences: ReadonlyArray<Occurrence>,
): SellerRecomputation => {
  const folded = models.flatMap((model) => modelOfSeller(model, sellerId, occurrences).tables)
  const rowsOf = ofPeriod((shape) => folded.find(({ table }) => table === shape)?.rows ?? [], period)
  const kept = new Map(exportedTables.map((table) => [table, rowsOf(table)]))
  const keptOf: RowsOf = (table) => kept.get(table) ?? []
  const currencies = new Set([...kept.values()].flat().map(({ currency }) => String(currency)))
  return {
    readModels: Object.fromEntries(models.map(({ name, version }) => [name, version])),
    tables: Object.fromEntries(exportedTables.map((table) => [table.name, keptOf(table)])),
    totals: [...currencies].sort().map((currency) => totalOf(currency, keptOf)),
  }
}
