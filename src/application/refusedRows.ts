/** Rows that the store does not take, because they break what it demands of its tables. What they hold is not told. */
export interface RefusedRows {
  readonly type: 'RowsRefused'
  /** SQLSTATE: 22 is a value that its type cannot hold, 23 a broken constraint, 54 a limit of the server. */
  readonly code: string
  readonly table: string | undefined
  readonly constraint: string | undefined
}

/** What every read store rejects with that was given such rows, or asked for keys that no row can have. Nothing was written. */
export class RowsRefused extends Error {
  readonly type = 'RowsRefused'
  constructor(
    readonly code: string,
    readonly table?: string,
    readonly constraint?: string,
  ) {
    super(`rows of ${table ?? 'a table'} were refused: ${constraint ?? code}`)
    this.name = 'RowsRefused'
  }
}

/** `undefined`: the store was lost, or it is something else. */
export const refusedIn = (error: unknown): RefusedRows | undefined => {
  if (!(error instanceof RowsRefused)) return undefined
  const { code, table, constraint } = error
  return { type: 'RowsRefused', code, table, constraint }
}
