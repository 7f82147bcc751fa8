import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OlistFileInvalid } from './olistFileInvalid.js'
import type { RejectCollector } from './rejects.js'
import { rowsOf, type BadRow, type Reading, type Row } from './rows.js'
import type { Fields, RowOf, Table } from './tables.js'

/** A directory of tables, and where to say what is wrong with them. */
export interface Source {
  readonly reading: Reading
  readonly rejects: RejectCollector
  /** Sizes in bytes of the tables that are there. */
  readonly sizes: ReadonlyMap<string, number>
  readonly signal: AbortSignal | undefined
}

/** The sizes of the tables in bytes. Throws `OlistFileInvalid` where a required one, or the directory, is missing. */
export const sizesOf = async (
  directory: string,
  tables: ReadonlyArray<Pick<Table<Fields>, 'file' | 'without'>>,
  note: (text: string) => void,
): Promise<ReadonlyMap<string, number>> => {
  const found = await stat(directory).catch(() => undefined)
  if (found?.isDirectory() !== true)
    throw new OlistFileInvalid(directory, 'is not a directory that can be read')
  const sizes = new Map<string, number>()
  for (const { file, without } of tables) {
    const about = await sizeOf(join(directory, file))
    if (about === 'ENOENT') {
      if (without === undefined) throw new OlistFileInvalid(file, `is missing in ${directory}`)
      note(`${file} is missing: ${without}`)
    } else if (typeof about === 'string') {
      throw new OlistFileInvalid(file, `cannot be read (${about})`)
    } else {
      sizes.set(file, about)
    }
  }
  return sizes
}

/** In bytes, or the system's code for why it cannot be told. */
const sizeOf = async (path: string): Promise<number | string> => {
  try {
    const about = await stat(path)
    return about.isFile() ? about.size : 'not a file'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

/** Reads a table to its end; one that is not there is empty. Throws the signal's reason when it aborts. */
export const eachRow = async <F extends Fields>(
  { reading, sizes, signal }: Source,
  table: Table<F>,
  onRow: (row: Row<RowOf<F>>) => void,
): Promise<void> => {
  if (!sizes.has(table.file)) return
  for await (const rows of rowsOf(table, reading)) {
    signal?.throwIfAborted()
    rows.forEach(onRow)
  }
}

export const rejectBad = (
  { rejects }: Source,
  { file }: Table<Fields>,
  { line, key, problem }: BadRow,
): void => {
  rejects.add({ file, line, key, reason: 'malformed row', detail: problem })
}

/**
 * A row whose key was there before: one with the same content does no harm, another makes the key worthless. `first` is
 * the line of the one before, if that row could be read.
 */
export const rejectAgain = (
  { rejects }: Source,
  { file }: Table<Fields>,
  { line, key }: { readonly line: number; readonly key: string },
  first: number | undefined,
  same: boolean,
): void => {
  const detail = first === undefined ? 'another row of it was rejected' : `the first is on line ${first}`
  rejects.add({ file, line, key, reason: same ? 'repeated row' : 'key is not unique', detail })
}
