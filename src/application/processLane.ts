import { isLeft, left, right, type Either } from '../fp.js'
import { domainEvents, handle, type DomainEvent } from '../domain/events.js'
import type { DecodeFailure } from '../domain/kernel/message.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { CannotReact, Process } from '../domain/processes/process.js'
import { seller as sellers } from '../domain/seller/index.js'
import { readEvent, type ReadEvent } from './eventText.js'
import { divergence } from './divergence.js'
import type { HistoryDiverged } from './halt.js'
import { isPassing } from './passing.js'
import type { Batch, EventStore, OwnershipLost, ReadStore, StoredEvent, System } from './ports.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from './sellerCenter.js'
import { sellerMemory } from './sellerMemory.js'

/** Of what processes keep: they have no tables. */
export const PROCESS_VERSION = 1
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

export interface ProcessDeps {
  readonly store: EventStore
  readonly readStore: ReadStore
  readonly center: SellerCenter
  readonly system: System
}

/** One process on its way through the log. */
export interface ProcessLane {
  /** Of the process. */
  readonly name: string
  /** Of the last event that it has reacted to. */
  position(): Position | undefined
  halt(): ProcessHalt | undefined
  /** Has everything done that those events ask for which come after its position; tells how many commands that took. */
  take(page: Batch): Promise<number>
  /** Remembers its position. Until then a crash makes it send the same commands again, which changes nothing. */
  rest(): Promise<void>
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

/** Claims a process, and checks that it has reacted to this history. */
export const openProcessLane = async (
  process: Process<SellerCenterRequest>,
  { store, readStore, center, system }: ProcessDeps,
): Promise<ProcessLane> => {
  const name = processName(process.name)
  const incarnation = await store.incarnation()
  let owner = await readStore.claim(name, PROCESS_VERSION, incarnation)
  let halt: ProcessHalt | undefined = await divergence(store, incarnation, owner)
  let { position } = owner
  let last: StoredEvent | undefined
  let unrested = 0

  const memory = sellerMemory(store)
  const knowsSellers = process.knowsSellers === true

  const readOf = (stored: StoredEvent): Read =>
    Object.hasOwn(process.on, stored.type) ? { stored, read: readEvent(domainEvents, stored) } : { stored }

  /** Ids come from the event, so the same event always sends the very same commands. */
  const asks = ({ stored, read }: Read): Either<ProcessStopped, ReadonlyArray<Asked>> => {
    if (read === undefined) return right([])
    const halted = (cause: ProcessStopped['cause']) => left(haltedAt(stored, cause))
    if (isLeft(read)) return halted(read.left)
    const { event, metadata } = read.right
    const seller = knowsSellers ? memory.of(sellerIn(event)) : right(sellers.initialState)
    if (isLeft(seller)) return halted(seller.left)
    const reactions = handle(process.on, event, seller.right) ?? right([])
    if (isLeft(reactions)) return halted(reactions.left)
    return right(
      reactions.right.map((reaction, index) => ({
        stored,
        request: {
          causationId: stored.id,
          ...reaction,
          at: event.occurredAt,
          commandId: system.idOf(`${name}/${stored.id}/${index}`),
          correlationId: metadata.correlationId,
          ...(metadata.traceparent !== undefined && { traceparent: metadata.traceparent }),
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

  /** What comes before an event that stops it is done. */
  const take = async ({ events }: Batch): Promise<number> => {
    if (halt !== undefined) return 0
    const from = position
    const fresh = from === undefined ? events : events.filter((each) => isAfter(each.position, from))
    const asked: Array<Asked> = []
    let stopped: ProcessStopped | undefined
    const reads = fresh.map(readOf)
    const [first] = fresh
    if (knowsSellers && first !== undefined) await memory.prepare(reads.flatMap(sellersRead), first.position)
    for (const each of reads) {
      const reactions = asks(each)
      memory.pass(each.stored)
      if (isLeft(reactions)) {
        stopped = reactions.left
        break
      }
      asked.push(...reactions.right)
    }
    stopped = (await send(asked)) ?? stopped
    halt = stopped
    const done = fresh.slice(
      0,
      stopped === undefined ? undefined : fresh.findIndex(({ id }) => id === stopped.eventId),
    )
    last = done.at(-1) ?? last
    unrested += done.length
    position = last?.position ?? position
    return asked.length
  }

  const rest = async (): Promise<void> => {
    if (last === undefined) return
    const to = { position: last.position, eventId: last.id, events: unrested }
    const committed = await readStore.commit(owner, to, [])
    ;[last, unrested] = [undefined, 0]
    if (isLeft(committed)) halt ??= committed.left
    else owner = committed.right
  }

  return { name: process.name, position: () => position, halt: () => halt, take, rest }
}
