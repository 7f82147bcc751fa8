import { trailProjections, type TrailReads } from '../../../application/trail.js'
import { orderBoardTable } from '../../../projections/orderBoard.js'
import { payoutEntriesTable, payoutsTable } from '../../../projections/payouts.js'
import { placesSql } from './places.js'
import { statementLinesTable, statementsTable } from '../../../projections/statements.js'
import { fits, type TableShape, type ValuesOf } from '../../../projections/table.js'
import { unsettledTable } from '../../../projections/unsettled.js'
import { snake } from '../tableSql.js'
import { arrayOf } from './columnar.js'
import { statement, type Ask, type Row, type Statement } from './reader.js'
import { cellsOf, cellsSql } from './cells.js'
import { optional, text } from './row.js'
import { detailColumns, detailsIn, stepColumns, stepsIn } from './trailColumns.js'

type Where = Readonly<Record<string, ReadonlyArray<string | number> | undefined>>

/** Asks for what is in a table about some ids, by a statement for each set of columns that are asked by. */
const asking = (ask: Ask, schema: string, table: string, columns: string, inOrderOf?: string) => {
  const known = new Map<string, Statement>()
  const rowsWhere = (conditions: string): string =>
    inOrderOf === undefined
      ? `${schema}.${table} t WHERE ${conditions}`
      : `(SELECT * FROM ${schema}.${table} t WHERE ${conditions} ORDER BY ${inOrderOf}) t`
  return (where: Where): Promise<ReadonlyArray<Row>> => {
    const asked = Object.entries(where).flatMap(([name, values]) => (values ? [{ name, values }] : []))
    const label = `trail_${table}_by_${asked.map(({ name }) => snake(name)).join('_')}`
    const conditions = asked.map(
      ({ name }, i) => `t.${snake(name)} = ANY ($${i + 1}::${name === 'line' ? 'int4' : 'text'}[])`,
    )
    const question =
      known.get(label) ?? statement(label, `SELECT ${columns} FROM ${rowsWhere(conditions.join(' AND '))}`)
    known.set(label, question)
    return ask(
      question,
      asked.map(({ values }) => arrayOf(values)),
    )
  }
}

/** The rows behind explanations, in sets: one statement for each table, however many orders are asked for. */
export const trailReads = (ask: Ask, schema: string): TrailReads => {
  const rowsOf = <T extends TableShape>(table: T) => {
    const about = asking(ask, schema, table.name, cellsSql(table))
    const rowOf = (row: Row): ValuesOf<T> => {
      const values = cellsOf(table, row)
      if (!fits(table, values)) throw new Error(`read model ${table.name} has a row of another shape`)
      return values
    }
    return async (where: Where): Promise<ReadonlyArray<ValuesOf<T>>> => (await about(where)).map(rowOf)
  }
  const postings = asking(ask, schema, 'ledger_postings', stepColumns, 'position, posting')
  const details = asking(ask, schema, 'statement_details', detailColumns, 'statement_id, line, detail')
  const checkpoints = statement(
    'trail_positions',
    `SELECT name, commit_position FROM ${placesSql(schema)} AS c WHERE name = ANY ($1::text[])`,
  )
  return {
    orders: rowsOf(orderBoardTable),
    waiting: rowsOf(unsettledTable),
    steps: async (where) => (await postings(where)).flatMap(stepsIn),
    statements: rowsOf(statementsTable),
    lines: rowsOf(statementLinesTable),
    details: async (where) => (await details(where)).flatMap(detailsIn),
    payouts: rowsOf(payoutsTable),
    entries: rowsOf(payoutEntriesTable),
    positions: async () => {
      const rows = await ask(checkpoints, [arrayOf(trailProjections)])
      const positions = new Map(rows.map((row) => [text(row, 'name'), optional(row, 'commit_position')]))
      return trailProjections.map((name) => {
        const position = positions.get(name)
        return position === undefined ? undefined : BigInt(position)
      })
    },
  }
}
