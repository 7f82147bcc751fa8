import type { Batch, Lag, ReadAllOptions, StoredEvent, System } from '../../application/ports.js'
import { isAfter, type Position } from '../../domain/kernel/recorded.js'
import { epochMsOf, instantOf, type Instant } from '../../domain/kernel/time.js'
import { HistoryTruncated, LogReplaced } from './failures.js'
import type { Reading } from './reading.js'
import type { LogRecord } from './records.js'
import type { StreamNames } from './streamNames.js'

/** Records of others that one read looks through at most, so that a rare category does not make it long. */
const LOOK_THROUGH_MAX = 20_000
const LAG_MAX = 1_000
const QUIET_PAGE = 500
const TICKS_PER_MS = 10_000n
/** From the end backwards, growing: between our events there may be many of the server's own. */
const BACKWARDS_FIRST = 8
const BACKWARDS_MAX = 4_096

/** Events of one append have the same instant, and it is dear to make: the last one is remembered. */
const instants = (): ((ticks: string) => Instant) => {
  let [known, instant] = ['0', instantOf(0)]
  return (ticks) => {
    if (ticks !== known) [known, instant] = [ticks, instantOf(Number(BigInt(ticks) / TICKS_PER_MS))]
    return instant
  }
}

/** How an event of ours is told, from a record of one of our streams. */
export const storedEvents = (): ((record: LogRecord, stream: string) => StoredEvent) => {
  const recorded = instants()
  return ({ revision, position, id, type, data, metadata, created }, stream) => ({
    stream,
    revision,
    position,
    id,
    type,
    data,
    metadata,
    recordedAt: recorded(created),
  })
}

const samePosition = (a: Position, b: Position): boolean => a.commit === b.commit && a.prepare === b.prepare

const START: Position = { commit: 0n, prepare: 0n }

/** Our events in the server's log. */
export interface Log {
  readStream(stream: string, from: bigint, limit: number): Promise<ReadonlyArray<StoredEvent>>
  readAll(options: ReadAllOptions): Promise<Batch>
  eventAt(position: Position): Promise<StoredEvent | undefined>
  /** Of the record at exactly this position, whosever it is. */
  idAt(position: Position): Promise<string | undefined>
  /** How far there is nothing of ours after a position; `undefined`: there is. */
  quietUntil(
    after: Position | undefined,
    categories: ReadonlyArray<string> | undefined,
  ): Promise<Position | undefined>
  /** Of our last event. */
  head(): Promise<Position | undefined>
  /** Of the last record, whosever it is. */
  end(): Promise<Position | undefined>
  lag(after: Position | undefined): Promise<Lag>
  /** Tells that there is an event of ours at this position: what is looked for from the end is found sooner. */
  seen(position: Position): void
  /** The highest position of ours that is known. */
  highest(): Position | undefined
}

export const eventLog = (reads: Reading, names: StreamNames, system: Pick<System, 'now'>): Log => {
  let highest: Position | undefined
  /** Where nothing of ours was found: who asks again need not look through others' records again. */
  let quiet: { readonly after: Position; readonly until: Position } | undefined
  const stored = storedEvents()

  const seen = (position: Position): void => {
    if (highest === undefined || isAfter(position, highest)) highest = position
  }

  const end = async (): Promise<Position | undefined> => (await reads.backwards(undefined, 1))[0]?.position

  const nothing = async (after: Position): Promise<Batch> => {
    const last = await end()
    if (last !== undefined && isAfter(last, after)) throw new LogReplaced(after)
    return { events: [], position: after, caughtUp: true }
  }

  const readAll = async ({ after, limit, categories }: ReadAllOptions): Promise<Batch> => {
    const wanted = categories && new Set(categories)
    const events: Array<StoredEvent> = []
    let position = after
    for (let looked = 0; looked < LOOK_THROUGH_MAX;) {
      // The record at `position` is read once more: reading begins with it.
      const asked = limit - events.length + (position === undefined ? 0 : 1)
      const records = await reads.forwards(position, asked)
      if (records === 'invalid position') {
        if (position === undefined || position !== after) throw new LogReplaced(position ?? START)
        return nothing(position)
      }
      for (const record of records) {
        if (position !== undefined && !isAfter(record.position, position)) continue
        const stream = names.ours(record.stream, wanted)
        if (stream !== undefined) events.push(stored(record, stream))
        position = record.position
      }
      looked += records.length
      const caughtUp = records.length < asked
      if (caughtUp || events.length === limit) {
        const last = events.at(-1)
        if (last !== undefined) seen(last.position)
        return { events, position: position ?? START, caughtUp }
      }
    }
    return { events, position: position ?? START, caughtUp: false }
  }

  const recordAt = async (position: Position): Promise<LogRecord | undefined> => {
    const record = await reads.at(position)
    return record !== undefined && record !== 'invalid position' && samePosition(record.position, position)
      ? record
      : undefined
  }

  return {
    readStream: async (stream, from, limit) => {
      const records = await reads.stream(names.of(stream), from, limit)
      const events = records.map((record) => stored(record, stream))
      if (events.some(({ revision }, i) => revision !== from + BigInt(i)))
        throw new HistoryTruncated([stream], 'does not begin with its first event any more')
      return events
    },
    readAll,
    eventAt: async (position) => {
      const record = await recordAt(position)
      const stream = record && names.ours(record.stream)
      return record === undefined || stream === undefined ? undefined : stored(record, stream)
    },
    idAt: async (position) => (await recordAt(position))?.id,
    quietUntil: async (begin, categories) => {
      for (let after = begin; ;) {
        const read = { ...(after && { after }), ...(categories && { categories }) }
        const { events, position, caughtUp } = await readAll({ ...read, limit: QUIET_PAGE })
        if (events.length > 0) return undefined
        if (caughtUp) return position
        after = position
      }
    },
    head: async () => {
      let before: Position | undefined
      for (let limit = BACKWARDS_FIRST; ; limit = Math.min(limit * 4, BACKWARDS_MAX)) {
        const records = await reads.backwards(before, limit)
        for (const record of records) {
          if (highest !== undefined && samePosition(record.position, highest)) return highest
          if (names.ours(record.stream) === undefined) continue
          seen(record.position)
          return record.position
        }
        if (records.length < limit) return undefined
        before = records.at(-1)?.position
      }
    },
    end,
    lag: async (after) => {
      let oldest: StoredEvent | undefined
      let events = 0
      let position =
        quiet !== undefined && after !== undefined && samePosition(quiet.after, after) ? quiet.until : after
      for (let caughtUp = false; !caughtUp && events < LAG_MAX;) {
        const page = await readAll({ ...(position && { after: position }), limit: LAG_MAX - events })
        oldest ??= page.events[0]
        events += page.events.length
        ;({ position, caughtUp } = page)
      }
      if (oldest === undefined) {
        if (after !== undefined && position !== undefined) quiet = { after, until: position }
        return { events, seconds: 0 }
      }
      const age = epochMsOf(system.now()) - epochMsOf(oldest.recordedAt)
      return { events, seconds: Math.max(0, Math.floor(age / 1_000)) }
    },
    seen,
    highest: () => highest,
  }
}
