import { trailProjections, type TrailReads } from '../../application/trail.js'
import { detailsOfRows, stepsOfRows } from './trailRows.js'
import { currencyOf } from '../../domain/kernel/accountIds.js'
import type { Value } from '../../projections/column.js'
import { ledgerPostingsTable } from '../../projections/ledger.js'
import { orderBoardTable } from '../../projections/orderBoard.js'
import { payoutEntriesTable, payoutsTable } from '../../projections/payouts.js'
import { statementDetailsTable, statementLinesTable, statementsTable } from '../../projections/statements.js'
import { hindmost } from '../../application/shard.js'
import type { TableShape, ValuesOf } from '../../projections/table.js'
import { unsettledTable } from '../../projections/unsettled.js'
import { rowsIn, type MemoryReadStore } from './readStore.js'

type Where = Readonly<Record<string, ReadonlyArray<Value> | undefined>>

/** The rows behind explanations, out of read models in memory. */
export const memoryTrailReads = (reads: Pick<MemoryReadStore, 'table' | 'statuses'>): TrailReads => {
  const of =
    <T extends TableShape>(table: T) =>
    (where: Where): Promise<ReadonlyArray<ValuesOf<T>>> =>
      Promise.resolve(
        rowsIn(reads, table).filter((row) =>
          Object.entries(where).every(([name, values]) => values?.includes(row[name] ?? null) !== false),
        ),
      )
  return {
    orders: of(orderBoardTable),
    waiting: of(unsettledTable),
    steps: async (where) => stepsOfRows(await of(ledgerPostingsTable)(where)),
    statements: of(statementsTable),
    lines: of(statementLinesTable),
    details: async (where) => detailsOfRows(await of(statementDetailsTable)(where), currencyOf),
    payouts: of(payoutsTable),
    entries: of(payoutEntriesTable),
    positions: async () => {
      const statuses = hindmost(await reads.statuses())
      return trailProjections.map((name) => statuses.find((status) => status.name === name)?.position?.commit)
    },
  }
}
