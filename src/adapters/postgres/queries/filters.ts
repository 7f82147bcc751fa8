type Value = string | number | null

/** What a list is narrowed to: SQL with `?` for its one parameter, and that. */
export type Filter = readonly [sql: string, value: Value]

/**
 * Only the conditions that were asked for, their parameters numbered from `$first` on. A statement for each combination is
 * planned for it: one for all of them, `? IS NULL OR …`, could not use an index.
 */
export const conditionsOf = (
  filters: ReadonlyArray<Filter | undefined>,
  first: number,
): { readonly sql: string; readonly values: ReadonlyArray<Value> } => {
  const given = filters.filter((filter) => filter !== undefined)
  return {
    sql: given.map(([sql], i) => ` AND ${sql.replace('?', `$${first + i}`)}`).join(''),
    values: given.map(([, value]) => value),
  }
}
