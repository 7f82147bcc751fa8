import { isLeft } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Occurrence } from '../projections/fold.js'
import { handles, type Projection } from '../projections/projection.js'
import type { EventAside } from './aside.js'
import type { Hole } from './contiguity.js'
import { consumedBy, type Delivered, type Unread, type Unreadable } from './delivered.js'
import { eventsBetween } from './pages.js'
import { isNext, type Passage } from './passage.js'
import type { CheckpointMove } from './ports.js'
import { putAside, unreadableAside } from './sift.js'

/** Of a page, what a projection has to do with. */
export interface Share {
  readonly occurrences: ReadonlyArray<Occurrence>
  /** Those that cannot be read, and those that wait behind one of their partition. */
  readonly aside: ReadonlyArray<EventAside>
  /** Past the last event that it was handed; `undefined`: nothing is new. */
  readonly to: CheckpointMove | undefined
  /** Why it was handed no more. */
  readonly hole: Hole | undefined
}

/** Where a projection stands when a page comes. */
export interface Standing {
  readonly position: Position | undefined
  /** Partitions of which events wait. */
  readonly parked: ReadonlySet<string>
  readonly isDense: boolean
  /** Whether events of this stream are its own: else they are those of another shard. */
  readonly needs: (stream: string) => boolean
}

/** Of no known type, this projection may have had to see it too. */
export const mustRead = (projection: Projection, event: Unreadable | Unread): event is Unreadable =>
  event.failure !== undefined &&
  (event.failure.type === 'UnknownEventType' || handles(projection, event.type))

const runs = new WeakMap<ReadonlyArray<Delivered>, boolean>()

/** Whether no position is left out within a page: found out once for all who are handed it. */
const isRun = (page: ReadonlyArray<Delivered>): boolean => {
  const known = runs.get(page)
  if (known !== undefined) return known
  const commits = page.map((delivered) => consumedBy(delivered).position.commit)
  const run = commits.every((commit, i) => i === 0 || commit === (commits[i - 1] ?? 0n) + 1n)
  runs.set(page, run)
  return run
}

/** The share of a projection in a page, up to the first hole: one that is `told`, or one that the positions tell. */
export const shareOf = (
  projection: Projection,
  { position: from, parked, isDense, needs }: Standing,
  page: ReadonlyArray<Delivered>,
  passage: Passage,
): Share => {
  const occurrences: Array<Occurrence> = []
  const aside: Array<EventAside> = []
  const waits = new Set(parked)
  const { hole: told } = passage
  let at = from
  let [to, hole]: [CheckpointMove | undefined, Hole | undefined] = [undefined, undefined]
  let events = 0

  const see = (delivered: Delivered): void => {
    if (isLeft(delivered)) {
      if (!mustRead(projection, delivered.left)) return
      aside.push(unreadableAside(projection, delivered.left))
      if (projection.onPoison === 'park') waits.add(projection.partition(delivered.left.stream))
      return
    }
    const { event, recorded } = delivered.right
    if (!handles(projection, event.type)) return
    // The name of the partition is dear beside a fold, and mostly nothing waits.
    if (waits.size > 0 && waits.has(projection.partition(recorded.stream))) {
      aside.push(putAside(projection, delivered.right))
    } else occurrences.push(delivered.right)
  }

  const [first, end] = [page[0], page.at(-1)]
  const isStraight = isDense && told === undefined && passage.checkedAfter === undefined
  if (isStraight && first && end && isNext(from, consumedBy(first).position, passage) && isRun(page)) {
    for (const delivered of page) if (needs(consumedBy(delivered).stream)) see(delivered)
    const { position, eventId } = consumedBy(end)
    return { occurrences, aside, to: { position, eventId, events: page.length }, hole: undefined }
  }

  for (const delivered of page) {
    const { position, eventId, stream } = consumedBy(delivered)
    // Taken in already: it is delivered again.
    if (at !== undefined && !isAfter(position, at)) continue
    if (isDense && !isNext(at, position, passage)) hole = { after: at, before: position }
    else if (told !== undefined && !isAfter(told.before, position)) hole = told
    if (hole !== undefined) break
    if (needs(stream)) see(delivered)
    events += isDense ? eventsBetween(at?.commit ?? 0n, position) : 1
    at = position
    to = { position, eventId, events }
  }
  const isBehind = told !== undefined && (at === undefined || isAfter(told.before, at))
  return { occurrences, aside, to, hole: hole ?? (isBehind ? told : undefined) }
}
