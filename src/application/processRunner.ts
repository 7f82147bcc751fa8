import { isLeft, left, right, type Either } from '../fp.js'
import { domainEvents, handle, type DomainEvent } from '../domain/events.js'
import type { DecodeFailure } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Process, CannotReact } from '../domain/processes/process.js'
import { seller as sellers } from '../domain/seller/index.js'
import { readEvent, type ReadEvent } from './eventText.js'
import { divergence } from './divergence.js'
import type { HistoryDiverged } from './halt.js'
import { isPassing } from './passing.js'
import type { Progress } from './progress.js'
import type { Batch, EventStore, Ownership, OwnershipLost, ReadStore, StoredEvent, System } from './ports.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from './sellerCenter.js'
import { sellerMemory, type SellerMemory } from './sellerMemory.js'

/** Of what processes keep: they have no tables. */
export const PROCESS_VERSION = 1
const BATCH = 1_000
const ATTEMPTS_MAX = 10
const BACKOFF_MS = 50

/** Under which its checkpoint is kept, and as which it acts. */
export const processName = (name: string): string => `process:${name}`

/** A process stopped before this event, with nothing skipped: mend the cause and start it again. */
export interface ProcessStopped {
  readonly type: 'ProcessStopped'
  readonly process: string
  readonly eventId: string
  readonly stream: string
  readonly cause: CannotReact | DecodeFailure | Refusal
}

/** Why a process goes no further until somebody acts. */
export type ProcessHalt = ProcessStopped | HistoryDiverged | OwnershipLost

interface Deps {
  readonly store: EventStore
  readonly readStore: ReadStore
  readonly center: SellerCenter
  readonly system: System
}

export interface ProcessRunner {
  /**
   * Reacts to everything there is, what its own commands cause included: they move the end beyond the `head` that is
   * told. Why it goes no further, if so.
   */
  catchUp(options?: {
    readonly signal?: AbortSignal
    readonly onProgress?: (progress: Progress) => void
  }): Promise<ProcessHalt | undefined>
  /**
   * Reacts to what is there and what comes until `signal` aborts or the process halts. A store that is lost is tried
   * again with growing pauses; rejects when that fails ten times without any progress.
   */
  run(signal: AbortSignal): Promise<ProcessHalt | undefined>
}

/** A request that an event asks for, and that event. */
interface Asked {
  readonly stored: StoredEvent
  readonly request: SellerCenterRequest
}

/** An event of the log, read where the process reacts to its type. */
interface Read {
  readonly stored: StoredEvent
  readonly read?: Either<DecodeFailure, ReadEvent<DomainEvent>>
}

const sellerIn = ({ data }: DomainEvent): string => ('sellerId' in data ? data.sellerId : '')

const sellersRead = ({ read }: Read): ReadonlyArray<string> =>
  read === undefined || isLeft(read) ? [] : [sellerIn(read.right.event)]

/**
 * Runs a process from its own checkpoint: the commands of a batch are sent, then the checkpoint moves. A crash between
 * the two sends them again, with the same ids, and nothing happens twice.
 */
export const processRunner = (
  process: Process<SellerCenterRequest>,
  { store, readStore, center, system }: Deps,
): ProcessRunner => {
  const name = processName(process.name)
  let commandsSent = 0

  const readOf = (stored: StoredEvent): Read =>
    Object.hasOwn(process.on, stored.type) ? { stored, read: readEvent(domainEvents, stored) } : { stored }

  /** Ids come from the event, so the same event always sends the very same commands. */
  const asks = (
    { stored, read }: Read,
    memory: SellerMemory,
  ): Either<ProcessStopped, ReadonlyArray<Asked>> => {
    if (read === undefined) return right([])
    const halted = (cause: ProcessStopped['cause']) => left(haltedAt(stored, cause))
    if (isLeft(read)) return halted(read.left)
    const { event, metadata } = read.right
    const seller = process.knowsSellers === true ? memory.of(sellerIn(event)) : right(sellers.initialState)
    if (isLeft(seller)) return halted(seller.left)
    const reactions = handle(process.on, event, seller.right) ?? right([])
    if (isLeft(reactions)) return halted(reactions.left)
    return right(
      reactions.right.map((reaction, index) => ({
        stored,
        request: {
          ...reaction,
          at: event.occurredAt,
          commandId: system.idOf(`${name}/${stored.id}/${index}`),
          correlationId: metadata.correlationId,
          causationId: stored.id,
          actor: name,
        },
      })),
    )
  }

  const haltedAt = ({ id, stream }: StoredEvent, cause: ProcessStopped['cause']): ProcessStopped => ({
    type: 'ProcessStopped',
    process: process.name,
    eventId: id,
    stream,
    cause,
  })

  /**
   * Sends all and waits for all; those of one stream stay in order. When some fail in passing, all are sent again in
   * order: what was done answers as repeated, and what was refused because an earlier one was missing is decided anew.
   */
  const send = async (asked: ReadonlyArray<Asked>): Promise<ProcessStopped | undefined> => {
    let failed: ProcessStopped | undefined
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (attempt > 0) await system.sleep(system.jitter(BACKOFF_MS * 2 ** attempt))
      const outcomes = await Promise.all(asked.map(({ request }) => center.execute(request)))
      failed = undefined
      let lasting: ProcessStopped | undefined
      for (const [i, outcome] of outcomes.entries()) {
        const stored = asked[i]?.stored
        if (stored === undefined || !isLeft(outcome)) continue
        const halted = haltedAt(stored, outcome.left)
        if (isPassing(outcome.left)) failed = halted
        else lasting ??= halted
      }
      if (failed === undefined) return lasting
    }
    return failed
  }

  /** What comes before an event that stops the process is done and remembered. */
  const consume = async (
    owner: Ownership,
    { events }: Batch,
    memory: SellerMemory,
  ): Promise<Either<ProcessHalt, Ownership>> => {
    const asked: Array<Asked> = []
    let stopped: ProcessStopped | undefined
    const reads = events.map(readOf)
    const [first] = events
    if (process.knowsSellers === true && first !== undefined) {
      await memory.prepare(reads.flatMap(sellersRead), first.position)
    }
    for (const each of reads) {
      const reactions = asks(each, memory)
      memory.pass(each.stored)
      if (isLeft(reactions)) {
        stopped = reactions.left
        break
      }
      asked.push(...reactions.right)
    }
    commandsSent += asked.length
    stopped = (await send(asked)) ?? stopped
    const done = events.slice(
      0,
      stopped === undefined ? undefined : events.findIndex(({ id }) => id === stopped.eventId),
    )
    const last = done.at(-1)
    const committed: Either<ProcessHalt, Ownership> =
      last === undefined
        ? right(owner)
        : await readStore.commit(owner, { position: last.position, eventId: last.id }, [])
    return stopped === undefined ? committed : left(stopped)
  }

  const claim = async (): Promise<Either<ProcessHalt, Ownership>> => {
    const incarnation = await store.incarnation()
    const owner = await readStore.claim(name, PROCESS_VERSION, incarnation)
    const diverged = await divergence(store, incarnation, owner)
    return diverged === undefined ? right(owner) : left(diverged)
  }

  /** Batch after batch until there is no more to do, `signal` aborts, or the process halts. */
  const work = async (
    batches: (after: { readonly after?: Position }) => AsyncIterable<Batch>,
    onBatch: (batch: Batch, from: Position | undefined) => void,
  ): Promise<ProcessHalt | undefined> => {
    let owner = await claim()
    if (isLeft(owner)) return owner.left
    const { position } = owner.right
    const memory = sellerMemory(store)
    for await (const batch of batches(position === undefined ? {} : { after: position })) {
      owner = await consume(owner.right, batch, memory)
      if (isLeft(owner)) return owner.left
      onBatch(batch, position)
    }
    return undefined
  }

  /** The log in pages until its end, which moves as the commands of the process are carried out. */
  async function* toTheEnd(from: { readonly after?: Position }, signal: AbortSignal | undefined) {
    let { after } = from
    while (signal?.aborted !== true) {
      const batch = await store.readAll({ ...(after === undefined ? {} : { after }), limit: BATCH })
      const before = commandsSent
      yield batch
      if (batch.caughtUp && commandsSent === before) return
      after = batch.position
    }
  }

  return {
    catchUp: async ({ signal, onProgress } = {}) => {
      const head = await store.head()
      let count = 0
      return work(
        (from) => toTheEnd(from, signal),
        ({ events, position }, from) => {
          count += events.length
          if (head !== undefined && events.length > 0) onProgress?.({ events: count, from, position, head })
        },
      )
    },

    run: async (signal) => {
      for (let failures = 0; !signal.aborted;) {
        try {
          const halt = await work(
            (from) => store.subscribeToAll({ ...from, limit: BATCH, signal }),
            ({ events }) => {
              if (events.length > 0) failures = 0
            },
          )
          return halt
        } catch (error) {
          failures += 1
          if (failures > ATTEMPTS_MAX) throw error
          await system.sleep(system.jitter(BACKOFF_MS * 2 ** failures), signal)
        }
      }
      return undefined
    },
  }
}
