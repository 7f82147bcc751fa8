/** What has a canonical form, out of states and rows: bigints as decimal strings, maps and sets as lists, what is absent left out. */
export const plainJson = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Map) return plainJson([...value.entries()])
  if (value instanceof Set) return plainJson([...value])
  if (Array.isArray(value)) return value.map(plainJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, plainJson(inner)]])),
  )
}
