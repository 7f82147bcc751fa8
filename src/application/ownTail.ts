import { isLeft } from '../fp.js'
import type { Appended, Batch, EventStore, NewEvent, ReadAllOptions, StoredEvent, System } from './ports.js'

/** Events that nobody has asked for yet, at most: after that, the store is read. */
const EVENTS_MAX = 20_000

/** A store of which the end of the log is known without a read, as long as this process alone appends. */
export interface OwnTail {
  readonly store: EventStore
  /** What others have appended meanwhile is seen by the next read. */
  forget(): void
}

/** When they were recorded is told by the store alone; here it is about when. */
const stored = (
  stream: string,
  events: ReadonlyArray<NewEvent>,
  { revision, position }: Appended,
  recordedAt: StoredEvent['recordedAt'],
): ReadonlyArray<StoredEvent> =>
  events.map((event, i) => {
    const before = BigInt(events.length - 1 - i)
    const at = position.commit - before
    return {
      stream,
      ...event,
      revision: revision - before,
      position: { commit: at, prepare: at },
      recordedAt,
    }
  })

/**
 * For one reader that goes through the whole log in step with what it has appended: it gets its own events from memory, as they
 * were before they were written. Positions without gaps tell that nobody else has appended between them; where there is
 * one, the store is read. What others append after the last own event is seen when that happens, or after `forget`.
 */
export const ownTail = (store: EventStore, system: Pick<System, 'now'>): OwnTail => {
  /** From this position on, exclusive, the log is known. */
  let from: bigint | undefined
  let events: Array<StoredEvent> = []
  let appends = 0
  const end = (): bigint | undefined => (from === undefined ? undefined : from + BigInt(events.length))

  const forget = (): void => {
    from = undefined
    events = []
  }

  const note = (more: ReadonlyArray<StoredEvent>): void => {
    const first = more[0]?.position.commit
    if (first === undefined || from === undefined) return
    if (first - 1n !== end() || events.length > EVENTS_MAX) forget()
    else for (const event of more) events.push(event)
  }

  const known = ({ after, limit, categories }: ReadAllOptions): Batch | undefined => {
    const [at, last] = [after?.commit, end()]
    if (categories !== undefined || from === undefined || last === undefined) return undefined
    if (after === undefined || at === undefined || at < from || at > last) return undefined
    const next = events.findIndex(({ position }) => position.commit > at)
    events = next < 0 ? [] : events.slice(next)
    from = at
    const page = events.slice(0, limit)
    return { events: page, position: page.at(-1)?.position ?? after, caughtUp: page.length === events.length }
  }

  const appendToStream: EventStore['appendToStream'] = async (stream, expected, added) => {
    const outcome = await store.appendToStream(stream, expected, added)
    appends += 1
    if (isLeft(outcome)) forget()
    else if (!outcome.right.repeated) note(stored(stream, added, outcome.right, system.now()))
    return outcome
  }

  const readAll: EventStore['readAll'] = async (options) => {
    const page = known(options)
    if (page !== undefined) return page
    const before = appends
    const read = await store.readAll(options)
    forget()
    // What was appended meanwhile may be missing in it.
    const isEnd = read.caughtUp && options.categories === undefined && before === appends
    if (isEnd) from = read.position.commit
    return read
  }

  return store.isDense
    ? { store: { ...store, appendToStream, readAll }, forget }
    : { store, forget: () => undefined }
}
