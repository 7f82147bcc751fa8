import type { Projection } from '../projections/projection.js'
import type { Places } from './places.js'
import type { ReadStore } from './ports.js'

/** A row of a read model, its key as text in the order of the table's key. */
export interface RowName {
  readonly table: string
  readonly key: ReadonlyArray<string>
}

/** The event that touched a row last. */
export interface LastTouch {
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly position: bigint
}

export const nameOfRow = ({ table, key }: RowName): string => [table, ...key].join('\0')

/** A row that is not what the events fold to. */
export interface RowDifference {
  readonly table: string
  readonly key: ReadonlyArray<string>
  /** `CHANGED`: both are there; `MISSING`: the table lacks it; `EXTRA`: no event made it. */
  readonly kind: 'CHANGED' | 'MISSING' | 'EXTRA'
  /** The first column that differs, where both are there. */
  readonly column?: string
  readonly found?: string | null
  readonly expected?: string | null
  /** The last event that touched the row; absent: none did. */
  readonly event?: LastTouch
}

/** What came of one read model. */
export interface ModelDiff {
  readonly name: string
  /** Both sides are as of here (`commit`), shards that are further each as of where it is; absent: it has taken in nothing. */
  readonly position?: bigint
  /** Rows that differ, of all its tables. */
  readonly differing: number
  /** The first of them, table by table in the order of the keys. */
  readonly differences: ReadonlyArray<RowDifference>
  /** Why it was not compared. */
  readonly notCompared?: string
}

/** The other side of a comparison. */
export interface Fold {
  readonly projections: ReadonlyArray<Projection>
  /** Takes the log into these tables, as far as those at these places have and no further, from where they were before. */
  into(reads: ReadStore, places: Places): Promise<unknown>
  /** For each of these rows the last event up to these places that touched it, by `nameOfRow`. */
  lastTouches(
    projection: Projection,
    rows: ReadonlyArray<RowName>,
    places: Places,
  ): Promise<ReadonlyMap<string, LastTouch>>
}
