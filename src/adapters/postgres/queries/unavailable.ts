const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

// Connection exception, insufficient resources, operator intervention. Source: PostgreSQL, appendix A.
const CLASSES = ['08', '53', '57']

// The server's own statement_timeout ended it.
const QUERY_CANCELED = '57014'

// What pg says without a code.
const WORDS =
  /pool after calling end|connection terminated|connection error|not queryable|timeout exceeded|timeout expired/i

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** Why the same question may be asked again: the database is away, overloaded or slow. Anything else is a bug. */
export const unavailability = (error: unknown): 'timeout' | 'unreachable' | undefined => {
  if (error instanceof AggregateError)
    return error.errors.map(unavailability).find((reason) => reason !== undefined)
  if (!(error instanceof Error)) return undefined
  const code = codeOf(error)
  if (code === QUERY_CANCELED) return 'timeout'
  if (/^[0-9A-Z]{5}$/.test(code))
    return CLASSES.some((family) => code.startsWith(family)) ? 'unreachable' : undefined
  return CODES.has(code) || WORDS.test(error.message) ? 'unreachable' : undefined
}
