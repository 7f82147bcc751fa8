import { left, right, type Either } from '../../fp.js'
import type { AppendFailure, Appended, ExpectedRevision, NewEvent } from '../../application/ports.js'
import type { Row } from './queries/reader.js'
import { big, text } from './queries/row.js'

export interface Append {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: ReadonlyArray<NewEvent>
  readonly bytes: number
}

/** Appends to be stored by one statement, each to another stream. */
export type Group = ReadonlyArray<Append>

export type Outcome = Either<AppendFailure, Appended>

const NO_STREAM = -1n

const revisionOf = (expected: ExpectedRevision): bigint => (expected === 'no_stream' ? NO_STREAM : expected)

const joined = (texts: ReadonlyArray<string>): string => texts.join('\x1e')
const array = (items: ReadonlyArray<unknown>): string => `{${items.join(',')}}`

/** The parameters of `append_events`, as its comment describes them. */
export const parametersOf = (group: Group): Array<string> => {
  const events = group.flatMap((append) => append.events)
  return [
    joined(group.map(({ stream }) => stream)),
    array(group.map(({ expected }) => revisionOf(expected))),
    array(group.map((append) => append.events.length)),
    joined(group.flatMap((append) => append.events.map(() => append.stream))),
    array(
      group.flatMap((append) => append.events.map((_, i) => revisionOf(append.expected) + BigInt(i + 1))),
    ),
    array(events.map(({ id }) => id)),
    joined(events.map(({ type }) => type)),
    joined(events.map(({ data }) => data)),
    joined(events.map(({ metadata }) => metadata)),
  ]
}

/** What `append_events` answered for this append of the group. */
export const outcomeOf = ({ stream, expected }: Append, row: Row): Outcome => {
  const verdict = text(row, 'verdict')
  const revision = big(row, 'last_revision')
  if (verdict === 'conflict') {
    const actual = revision === NO_STREAM ? 'no_stream' : revision
    return left({ type: 'WrongExpectedRevision', stream, expected, actual })
  }
  const position = big(row, 'last_position')
  return right({
    revision,
    position: { commit: position, prepare: position },
    repeated: verdict === 'repeated',
  })
}
