import type { Either } from '../fp.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Value, Values } from '../projections/column.js'
import type { TableShape } from '../projections/table.js'
import type { EventAside, KeptAside, ParkedPartition, Redriven } from './aside.js'
import type { Said } from './said.js'
import type { SomeShards } from './shard.js'

export { EventStoreMisuse } from './misuse.js'

/** An event ready to be stored: canonical JSON (RFC 8785) as text, because these bytes are what is hashed. */
export interface NewEvent {
  /** Lower-case UUID made by the client, unique in the store: a retry can never double. */
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
  /** What these bytes say, where whoever wrote them still knows. No store keeps it. */
  readonly says?: Said
}

/** An event as the store tells it, bytes as they were appended. */
export interface StoredEvent extends NewEvent {
  readonly stream: string
  readonly revision: bigint
  readonly position: Position
  readonly recordedAt: Instant
}

/** The revision of the last event that the caller has seen in the stream. There is no «any»: appends are always exact. */
export type ExpectedRevision = bigint | 'no_stream'

/**
 * The very event that is to be the last of the stream. Whoever appends before the append of that event is answered says
 * so: were it refused, events of somebody else could stand at its revision.
 */
export interface ExpectedEvent {
  readonly revision: bigint
  readonly eventId: string
}

export type AppendFailure =
  /** Somebody else appended first; nothing was stored. They are the same where another event stands there than expected. */
  | {
      readonly type: 'WrongExpectedRevision'
      readonly stream: string
      readonly expected: ExpectedRevision
      readonly actual: ExpectedRevision
    }
  /** An event of this id is stored elsewhere; nothing was stored. */
  | { readonly type: 'EventIdReused'; readonly stream: string }
  /** Over the store's limit for one append; nothing was stored. */
  | { readonly type: 'AppendTooLarge'; readonly bytes: number; readonly bytesMax: number }
  /** Too many appends are waiting already; nothing was stored. */
  | { readonly type: 'StoreBusy' }
  /** The store refused or could not be reached; nothing was stored, and the same append may be tried again. */
  | { readonly type: 'StoreUnavailable'; readonly reason: string }
  /** It may be stored or not: look for the event ids before trying again with the same ids and revision. */
  | { readonly type: 'OutcomeUnknown'; readonly reason: string }

export interface Appended {
  /** Revision and position of the last event of this append. */
  readonly revision: bigint
  readonly position: Position
  /** These very events, by id, were stored before: nothing was added. */
  readonly repeated: boolean
}

/** Events in log order, and how far the log was looked through for them. */
export interface Batch {
  readonly events: ReadonlyArray<StoredEvent>
  /** Everything up to here, filtered events included, has been delivered. */
  readonly position: Position
  /** There was nothing more when this was read. */
  readonly caughtUp: boolean
  /**
   * Events of shards that were not asked for were left out, all but the last one. The log has every position after this one (a
   * commit position; 0: every one from the first), up to the last event: none is missing. Only where positions are dense.
   */
  readonly checkedAfter?: bigint
}

export interface ReadAllOptions {
  /** Exclusive; absent: from the beginning. */
  readonly after?: Position
  readonly limit: number
  /** Only streams of these categories (`category-id`); absent: all. */
  readonly categories?: ReadonlyArray<string>
  /** Events of other shards are of no use. A store that can tell that none is missing may leave them out. */
  readonly shards?: SomeShards | undefined
}

/** What comes after a position. */
export interface Lag {
  /** A store that cannot count without reading stops at 1,000: that many or more. */
  readonly events: number
  /** Age of the oldest of them; 0 when there is none. */
  readonly seconds: number
}

/** The log of everything that happened: append-only, totally ordered, the only source of truth. */
export interface EventStore {
  /**
   * Whether `repeated` is true of every repetition. Where it is not, one of events that another process has stored a
   * moment ago may look new: who must know reads first.
   */
  readonly tellsRepeats: boolean
  /** Whether appends of one process to one stream are carried out in the order in which they were asked, all under way at once. */
  readonly keepsOrder: boolean
  /** Whether positions are 1, 2, 3 …: then the events of an append stand next to each other in the log. */
  readonly isDense: boolean
  /**
   * Appends all events or none. Repeating an append with the same ids and expected revision is a success that adds
   * nothing. Streams are ASCII `category-id`. At least one event.
   */
  appendToStream(
    stream: string,
    expected: ExpectedRevision | ExpectedEvent,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Either<AppendFailure, Appended>>
  /** From `from` (inclusive, default 0), at most `limit` (default 10,000). A stream that is not there is empty. */
  readStream(stream: string, options?: { from?: bigint; limit?: number }): Promise<ReadonlyArray<StoredEvent>>
  /** One page of the log; an empty one when there is nothing after. */
  readAll(options: ReadAllOptions): Promise<Batch>
  /**
   * From a position on, for ever: first what is there, then what comes, in batches that are read only when the consumer
   * asks for them. A caught-up batch may be empty; it tells how far the log has been looked through. Ends when `signal`
   * aborts; breaks off with an error when the store is lost for longer than the adapter's patience.
   */
  subscribeToAll(options: ReadAllOptions & { readonly signal: AbortSignal }): AsyncIterable<Batch>
  /** The event at exactly this position, if the log has one there. */
  eventAt(position: Position): Promise<StoredEvent | undefined>
  /** Of the last event; `undefined` in an empty store. */
  head(): Promise<Position | undefined>
  /** After the position; `undefined`: of the whole log. */
  lag(after: Position | undefined): Promise<Lag>
  /** Changes when the store is created anew: a checkpoint of another incarnation must not be trusted. */
  incarnation(): Promise<string>
  close(): Promise<void>
}

/** How far a projection or process has come, and in which history. */
export interface Checkpoint {
  /** `undefined`: nothing consumed yet. */
  readonly position: Position | undefined
  /** The last event consumed; a store that went back in time has another one at this position, or none. */
  readonly eventId: string | undefined
  /** Of the event store. */
  readonly incarnation: string
}

/** A claim on a projection or process: whoever claims later has the higher epoch, and the earlier can commit no more. */
export interface Ownership extends Checkpoint {
  readonly name: string
  readonly version: number
  readonly epoch: bigint
  /** Events that it was handed up to its position, those that are none of its business included. */
  readonly consumed: bigint
  /** How often events that were put aside have been taken in since. */
  readonly redrives: bigint
  /** Of the definition that the tables were made by; `undefined`: it was not kept. */
  readonly fingerprint: string | undefined
}

/** Rows to write in one table, each key once; its kind says what they do to the rows that are there. */
export interface TableChange {
  readonly table: TableShape
  readonly rows: ReadonlyArray<Values>
  /** More of them, of a log. */
  readonly staged?: StagedRows
}

/** Rows of a `log` table in the form in which the store takes them: of many, that is less to hold than the rows. */
export interface StagedRows {
  readonly table: TableShape
  add(rows: ReadonlyArray<Values>): void
  count(): number
  bytes(): number
}

/** Somebody else claimed it, or the checkpoint is not where it was left: nothing was written, stop. */
export interface OwnershipLost {
  readonly type: 'OwnershipLost'
  readonly name: string
}

/** Where a checkpoint goes. */
export interface CheckpointMove {
  readonly position: Position
  readonly eventId: string | undefined
  /** Handed since the position that it is at now; default none. */
  readonly events?: number
}

export interface ProjectionStatus extends Checkpoint {
  readonly name: string
  readonly version: number
  readonly updatedAt: Instant
}

/** Tables of read models and the checkpoints beside them, written together or not at all. */
export interface ReadStore {
  /**
   * Takes over a projection or one of its shards (checkpoints are made on first use, those of all shards together) in the
   * given incarnation's history. Rejects with `OtherShards` where the projection is divided in another way. `fingerprint`: of its
   * definition; kept, as the version is, as what the tables are made by.
   */
  claim(name: string, version: number, incarnation: string, fingerprint?: string): Promise<Ownership>
  /** A place to gather rows of a log for one `commit`; absent: this store takes rows only. */
  stage?(table: TableShape): StagedRows
  /** The rows of these keys that are there. */
  rows(table: TableShape, keys: ReadonlyArray<ReadonlyArray<Value>>): Promise<ReadonlyArray<Values>>
  /**
   * One transaction: the changes, and the checkpoint moved from `owner.position` to `to` if owner and position are
   * still the same. Right: the ownership to go on with.
   */
  commit(
    owner: Ownership,
    to: CheckpointMove,
    changes: ReadonlyArray<TableChange>,
  ): Promise<Either<OwnershipLost, Ownership>>
  /** Whether the store would take these rows: it rejects with `RowsRefused` if not, and writes nothing either way. */
  tryRows(changes: ReadonlyArray<TableChange>): Promise<void>
  /** As `commit`, with events put aside; only if none of those that wait was taken in since this ownership was given. */
  park(
    owner: Ownership,
    to: CheckpointMove,
    changes: ReadonlyArray<TableChange>,
    aside: ReadonlyArray<EventAside>,
  ): Promise<Either<OwnershipLost | Redriven, Ownership>>
  /** Without claiming it; `undefined`: nobody ever has. */
  ownership(name: string): Promise<Ownership | undefined>
  /** Partitions of which events wait, by name. */
  parkedPartitions(name: string): Promise<ReadonlyArray<ParkedPartition>>
  /** In the order of the log: those of one partition, or of all; `limit` at most. */
  eventsAside(
    name: string,
    options: { readonly partition?: string; readonly limit: number },
  ): Promise<ReadonlyArray<KeptAside>>
  /**
   * One transaction: the changes, and these events of a partition wait no longer; if all of them still do and nobody has
   * claimed the projection, or taken in others of its parked events, since this ownership was read. `poison`: the event that
   * could not be taken in this time, and why. The checkpoint stays where it is.
   */
  redrive(
    owner: Ownership,
    changes: ReadonlyArray<TableChange>,
    taken: ReadonlyArray<Position>,
    poison?: Pick<EventAside, 'position' | 'reason'>,
  ): Promise<Either<OwnershipLost | Redriven, Ownership>>
  /**
   * One transaction: the shards of a projection, all of them, which stand at the same position, make way for `of` others at
   * that position, each under a new epoch. Left: one of them was claimed or moved since.
   */
  reshard(owners: ReadonlyArray<Ownership>, of: number): Promise<Either<OwnershipLost, void>>
  /**
   * One transaction: these tables are emptied, and the checkpoint (made if it is not there) stands before the first
   * event of this history again, for this version, with nothing put aside; so do those of all its shards. The epoch is
   * a new one: whoever owned it can commit no more.
   */
  reset(
    name: string,
    version: number,
    tables: ReadonlyArray<TableShape>,
    incarnation: string,
  ): Promise<Ownership>
  /** Of every checkpoint, those of shards one by one. */
  statuses(): Promise<ReadonlyArray<ProjectionStatus>>
}

export type { KeyStore, Sealer, SubjectKey, Unopened } from './sealing.js'

/** The only clock and the only source of ids and hashes. */
export interface System {
  now(): Instant
  /** A new time-ordered UUID (v7). */
  newId(): string
  /** The UUID (v5) of a name: the same name, the same id. */
  idOf(name: string): string
  /** RFC 8785 canonical JSON. */
  canonical(json: unknown): string
  /** Hex SHA-256. */
  fingerprint(text: string): string
  /** A random wait of half of `ms` to all of it, so that many who wait do not come back at once. */
  jitter(ms: number): number
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
