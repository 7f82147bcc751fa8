import { cellsOf } from './csv.js'
import { OlistFileInvalid } from './olistFileInvalid.js'
import type { Fields, Table } from './tables.js'

export interface Header {
  readonly width: number
  /** Where each known column stands. */
  readonly at: ReadonlyMap<string, number>
}

const quoted = (names: ReadonlyArray<string>): string =>
  names.map((name) => JSON.stringify(name.slice(0, 100))).join(', ')

/** Reads the first line. Throws `OlistFileInvalid` if a column of the table is missing or stands twice. */
export const headerOf = (
  { file, columns, elsewhere }: Table<Fields>,
  line: string,
  note: (text: string) => void,
): Header => {
  const names = cellsOf([line])?.[0]
  if (names === undefined)
    throw new OlistFileInvalid(file, 'the header is not a line of comma-separated names', 1)
  const missing = columns.filter((column) => !names.includes(column))
  const extra = names.filter((name) => !columns.includes(name) && !elsewhere.includes(name))
  if (missing.length > 0) {
    const instead = extra.length > 0 ? `, but has ${quoted(extra)}` : ''
    throw new OlistFileInvalid(file, `the header lacks ${quoted(missing)}${instead}`, 1)
  }
  const twice = columns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (twice.length > 0) throw new OlistFileInvalid(file, `the header has ${quoted(twice)} more than once`, 1)
  if (extra.length > 0) note(`${file}: columns that are not known here are ignored: ${quoted(extra)}`)
  return { width: names.length, at: new Map(columns.map((column) => [column, names.indexOf(column)])) }
}
