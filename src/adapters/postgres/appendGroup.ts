import { isLeft, left, right, type Either } from '../../fp.js'
import type {
  AppendFailure,
  Appended,
  ExpectedEvent,
  ExpectedRevision,
  NewEvent,
} from '../../application/ports.js'
import { revisionIn } from '../appendRules.js'
import type { Row } from './queries/reader.js'
import { big, text } from './queries/row.js'

export interface Append {
  readonly stream: string
  readonly expected: ExpectedRevision | ExpectedEvent
  readonly events: ReadonlyArray<NewEvent>
  readonly bytes: number
}

/** Appends to be stored by one statement, each to another stream. */
export type Group = ReadonlyArray<Append>

export type Outcome = Either<AppendFailure, Appended>

const NO_STREAM = -1n

/** Of the last event before them; -1 where there is none. */
const revisionBefore = ({ expected }: Append): bigint => {
  const revision = revisionIn(expected)
  return revision === 'no_stream' ? NO_STREAM : revision
}

/** Whether an append expects what the one before leaves, if that one is stored. */
export const follows = (before: Append, { expected }: Append): boolean =>
  revisionIn(expected) === revisionBefore(before) + BigInt(before.events.length) &&
  (typeof expected !== 'object' || expected.eventId === before.events.at(-1)?.id)

/** Appends that follow each other, as if they were one. */
export const joinedUp = (chain: readonly [Append, ...ReadonlyArray<Append>]): Append => {
  const [first, ...others] = chain
  if (others.length === 0) return first
  return {
    ...first,
    events: chain.flatMap(({ events }) => events),
    bytes: chain.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Of each of the appends that were stored as if they were one; nothing where they were not. */
export const partsOf = (chain: ReadonlyArray<Append>, whole: Outcome): ReadonlyArray<Outcome> | undefined => {
  if (isLeft(whole) || whole.right.repeated) return undefined
  let { revision, position } = whole.right
  const parts: Array<Outcome> = []
  for (const { events } of chain.toReversed()) {
    parts.unshift(right({ revision, position, repeated: false }))
    revision -= BigInt(events.length)
    const commit = position.commit - BigInt(events.length)
    position = { commit, prepare: commit }
  }
  return parts
}

const joined = (texts: ReadonlyArray<string>): string => texts.join('\x1e')
const array = (items: ReadonlyArray<unknown>): string => `{${items.join(',')}}`

/** The parameters of `append_events`, as its comment describes them. */
export const parametersOf = (group: Group): Array<string> => {
  const events = group.flatMap((append) => append.events)
  return [
    joined(group.map(({ stream }) => stream)),
    array(group.map(revisionBefore)),
    array(group.map(({ expected }) => (typeof expected === 'object' ? expected.eventId : 'NULL'))),
    array(group.map((append) => append.events.length)),
    joined(group.flatMap((append) => append.events.map(() => append.stream))),
    array(
      group.flatMap((append) => {
        const before = revisionBefore(append)
        return append.events.map((_, i) => before + BigInt(i + 1))
      }),
    ),
    array(events.map(({ id }) => id)),
    joined(events.map(({ type }) => type)),
    joined(events.map(({ data }) => data)),
    joined(events.map(({ metadata }) => metadata)),
  ]
}

/** What `append_events` answered for this append of the group. */
export const outcomeOf = ({ stream, expected: onto }: Append, row: Row): Outcome => {
  const expected = revisionIn(onto)
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
