import type { DomainEvent } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { left, right, type Either } from '../fp.js'
import type { Value, Values } from './column.js'
import { makingOf, nameOf, type Making, type TableRows } from './making.js'
import { touchesOf, type Projection } from './projection.js'
import { rowOf, type Evolution, type Row, type TableShape } from './table.js'

export type { TableRows } from './making.js'

/** An event, and what the store knows of it. */
export interface Occurrence {
  readonly event: DomainEvent
  readonly recorded: Recorded
}

export interface TableKeys {
  readonly table: TableShape
  readonly keys: ReadonlyArray<ReadonlyArray<Value>>
}

/** Rows for a fold to go on from. */
export interface FoundRows {
  readonly table: TableShape
  /** As the store told them: checked before anything is folded into them. */
  readonly rows: ReadonlyArray<Values>
  /** As an earlier fold left them. */
  readonly own: ReadonlyArray<Row>
}

/** A row that was read back and does not fit its table: nothing can be folded into it. */
export interface UnfitRow {
  readonly type: 'UnfitRow'
  readonly table: string
  readonly key: ReadonlyArray<Value>
}

/** A fold that waits for the rows that its events go on from. */
export interface Folding {
  /** The rows that must be there first: each key once. */
  readonly keys: ReadonlyArray<TableKeys>
  /**
   * What the events write, in no order: of tables of `rows` each key once, of the others what was added, as it was. `found` are
   * those rows of `keys` that are there.
   */
  readonly finish: (found: ReadonlyArray<FoundRows>) => Either<UnfitRow, ReadonlyArray<TableRows>>
}

type Wanted = Map<TableShape, Map<string, ReadonlyArray<Value> | undefined>>

const want = (wanted: Wanted, { table, key, needsRow }: Evolution): void => {
  const keys = wanted.get(table) ?? new Map<string, ReadonlyArray<Value> | undefined>()
  wanted.set(table, keys)
  const name = nameOf(key)
  if (!keys.has(name)) keys.set(name, needsRow ? key : undefined)
}

const keysIn = (wanted: Wanted): ReadonlyArray<TableKeys> =>
  [...wanted]
    .map(([table, keys]) => ({ table, keys: [...keys.values()].filter((key) => key !== undefined) }))
    .filter(({ keys }) => keys.length > 0)

const putFound = (making: Making, { table, rows, own }: FoundRows): UnfitRow | undefined => {
  for (const row of own) making.put(row)
  for (const values of rows) {
    const row = rowOf(table, values)
    if (row === undefined) {
      return { type: 'UnfitRow', table: table.name, key: table.key.map((column) => values[column] ?? null) }
    }
    making.put(row)
  }
  return undefined
}

/** Every handler runs once: what it adds is added at once, what it evolves waits until the rows are there. */
export const folding = (projection: Projection, occurrences: Iterable<Occurrence>): Folding => {
  const making = makingOf(projection.tables)
  const evolutions: Array<Evolution> = []
  const wanted: Wanted = new Map()
  // Sums are made once, where the rows of many pages come together.
  const added = new Map<TableShape, Array<Values>>()
  for (const table of projection.tables) if (table.kind !== 'rows') added.set(table, [])
  for (const { event, recorded } of occurrences) {
    for (const touch of touchesOf(projection, event, recorded)) {
      if (touch.kind === 'add') added.get(touch.table)?.push(touch.values)
      else {
        evolutions.push(touch)
        want(wanted, touch)
      }
    }
  }
  return {
    keys: keysIn(wanted),
    finish: (found) => {
      for (const rows of found) {
        const unfit = putFound(making, rows)
        if (unfit !== undefined) return left(unfit)
      }
      for (const evolution of evolutions) making.evolve(evolution)
      return right(making.rows().map(({ table, rows }) => ({ table, rows: added.get(table) ?? rows })))
    },
  }
}

/**
 * All rows of all tables of a projection after these events, from nothing: an as-of answer, and what the tables in the
 * store are checked against.
 */
export const foldAll = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableRows> => {
  const making = makingOf(projection.tables)
  for (const { event, recorded } of occurrences) {
    for (const touch of touchesOf(projection, event, recorded)) {
      if (touch.kind === 'add') making.add(touch)
      else making.evolve(touch)
    }
  }
  return making.rows('in key order')
}
