import type { Instant } from '../domain/kernel/time.js'
import { moneyProcesses, processes } from '../domain/processes/index.js'
import { deadlines, deadlinesAskedTable } from '../projections/deadlines.js'
import { feedCursorsTable } from '../projections/feedCursors.js'
import { payouts } from '../projections/payouts.js'
import { projections } from '../projections/index.js'
import { acceptRestore, type AcceptedPart, type Follower, type RestoreRequest } from './acceptRestore.js'
import { alone } from './alone.js'
import { keepTree } from './audit/treeKeeper.js'
import { AUDIT_TREE, AUDIT_TREE_VERSION, auditTables } from './audit/treeTables.js'
import type { Agenda } from './agenda.js'
import { bankFeed } from './bankFeed.js'
import type { Carrier } from './carrier.js'
import { carrierFeed } from './carrierFeed.js'
import { FEEDS, feedsFrom, FEEDS_VERSION, type Feed, type FeedsHalt } from './feeds.js'
import { parkedEvents, type ParkedEvents } from './parkedEvents.js'
import { payoutDesk } from './payoutDesk.js'
import type { PayoutProvider } from './payoutProvider.js'
import { payoutRunner } from './payoutRunner.js'
import { quiescence } from './quiescence.js'
import { ownTail } from './ownTail.js'
import { settleUntil, type SettleOptions, type SettleReport } from './settle.js'
import { TICKER, TICKER_VERSION, type TickerHalt } from './asking.js'
import { ticker } from './ticker.js'
import type { Halt } from './lane.js'
import { reasonOf, recordOperation, type Operator } from './operations.js'
import type { EventStore, ReadStore, System } from './ports.js'
import { PROCESS_VERSION, processName, type ProcessHalt } from './processLane.js'
import { processRunner, type ProcessOutcome } from './processRunner.js'
import { totalAbout, type Progress } from './progress.js'
import { projector } from './projector.js'
import { sellerCenter, type SellerCenter } from './sellerCenter.js'
import { detailOf, type Stopped } from './stopped.js'
import { tablesInStep } from './tablesInStep.js'
import type { Worker } from './worker.js'

/** What the one worker that pays goes by; there is no checkpoint of it. */
const DESK = 'desk:payouts'
type LoneRun = (signal: AbortSignal) => Promise<TickerHalt | FeedsHalt | undefined>

/** How far something has come on its way through the log. */
export interface CatchUpProgress {
  readonly phase: 'processes' | 'read models'
  /** Events taken in since it began. */
  readonly done: number
  /**
   * Events to be taken in, about: `done / total` is the share of the way through the log. Exact where positions are
   * dense, as in Postgres; 0 while it cannot be told.
   */
  readonly total: number
}

export interface CatchUpOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CatchUpProgress) => void
}

export interface AcceptRestoreOptions extends CatchUpOptions {
  /** Who accepts it, and why: the log keeps that. */
  readonly operator?: Operator
  /** Also those that have not diverged begin anew. */
  readonly all?: boolean
}

/** Deadlines were to be asked, and this was opened without a clock. */
export class ClockMissing extends Error {
  readonly type = 'ClockMissing'
  constructor() {
    super('no clock runs here: nothing becomes due')
    this.name = 'ClockMissing'
  }
}

/** Processes and read models: whatever follows the log; and the clock, where one runs. */
export interface Followers extends ParkedEvents {
  /** Lets the processes react to all there is, and ends: what they caused is in the log. */
  react(options?: CatchUpOptions): Promise<void>
  /** Lets the processes react to all there is, then the read models take it in, and ends. */
  catchUp(options?: CatchUpOptions): Promise<void>
  /** Keeps processes and read models at the head of the log until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
  /**
   * After the event store was restored or replaced: whatever tells of another history (`HistoryDiverged`) is emptied and
   * built anew from the present one; processes react to it from the beginning, and what they did before they do not do
   * twice. Tells what began anew; nothing where nothing has diverged. Broken off, it may be run again.
   */
  acceptRestore(options?: AcceptRestoreOptions): Promise<ReadonlyArray<AcceptedPart>>
  /**
   * Lets the clocks of the money run until then, as fast as it goes, and pays through the bank. Rejects with
   * `ClockMissing` where this was opened without a clock. Nothing else may run the clocks meanwhile.
   */
  settle(until: Instant, options: SettleOptions): Promise<SettleReport>
  /** What has stopped for good since this was opened, and has not begun anew. */
  stopped(): ReadonlyArray<Stopped>
}

/** Checkpoints of those that run only where a clock does, or where somebody outside is listened to. */
export const clockParts: ReadonlyArray<string> = [
  deadlines.name,
  TICKER,
  FEEDS,
  ...moneyProcesses.map(({ name }) => processName(name)),
]

interface Clocked {
  readonly agenda: Agenda
  /** Who pays sellers while it runs; absent: what is planned waits. */
  readonly payouts?: PayoutProvider | undefined
}

export interface FollowersOptions {
  readonly store: EventStore
  readonly reads: ReadStore
  readonly center: SellerCenter
  readonly system: System
  /** Where it is given, deadlines are kept and asked, and the money is settled; else both rest. */
  readonly clock?: Clocked | undefined
  /** Where other processes do the same on this database: `run` does what this one owns, and stands by for the rest. */
  readonly worker?: Worker | undefined
  /** Into so many shards read models are divided; absent: they stay as they are. */
  readonly shards?: number | undefined
  /** Those whose messages are taken while it runs. */
  readonly carriers?: ReadonlyArray<Carrier> | undefined
  /** Told once for each that stops for good. */
  readonly onStopped?: ((stopped: Stopped) => void) | undefined
}

/** All processes and read models of the seller center over one event store and one read store. */
export const followersOf = ({
  store,
  reads,
  center,
  system,
  clock,
  worker,
  shards,
  carriers = [],
  onStopped,
}: FollowersOptions): Followers => {
  const running = clock === undefined ? processes : [...processes, ...moneyProcesses]
  const clocked = clock === undefined ? [] : [deadlines]
  const tables = [...projections, ...clocked]
  const all: ReadonlyArray<Follower> = [
    ...running.map(({ name }) => ({ name: processName(name), version: PROCESS_VERSION, tables: [] })),
    ...tables,
    ...clocked.map(() => ({ name: TICKER, version: TICKER_VERSION, tables: [deadlinesAskedTable] })),
    { name: FEEDS, version: FEEDS_VERSION, tables: [feedCursorsTable] },
    { name: AUDIT_TREE, version: AUDIT_TREE_VERSION, tables: auditTables, onlyDiverged: true },
  ]
  const halts = new Map<string, Stopped>()
  const halted = (component: string, halt: Halt | ProcessHalt | TickerHalt | undefined): void => {
    if (halt === undefined || halts.has(component)) return
    const stopped = { component, detail: detailOf(halt) }
    halts.set(component, stopped)
    onStopped?.(stopped)
  }

  const checkpoints = running.map(({ name }) => ({ name, checkpoint: processName(name) }))
  const components = [
    ...checkpoints,
    ...tables.map(({ name }) => ({ name, checkpoint: name })),
    { name: TICKER, checkpoint: TICKER },
    { name: FEEDS, checkpoint: FEEDS },
  ]
  const readModels = (chosen = projections, isDivided = true) =>
    projector({ events: store, reads, projections: chosen, system, worker, ...(isDivided && { shards }) })

  const telling = (phase: CatchUpProgress['phase'], onProgress: CatchUpOptions['onProgress']) => ({
    onProgress: (progress: Progress) =>
      onProgress?.({ phase, done: progress.events, total: totalAbout(progress) }),
  })

  const isAny: (checkpoint: string) => boolean = () => true

  const runnerOf = (isChosen = isAny) =>
    processRunner(
      running.filter(({ name }) => isChosen(processName(name))),
      { store, readStore: reads, center, system, worker },
    )
  const haltedIn = (outcomes: ReadonlyArray<ProcessOutcome>): void => {
    for (const { name, halt } of outcomes) halted(name, halt)
  }

  const react = async ({ onProgress, ...aborts }: CatchUpOptions = {}, isChosen = isAny): Promise<void> => {
    haltedIn(await runnerOf(isChosen).catchUp({ ...aborts, ...telling('processes', onProgress) }))
  }

  const catchUp = async (options: CatchUpOptions = {}, isChosen = isAny): Promise<void> => {
    await react(options, isChosen)
    const { onProgress, ...aborts } = options
    const chosen = tables.filter(({ name }) => isChosen(name))
    const outcomes = await readModels(chosen).catchUp({ ...aborts, ...telling('read models', onProgress) })
    for (const { name, halt } of outcomes) halted(name, halt)
  }

  const taken = async (chosen: typeof projections): Promise<Halt | undefined> => {
    const outcomes = await readModels(chosen, false).catchUp()
    // Who was taken over here asks whether the clocks are still its own: only one of two who let them run goes on.
    for (const { name, halt } of outcomes) if (halt?.type !== 'OwnershipLost') halted(name, halt)
    return outcomes.find(({ halt }) => halt !== undefined)?.halt
  }
  const keep = (): Promise<Halt | undefined> => taken([deadlines])

  const { reached } = quiescence({ store, reads, system })
  const isGoing = ({ name }: { readonly name: string }): boolean => !halts.has(name)

  const aloneUntil = (signal: AbortSignal, name: string, run: LoneRun): Promise<void> =>
    alone({ name, run, onHalt: (halt) => halted(name, halt) }, { worker, system }, signal)

  const runDesk = async ({ agenda, payouts: provider }: Clocked, signal: AbortSignal): Promise<void> => {
    if (provider === undefined) return
    const runner = payoutRunner({ store, center, provider, system })
    const desk = payoutDesk({ agenda, runner, system })
    await aloneUntil(signal, DESK, async (until) => {
      await desk.run(until)
      return undefined
    })
  }

  const runClock = async ({ agenda }: Clocked, signal: AbortSignal): Promise<void> => {
    // The processes run on their own meanwhile: what was asked is given a while to have its consequences.
    const follow = (): Promise<void> =>
      reached(() => checkpoints.filter(isGoing).map(({ checkpoint }) => checkpoint), signal)
    const clocks = ticker({ store, reads, agenda, center, system, keep, follow })
    await aloneUntil(signal, TICKER, clocks.run)
  }

  const feeds: ReadonlyArray<Feed> = [
    ...(clock?.payouts?.noticesAfter === undefined ? [] : [bankFeed(clock.payouts.noticesAfter, center)]),
    ...carriers.map((carrier) => carrierFeed({ carrier, center, system })),
  ]
  const listen = async (signal: AbortSignal): Promise<void> => {
    if (feeds.length > 0) await aloneUntil(signal, FEEDS, feedsFrom(feeds, { store, reads, system }).run)
  }

  return {
    react: (options) => react(options),
    catchUp: (options) => catchUp(options),
    run: async (signal) => {
      await Promise.all([
        readModels().run(signal, (halt) => halted(halt.name, halt)),
        runnerOf().run(signal, ({ name, halt }) => halted(name, halt)),
        ...(clock === undefined ? [] : [runClock(clock, signal), runDesk(clock, signal)]),
        listen(signal),
      ])
    },
    acceptRestore: async ({ all: isAll = false, operator, ...options } = {}) => {
      const record = (data: Omit<RestoreRequest['data'], 'operationId'>): Promise<unknown> => {
        const whole = { operationId: system.newId(), ...data, ...reasonOf(operator) }
        return recordOperation({ center, system }, { type: 'RecordRestore', data: whole }, operator)
      }
      const parts = await acceptRestore({ events: store, reads }, all, { all: isAll, record })
      const names = new Set(parts.map(({ name }) => name))
      for (const { name, checkpoint } of components) if (names.has(checkpoint)) halts.delete(name)
      if (names.size > 0) await catchUp(options, (name) => names.has(name))
      // Whoever signs checkpoints keeps it at its end; where that is somebody else just now, they build it.
      if (names.has(AUDIT_TREE)) await keepTree({ store, reads }, { signal: options.signal })
      return parts
    },
    settle: async (until, options) => {
      if (clock === undefined) throw new ClockMissing()
      const { store: own, forget: look } = ownTail(store, system)
      const asks = sellerCenter({ store: own, system })
      const opened = await processRunner(running, {
        ...{ store: own, readStore: reads, center: asks, system },
      }).open()
      const report = await settleUntil(
        until,
        {
          ...{ store: own, reads, agenda: clock.agenda, center: asks, system, processes: opened, look },
          tables: tablesInStep([deadlines, payouts], {
            ...{ store, reads, catchUp: () => taken([deadlines, payouts]) },
          }),
          onHalt: (halt) => halted(TICKER, halt),
        },
        options,
      )
      haltedIn(opened.outcomes())
      return report
    },
    ...parkedEvents({ events: store, reads, center, system, projections: tables }),
    stopped: () => [...halts.values()],
  }
}
