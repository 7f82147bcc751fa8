import { trailProjections, type PostingRow, type TrailReads } from '../../../application/trail.js'
import type { Json } from '../../../domain/kernel/message.js'
import { instantOf, type Instant } from '../../../domain/kernel/time.js'
import type { Column, Value, Values } from '../../../projections/column.js'
import { ledgerPostingsTable } from '../../../projections/ledger.js'
import { orderBoardTable } from '../../../projections/orderBoard.js'
import { payoutEntriesTable, payoutsTable } from '../../../projections/payouts.js'
import {
  statementDetailsTable,
  statementLinesTable,
  statementsTable,
} from '../../../projections/statements.js'
import type { TableShape, ValuesOf } from '../../../projections/table.js'
import { unsettledTable } from '../../../projections/unsettled.js'
import { snake } from '../tableSql.js'
import { statement, type Ask, type Statement } from './reader.js'
import { epochMsSql, optional, text } from './row.js'

/** A column as JSON holds it without loss: what is more than 2^53 as text. */
const jsonSql = ([name, { sqlType }]: readonly [string, Column<Value>]): string => {
  const column = `t.${snake(name)}`
  if (sqlType === 'timestamptz') return epochMsSql(column)
  return sqlType === 'int8' || sqlType === 'date' ? `${column}::text` : column
}

/** Events of one append have the same instant, and it is dear to make. */
const instants = (): ((ms: number) => Instant) => {
  const known = new Map<number, Instant>()
  return (ms) => {
    const instant = known.get(ms) ?? instantOf(ms)
    known.set(ms, instant)
    return instant
  }
}

const decoders = (columns: ReadonlyArray<readonly [string, Column<Value>]>) => {
  const instant = instants()
  return columns.map(([, { sqlType }]) => (value: Json): Value => {
    if (value === null) return null
    if (sqlType === 'int8') return BigInt(value as string)
    return sqlType === 'timestamptz' ? instant(value as number) : (value as Value)
  })
}

const quoted = (value: string | number): string => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`

/** A Postgres array of these, as text. */
const arrayOf = (values: ReadonlyArray<string | number>): string => `{${values.map(quoted).join(',')}}`

type Where = Readonly<Record<string, ReadonlyArray<string | number> | undefined>>

/**
 * Rows travel as one JSON text of arrays: thousands of rows with twenty columns each are dearer to take apart in the driver than to
 * put together in the database.
 */
const selecting = (ask: Ask, schema: string) => {
  const statements = new Map<string, Statement>()
  return async (
    table: TableShape,
    columns: ReadonlyArray<readonly [string, Column<Value>]>,
    where: Where,
  ): Promise<ReadonlyArray<Values>> => {
    const asked = Object.entries(where).filter(([, values]) => values !== undefined)
    const names = asked.map(([name]) => name)
    const label = `trail_${table.name}_${names.join('_')}`
    const conditions = names.map(
      (name, i) => `t.${snake(name)} = ANY ($${i + 1}::${table.columns[name]?.sqlType ?? 'text'}[])`,
    )
    const known =
      statements.get(label) ??
      statement(
        label,
        `SELECT json_agg(json_build_array(${columns.map(jsonSql).join(', ')})) AS rows
           FROM ${schema}.${table.name} t WHERE ${conditions.join(' AND ')}`,
      )
    statements.set(label, known)
    const [row] = await ask(
      known,
      asked.map(([, values]) => arrayOf(values ?? [])),
    )
    const rows = row && optional(row, 'rows')
    if (rows === undefined) return []
    const decode = decoders(columns)
    return (JSON.parse(rows) as ReadonlyArray<ReadonlyArray<Json>>).map((cells) => {
      const values: Record<string, Value> = {}
      for (let i = 0; i < columns.length; i++)
        values[columns[i]?.[0] ?? ''] = decode[i]?.(cells[i] ?? null) ?? null
      return values
    })
  }
}

/** The rows behind explanations, in sets: one statement for each table, however many orders are asked for. */
export const trailReads = (ask: Ask, schema: string): TrailReads => {
  const select = selecting(ask, schema)
  const of = <T extends TableShape>(table: T, without: ReadonlyArray<string> = []) => {
    const columns = Object.entries(table.columns).filter(([name]) => !without.includes(name))
    // What is selected are the columns of the table.
    return async (where: Where): Promise<ReadonlyArray<ValuesOf<T>>> =>
      (await select(table, columns, where)) as ReadonlyArray<ValuesOf<T>>
  }
  const checkpoints = statement(
    'trail_positions',
    `SELECT name, commit_position FROM ${schema}.projection_checkpoints WHERE name = ANY ($1::text[])`,
  )
  const postings: (where: Where) => Promise<ReadonlyArray<PostingRow>> = of(ledgerPostingsTable, [
    'sellerId',
    'recordedAt',
  ])
  return {
    orders: of(orderBoardTable),
    waiting: of(unsettledTable),
    postings,
    statements: of(statementsTable),
    lines: of(statementLinesTable),
    details: of(statementDetailsTable),
    payouts: of(payoutsTable),
    entries: of(payoutEntriesTable),
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
