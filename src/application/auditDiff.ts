import type { LastTouch } from './lastTouch.js'

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
  /** Both sides are as of here (`commit`); absent: it has taken in nothing. */
  readonly position?: bigint
  /** Rows that differ, of all its tables. */
  readonly differing: number
  /** The first of them, table by table in the order of the keys. */
  readonly differences: ReadonlyArray<RowDifference>
  /** Why it was not compared. */
  readonly notCompared?: string
}
