import type { AppendFailure } from '../../application/ports.js'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

interface Answer {
  readonly sqlState: string
  readonly isFatal: boolean
  readonly constraint: string
}

/** What the server answered; `undefined` for a broken connection or a deadline. */
const answerOf = (error: unknown): Answer | undefined => {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined
  const constraint = 'constraint' in error ? String(error.constraint) : ''
  return { sqlState: String(error.code), isFatal: error.severity !== 'ERROR', constraint }
}

// Connection exceptions and «completion unknown». Source: PostgreSQL, appendix A.
const UNCERTAIN = /^(?:08|40003)/

// Data exception, integrity constraint violation, program limit exceeded.
const OF_THE_DATA = /^(?:22|23|54)/

/** The server answered with an error: the statement did nothing, and the session can go on. */
export const isAnswered = (error: unknown): boolean => {
  const answer = answerOf(error)
  return answer !== undefined && !answer.isFatal && !UNCERTAIN.test(answer.sqlState)
}

/** Nothing was sent: there was no connection to be had, or none that could be made ready. */
export const notSent = (error: unknown): AppendFailure => ({
  type: 'StoreUnavailable',
  reason: messageOf(error),
})

/**
 * What a statement that was sent has come to. One that the server answered with an error has stored nothing. One without
 * an answer, or whose session the server ended meanwhile, may have been committed.
 */
export const sentInVain = (stream: string, error: unknown): AppendFailure => {
  const answer = answerOf(error)
  if (answer === undefined || !isAnswered(error)) return { type: 'OutcomeUnknown', reason: messageOf(error) }
  if (answer.constraint === 'events_event_id') return { type: 'EventIdReused', stream }
  return { type: 'StoreUnavailable', reason: `${answer.sqlState} ${messageOf(error)}` }
}

/** One append of the group is to blame, and the others would have been stored without it. */
export const isOfOne = (error: unknown): boolean =>
  isAnswered(error) && OF_THE_DATA.test(answerOf(error)?.sqlState ?? '')
