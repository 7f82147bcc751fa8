import type { Either } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Value } from '../projections/column.js'
import type { Projection } from '../projections/projection.js'
import type { Checkpoint, ReadStore } from './ports.js'

/**
 * How far a rebuild has come: the tables of the next generation are there (`prepared`), hold what the live ones held at the
 * time (`filled`), are as quick to be read (`indexed`), were compared with the live ones (`verified`), and have taken their
 * place (`swapped`).
 */
export type RebuildStep = 'prepared' | 'filled' | 'indexed' | 'verified' | 'swapped'

/** A rebuild that was begun and has not ended. It goes on from its step, whoever began it. */
export interface Rebuild {
  /** Its own, a UUID. */
  readonly id: string
  readonly projection: string
  readonly step: RebuildStep
  /** Of the projection that the tables are made by. */
  readonly version: number
  readonly fingerprint: string
  readonly startedAt: Instant
  readonly updatedAt: Instant
  /** Of the last event that the tables told of when they were swapped. */
  readonly position: bigint | undefined
}

/** The tables of a read model that stand beside the live ones: those being built, or those of before the last swap. */
export interface Generation {
  readonly projection: string
  readonly kind: 'next' | 'previous'
  readonly version: number
  /** Of the last event that they tell of; where they are divided, of the hindmost shard. */
  readonly position: bigint | undefined
  readonly bytes: bigint
}

/** A checkpoint with what the tables beside it were made by. */
export interface Standing extends Checkpoint {
  /** `order_board`; of one of its shards `order_board#0/2`. */
  readonly name: string
  readonly version: number
  /** `undefined`: made before there were any. */
  readonly fingerprint: string | undefined
}

/** What the live table and the next one say of the same row; `undefined`: there is none. */
export interface RowDifference {
  /** Values of the key columns, in the order of `table.key`. */
  readonly key: ReadonlyArray<Value>
  /** The first column in which they differ; `undefined`: one of them lacks the row. */
  readonly column: string | undefined
  /** What is in that column; where one lacks the row, `undefined` there and `null` on the other side. */
  readonly live: Value | undefined
  readonly next: Value | undefined
}

/** How two tables compare, at the same position of the log. */
export interface TableComparison {
  readonly table: string
  readonly liveRows: bigint
  readonly nextRows: bigint
  /** Sums of the whole numbers in each column, for both. */
  readonly totals: ReadonlyArray<{ readonly column: string; readonly live: bigint; readonly next: bigint }>
  /** Keys whose rows differ, or are on one side only. */
  readonly differing: bigint
  /** In the order of the key; `undefined`: nothing differs. */
  readonly first: RowDifference | undefined
}

/** The tables cannot change places without loss. */
export interface NotSwappable {
  readonly type: 'NotSwappable'
  readonly projection: string
  /** What depends on them, one line each. */
  readonly obstacles: ReadonlyArray<string>
}

/** Somebody rebuilds it, or the server has not noticed yet that nobody does any more. */
export interface RebuildUnderWay {
  readonly type: 'RebuildUnderWay'
  readonly projection: string
}

/** Readers or others held the tables for so long that they could not change places; nothing was changed. */
export interface TablesBusy {
  readonly type: 'TablesBusy'
  readonly projection: string
}

/** Both generations as they were at one moment, however long they are looked at. */
export interface Snapshot {
  compare(onTable?: (done: number, total: number) => void): Promise<ReadonlyArray<TableComparison>>
  /** Ends it. Twice is the same. */
  close(): void
}

/** While it lasts, nobody moves the live checkpoint. Ends by itself when it is left alone for some seconds. */
export interface Held {
  readonly live: ReadonlyArray<Standing>
  /** Both generations as they are now; it outlasts the hold. */
  snapshot(): Promise<Snapshot>
  /**
   * The generation beside takes the place of the live one, which becomes the previous one; the one that was is dropped. The
   * checkpoints of all its shards go along, under a new epoch. Final when the hold ends.
   */
  swap(): Promise<Either<TablesBusy, void>>
}

/** The generations of the read models in one database: the live one, the next and the previous. */
export interface Generations {
  /** Of the tables that are being built. */
  readonly next: ReadStore
  /** Of those that the last rebuild replaced. */
  readonly previous: ReadStore
  /** Runs the work while nobody else rebuilds any of these. */
  alone<A>(
    names: ReadonlyArray<string>,
    work: () => Promise<A>,
    signal?: AbortSignal,
  ): Promise<Either<RebuildUnderWay, A>>
  rebuilds(): Promise<ReadonlyArray<Rebuild>>
  beside(): Promise<ReadonlyArray<Generation>>
  /** The checkpoints of a projection in the live generation or in another; none: it has never started there. */
  standing(name: string, kind?: 'live' | Generation['kind']): Promise<ReadonlyArray<Standing>>
  /**
   * Makes the tables of the next generation, empty, or finds those that a rebuild of the same definition has left; others
   * are thrown away.
   */
  prepare(projection: Projection, id: string): Promise<Either<NotSwappable, Rebuild>>
  /** Makes what only readers need. Broken off, it goes on where it stopped. */
  finish(
    projection: Projection,
    options: {
      readonly signal?: AbortSignal | undefined
      readonly onPart?: (done: number, total: number) => void
    },
  ): Promise<void>
  reached(name: string, step: RebuildStep): Promise<void>
  /** `from`: the generation that stands beside the live one. */
  hold<A>(
    projection: Projection,
    options: { readonly from: Generation['kind']; readonly purpose: 'compare' | 'swap' },
    work: (held: Held) => Promise<A>,
  ): Promise<A>
  /** The rebuild is over: with the tables of the next generation, where they are still there. */
  end(projection: Projection): Promise<void>
  dropPrevious(projection: Projection): Promise<void>
}

/** The live checkpoint was held for too long, or the connection was lost: nothing was changed, it may be tried again. */
export class HoldLost extends Error {
  readonly type = 'HoldLost'
  constructor(
    readonly projection: string,
    options?: ErrorOptions,
  ) {
    super(`the checkpoint of ${projection} could not be held any longer`, options)
    this.name = 'HoldLost'
  }
}
