import { parse } from 'csv-parse/sync'

/** The cells of each record, or `undefined` where the text does not keep to RFC 4180. */
export const cellsOf = (records: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> | undefined => {
  try {
    const rows = parse(records.join('\n'), { record_delimiter: '\n', relax_column_count: true })
    return rows.length === records.length ? rows : undefined
  } catch {
    return undefined
  }
}

/** A best guess at the cells of a line that is no record, to tell whose it was. */
export const cellsGuessed = (line: string): ReadonlyArray<string> =>
  line.split(',').map((cell) => cell.replace(/^\s*"?|"?\s*$/g, ''))
