import { join } from 'node:path'
import { cellsGuessed, cellsOf } from './csv.js'
import { headerOf, type Header } from './header.js'
import { linesOf } from './lines.js'
import { OlistFileInvalid } from './olistFileInvalid.js'
import { recordJoiner, type Piece } from './records.js'
import type { Fields, RowOf, Table } from './tables.js'

export interface BadRow {
  readonly line: number
  /** The key's columns, joined by `/`, as far as they can be made out. */
  readonly key: string
  /** Which rule it breaks. */
  readonly problem: string
  /** What stands in a column, as far as it can be made out. */
  readonly cell: (column: string) => string
}

export type Row<A> = { readonly line: number; readonly value: A; readonly problem?: never } | BadRow

export interface Reading {
  readonly directory: string
  readonly onBytes: (bytes: number) => void
  /** What the user should know although nothing is lost by it. */
  readonly note: (text: string) => void
}

/**
 * The rows of a table in batches, bad ones among the good. Throws `OlistFileInvalid` where the file is missing, cannot
 * be read, or its header lacks a column. Columns may stand in any order; unknown ones are noted and ignored.
 */
export async function* rowsOf<F extends Fields>(
  table: Table<F>,
  { directory, onBytes, note }: Reading,
): AsyncGenerator<ReadonlyArray<Row<RowOf<F>>>> {
  let header: Header | undefined
  const joiner = recordJoiner(2, (text) => header !== undefined && isRowOverLines(header, text))
  for await (const lines of linesOf(join(directory, table.file), table.file, onBytes)) {
    const [first] = lines
    if (first === undefined) continue
    const rows = header === undefined ? lines.slice(1) : lines
    header ??= headerOf(table, first, note)
    yield decoded(table, header, joiner.push(rows))
  }
  if (header === undefined) throw new OlistFileInvalid(table.file, 'is empty: it has no header')
  yield decoded(table, header, joiner.end())
}

/** None of the known columns has line breaks: one that seems to has swallowed the rows after it. */
const isRowOverLines = ({ width, at }: Header, text: string): boolean => {
  const cells = cellsOf([text])?.[0]
  return cells?.length === width && [...at.values()].every((index) => cells[index]?.includes('\n') === false)
}

const decoded = <F extends Fields>(
  table: Table<F>,
  header: Header,
  pieces: ReadonlyArray<Piece>,
): ReadonlyArray<Row<RowOf<F>>> => {
  const decode = decoder(table, header)
  const whole = pieces.filter(({ broken }) => broken === undefined)
  const together = cellsOf(whole.map(({ text }) => text))
  let next = 0
  return pieces.map((piece) => {
    if (piece.broken !== undefined)
      return badRow(table, header, piece.line, piece.broken, cellsGuessed(piece.text))
    const cells = together?.[next++] ?? cellsOf([piece.text])?.[0]
    return cells === undefined
      ? badRow(table, header, piece.line, 'a quotation mark is out of place', cellsGuessed(piece.text))
      : decode(piece.line, cells)
  })
}

const decoder = <F extends Fields>(table: Table<F>, header: Header) => {
  const fields = Object.entries(table.fields).map(([name, field]) => ({
    ...field,
    name,
    index: header.at.get(field.column) ?? -1,
  }))
  return (line: number, cells: ReadonlyArray<string>): Row<RowOf<F>> => {
    if (cells.length !== header.width) {
      return badRow(table, header, line, `has ${cells.length} columns instead of ${header.width}`, cells)
    }
    const value: Record<string, unknown> = {}
    for (const { name, column, rule, index, read } of fields) {
      const content = read(cells[index] ?? '')
      if (content === undefined) return badRow(table, header, line, `${column} ${rule}`, cells)
      value[name] = content
    }
    return { line, value: value as RowOf<F> }
  }
}

const badRow = (
  { key }: Table<Fields>,
  { at }: Header,
  line: number,
  problem: string,
  cells: ReadonlyArray<string>,
): BadRow => {
  const cell = (column: string): string => cells[at.get(column) ?? -1] ?? ''
  return { line, problem, cell, key: key.map(cell).join('/') }
}
