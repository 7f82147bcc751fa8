/** What stands in the place of what is not told. */
const HIDDEN = '[hidden]'

/** User and password in a connection string. */
const CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi
/** `Key (iban)=(FR76…) already exists`: Postgres quotes the row. */
const KEYED = /\(([^()]*)\)=\([^)]*\)/g
/** `invalid input syntax for type uuid: "…"`: Postgres quotes the value. */
const QUOTED = /: "[^"]*"/g

/** A message of somebody else's, without what it may quote: credentials and values. */
export const redacted = (text: string): string =>
  text.replace(CREDENTIALS, `$1${HIDDEN}@`).replace(KEYED, `($1)=(${HIDDEN})`).replace(QUOTED, `: ${HIDDEN}`)

/** Of an error of Postgres, these say where to look and quote nothing; `detail`, `where`, `hint` and `query` may. */
const TOLD = ['code', 'severity', 'table', 'column', 'constraint', 'routine'] as const

const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')

/** What may be logged of an error: its kind, its place, and its message without what that may quote. */
export const errorFields = (error: unknown): Readonly<Record<string, string>> => {
  if (!(error instanceof Error)) return { error: typeof error }
  const known = Object.entries(error).filter((field): field is [string, string] =>
    TOLD.some((name) => name === field[0] && typeof field[1] === 'string'),
  )
  return {
    error: error.name,
    ...Object.fromEntries(known),
    message: redacted(error.message),
    stack: framesOf(error),
  }
}
