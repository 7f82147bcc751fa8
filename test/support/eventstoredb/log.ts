import { v4 } from 'uuid'
import { checkCommit, type CommitDecision, type Expected, type StreamSituation } from './commitCheck.js'
import { recentIds } from './recentIds.js'
import { sizeOf, type LogRecord, type ProposedEvent } from './records.js'
import {
  DELETED,
  METADATA_OF_METADATA,
  NO_METADATA,
  metadataOf,
  withTruncateBefore,
  type StreamMetadata,
} from './streamMetadata.js'

export type WriteOutcome =
  /** Revision and position are absent when nothing was to be written into an empty stream. */
  | {
      readonly kind: 'written' | 'repeated'
      readonly revision: bigint | undefined
      readonly position: bigint | undefined
    }
  | {
      readonly kind: 'wrongExpectedVersion'
      readonly expected: Expected
      readonly actual: bigint | 'no_stream'
    }
  | { readonly kind: 'streamDeleted' }

export interface LogOptions {
  /** Of the ids that `any` remembers; 8 MiB on a real server. */
  readonly recentIdsBytes: number
  readonly nowMs: () => number
  /** System events of a fresh store, and the position that its first record has. */
  readonly systemEvents: boolean
}

/** The stored events and their rules, without a wire. */
export interface Log {
  readonly records: ReadonlyArray<LogRecord>
  /** Where the next record will begin. */
  end(): bigint
  stream(name: string): StreamSituation
  metadata(name: string): StreamMetadata
  append(stream: string, expected: Expected, events: ReadonlyArray<ProposedEvent>): WriteOutcome
  /** Reads as not found from then on, until somebody appends. */
  softDelete(stream: string, expected: Expected): WriteOutcome
  /** Gone for ever. */
  tombstone(stream: string, expected: Expected): WriteOutcome
  /** Calls back after every write, with the records written. Returns its cancellation. */
  onWritten(listener: (records: ReadonlyArray<LogRecord>) => void): () => void
  /** What a restart does: other contents, and nothing remembered in memory. */
  restart(records: ReadonlyArray<LogRecord>): void
}

interface Stream {
  readonly records: Array<LogRecord>
  tombstoned: boolean
}

/** A real log does not begin with an event of a user. */
const FIRST_POSITION = 1_264n

export const systemEvent = (type: string, document: string): ProposedEvent => ({
  id: v4(),
  type,
  contentType: 'application/json',
  data: Buffer.from(document, 'utf8'),
  metadata: new Uint8Array(),
})

const METADATA_PREFIX = '$$'
const isMetadataStream = (name: string): boolean => name.startsWith(METADATA_PREFIX)

export const createLog = (options: LogOptions): Log => {
  const records: Array<LogRecord> = []
  const streams = new Map<string, Stream>()
  const metadataByStream = new Map<string, StreamMetadata>()
  const recent = recentIds(options.recentIdsBytes)
  const listeners = new Set<(records: ReadonlyArray<LogRecord>) => void>()
  let end = FIRST_POSITION

  const streamOf = (name: string): Stream => {
    const known = streams.get(name)
    if (known !== undefined) return known
    const fresh: Stream = { records: [], tombstoned: false }
    streams.set(name, fresh)
    return fresh
  }

  const metadata = (name: string): StreamMetadata =>
    isMetadataStream(name) ? METADATA_OF_METADATA : (metadataByStream.get(name) ?? NO_METADATA)

  const isTombstoned = (name: string): boolean =>
    streams.get(name)?.tombstoned === true ||
    (isMetadataStream(name) && streams.get(name.slice(METADATA_PREFIX.length))?.tombstoned === true)

  const situation = (name: string): StreamSituation => ({
    name,
    records: streams.get(name)?.records ?? [],
    tombstoned: isTombstoned(name),
    softDeleted: metadata(name).truncateBefore === DELETED,
    hasMetadata: metadataByStream.has(name),
  })

  const take = (record: LogRecord): void => {
    records.push(record)
    end = record.position + BigInt(sizeOf(record.stream, record))
    const stream = streamOf(record.stream)
    if (record.revision === DELETED) {
      stream.tombstoned = true
      return
    }
    stream.records.push(record)
    if (isMetadataStream(record.stream)) {
      metadataByStream.set(record.stream.slice(METADATA_PREFIX.length), metadataOf(record))
    }
  }

  const write = (stream: string, events: ReadonlyArray<ProposedEvent>, at?: bigint): Array<LogRecord> => {
    const createdMs = options.nowMs()
    const first = BigInt(streams.get(stream)?.records.length ?? 0)
    return events.map((event, index) => {
      const revision = at ?? first + BigInt(index)
      const record: LogRecord = { ...event, stream, revision, position: end, createdMs }
      take(record)
      recent.remember(event.id, record)
      return record
    })
  }

  const tell = (written: ReadonlyArray<LogRecord>): void => {
    for (const listener of listeners) listener(written)
  }

  const refusal = (
    of: StreamSituation,
    expected: Expected,
    decision: Exclude<CommitDecision, { readonly kind: 'write' }>,
  ): WriteOutcome => {
    if (decision.kind !== 'wrongExpectedVersion') return decision
    return { kind: 'wrongExpectedVersion', expected, actual: of.records.at(-1)?.revision ?? 'no_stream' }
  }

  const setTruncateBefore = (stream: string, revision: bigint): Array<LogRecord> =>
    write(METADATA_PREFIX + stream, [
      systemEvent('$metadata', withTruncateBefore(metadata(stream), revision)),
    ])

  const done = (written: ReadonlyArray<LogRecord>): WriteOutcome => {
    tell(written)
    const last = written.at(-1)
    return { kind: 'written', revision: last?.revision, position: last?.position }
  }

  const append = (stream: string, expected: Expected, events: ReadonlyArray<ProposedEvent>): WriteOutcome => {
    const of = situation(stream)
    const ids = events.map(({ id }) => id)
    const decision = checkCommit(of, expected, ids, recent)
    if (decision.kind !== 'write') return refusal(of, expected, decision)
    if (events.length === 0) {
      const last = of.records.at(-1)
      return { kind: 'written', revision: last?.revision, position: last?.position }
    }
    const revived = of.softDeleted ? setTruncateBefore(stream, BigInt(of.records.length)) : []
    return done([...revived, ...write(stream, events)])
  }

  const softDelete = (stream: string, expected: Expected): WriteOutcome => {
    const of = situation(stream)
    const decision = checkCommit(of, expected, [v4()], recent)
    if (decision.kind !== 'write') return refusal(of, expected, decision)
    if (of.records.length === 0 && !of.hasMetadata) {
      return { kind: 'wrongExpectedVersion', expected, actual: 'no_stream' }
    }
    return done(setTruncateBefore(stream, DELETED))
  }

  const tombstone = (stream: string, expected: Expected): WriteOutcome => {
    const of = situation(stream)
    const decision = checkCommit(of, expected, [v4()], recent)
    if (decision.kind !== 'write') return refusal(of, expected, decision)
    return done(write(stream, [systemEvent('$streamDeleted', '')], DELETED))
  }

  const seed = (): void => {
    if (!options.systemEvents) return
    write('$$$stats-127.0.0.1:2113', [systemEvent('$metadata', '{"$maxAge":86400}')])
    write('$users', [systemEvent('$User', '"admin"')])
    write('$user-admin', [systemEvent('$UserCreated', '{"loginName":"admin","groups":["$admins"]}')])
  }

  const restart = (kept: ReadonlyArray<LogRecord>): void => {
    const copy = [...kept]
    records.length = 0
    streams.clear()
    metadataByStream.clear()
    recent.forgetAll()
    end = FIRST_POSITION
    copy.forEach(take)
    if (copy.length === 0) seed()
  }

  seed()

  return {
    records,
    end: () => end,
    stream: situation,
    metadata,
    append,
    softDelete,
    tombstone,
    onWritten: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    restart,
  }
}
