import { isLeft } from '../fp.js'
import type { Occurrence } from '../projections/fold.js'
import type { Projection } from '../projections/projection.js'
import type { EventAside } from './aside.js'
import type { Unreadable } from './delivered.js'
import type { Attempt } from './attempt.js'
import type { PoisonReason } from './halt.js'

type Part = ReadonlyArray<Occurrence>

/** What can be taken in of a partition, and what is put aside. */
interface Sifted {
  readonly taken: Part
  readonly aside: ReadonlyArray<EventAside>
}

/** JSON for whoever mends it; keys of rows may hold amounts. */
export const reasonText = (reason: PoisonReason): string =>
  JSON.stringify(reason, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

const stateOf = (
  { onPoison }: Projection,
  reason: PoisonReason | undefined,
): Pick<EventAside, 'state' | 'reason'> => {
  if (reason === undefined) return { state: 'WAITING', reason }
  return { state: onPoison === 'skip' ? 'SKIPPED' : 'POISON', reason: reasonText(reason) }
}

/** The event, put aside: for a reason of its own, or, without one, because it waits behind another. */
export const putAside = (
  projection: Projection,
  { event, recorded: { stream, eventId, position } }: Occurrence,
  reason?: PoisonReason,
): EventAside => ({
  ...{ partition: projection.partition(stream), position, stream, eventId, eventType: event.type },
  ...stateOf(projection, reason),
})

export const unreadableAside = (
  projection: Projection,
  { type, stream, eventId, position, failure }: Unreadable,
): EventAside => ({
  ...{ partition: projection.partition(stream), position, stream, eventId, eventType: type },
  ...stateOf(projection, failure),
})

/** The first event of a part that cannot be taken in after those before it: by halves. */
export const firstPoison = async (
  attempt: Attempt,
  part: Part,
  reason: PoisonReason,
): Promise<{ readonly at: number; readonly reason: PoisonReason }> => {
  let [fine, fails, why] = [0, part.length, reason]
  while (fails - fine > 1) {
    const middle = (fine + fails) >> 1
    const tried = await attempt(part.slice(0, middle))
    if (isLeft(tried)) [fails, why] = [middle, tried.left]
    else fine = middle
  }
  return { at: fails - 1, reason: why }
}

const partsOf = ({ partition }: Projection, occurrences: Part): ReadonlyArray<Part> => {
  const parts = new Map<string, Array<Occurrence>>()
  for (const occurrence of occurrences) {
    const name = partition(occurrence.recorded.stream)
    const part = parts.get(name)
    if (part === undefined) parts.set(name, [occurrence])
    else part.push(occurrence)
  }
  return [...parts.values()]
}

interface Failing {
  readonly part: Part
  readonly reason: PoisonReason
}

/** Those partitions that cannot be taken in, by halves: none touches the rows of another. */
const failingOf = async (
  attempt: Attempt,
  parts: ReadonlyArray<Part>,
  reason: PoisonReason,
): Promise<ReadonlyArray<Failing>> => {
  if (parts.length <= 1) return parts.map((part) => ({ part, reason }))
  const half = (parts.length + 1) >> 1
  const failing: Array<Failing> = []
  for (const some of [parts.slice(0, half), parts.slice(half)]) {
    const tried = await attempt(some.flat())
    if (isLeft(tried)) failing.push(...(await failingOf(attempt, some, tried.left)))
  }
  return failing
}

const siftPart = async (projection: Projection, attempt: Attempt, { part, reason }: Failing) => {
  const aside: Array<EventAside> = []
  let [rest, why] = [part, reason]
  for (;;) {
    const poison = await firstPoison(attempt, rest, why)
    const [before, after] = [rest.slice(0, poison.at), rest.slice(poison.at + 1)]
    aside.push(...rest.slice(poison.at, poison.at + 1).map((it) => putAside(projection, it, poison.reason)))
    if (projection.onPoison === 'park') {
      aside.push(...after.map((it) => putAside(projection, it)))
      return aside
    }
    rest = [...before, ...after]
    const tried = await attempt(rest)
    if (!isLeft(tried)) return aside
    why = tried.left
  }
}

/** Parts what can be taken in from what cannot, once it is known that not all can. */
export const sift = async (
  projection: Projection,
  attempt: Attempt,
  occurrences: Part,
  reason: PoisonReason,
): Promise<Sifted> => {
  const aside: Array<EventAside> = []
  for (const failing of await failingOf(attempt, partsOf(projection, occurrences), reason))
    aside.push(...(await siftPart(projection, attempt, failing)))
  const dropped = new Set(aside.map(({ eventId }) => eventId))
  return { taken: occurrences.filter(({ recorded }) => !dropped.has(recorded.eventId)), aside }
}
