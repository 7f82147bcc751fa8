import { processes } from '../domain/processes/index.js'
import { projections } from '../projections/index.js'
import { acceptRestore, type AcceptedPart, type Follower } from './acceptRestore.js'
import type { Halt } from './lane.js'
import type { EventStore, ReadStore, System } from './ports.js'
import { processRunner, PROCESS_VERSION, processName, type ProcessHalt } from './processRunner.js'
import { totalAbout, type Progress } from './progress.js'
import { projector } from './projector.js'
import type { SellerCenter } from './sellerCenter.js'

/** Something stopped that will not go on by itself: a read model or a process, and why. */
export interface Stopped {
  readonly component: string
  readonly detail: string
}

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
  /** Also those that have not diverged begin anew. */
  readonly all?: boolean
}

/** Processes and read models: whatever follows the log. */
export interface Followers {
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
  /** What has stopped for good since this was opened, and has not begun anew. */
  stopped(): ReadonlyArray<Stopped>
}

export interface FollowersOptions {
  readonly store: EventStore
  readonly reads: ReadStore
  readonly center: SellerCenter
  readonly system: System
  /** Told once for each that stops for good. */
  readonly onStopped?: ((stopped: Stopped) => void) | undefined
}

const detailOf = (halt: Halt | ProcessHalt): string => {
  switch (halt.type) {
    case 'ProjectionHalted':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.reason.type}`
    case 'ProcessStopped':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.cause.type}`
    case 'HistoryDiverged':
      return 'has taken in another history than the event store tells now: accept-restore builds it anew from that one'
    case 'ProjectionOutdated':
      return `has tables of version ${halt.storedVersion}, this is version ${halt.version}: rebuild it`
    case 'OwnershipLost':
      return 'was taken over by another worker'
  }
}

const all: ReadonlyArray<Follower> = [
  ...processes.map(({ name }) => ({ name: processName(name), version: PROCESS_VERSION, tables: [] })),
  ...projections,
]

/** All processes and read models of the seller center over one event store and one read store. */
export const followersOf = ({ store, reads, center, system, onStopped }: FollowersOptions): Followers => {
  const halts = new Map<string, Stopped>()
  const halted = (component: string, halt: Halt | ProcessHalt | undefined): void => {
    if (halt === undefined || halts.has(component)) return
    const stopped = { component, detail: detailOf(halt) }
    halts.set(component, stopped)
    onStopped?.(stopped)
  }

  const runners = processes.map((process) => ({
    name: process.name,
    checkpoint: processName(process.name),
    runner: processRunner(process, { store, readStore: reads, center, system }),
  }))
  const components = [...runners, ...projections.map(({ name }) => ({ name, checkpoint: name }))]
  const readModels = (chosen = projections) =>
    projector({ events: store, reads, projections: chosen, system })

  const telling = (phase: CatchUpProgress['phase'], onProgress: CatchUpOptions['onProgress']) => ({
    onProgress: (progress: Progress) =>
      onProgress?.({ phase, done: progress.events, total: totalAbout(progress) }),
  })

  const isAny: (checkpoint: string) => boolean = () => true

  const react = async ({ onProgress, ...aborts }: CatchUpOptions = {}, isChosen = isAny): Promise<void> => {
    for (const { name, checkpoint, runner } of runners) {
      if (isChosen(checkpoint))
        halted(name, await runner.catchUp({ ...aborts, ...telling('processes', onProgress) }))
    }
  }

  const catchUp = async (options: CatchUpOptions = {}, isChosen = isAny): Promise<void> => {
    await react(options, isChosen)
    const { onProgress, ...aborts } = options
    const chosen = projections.filter(({ name }) => isChosen(name))
    const outcomes = await readModels(chosen).catchUp({ ...aborts, ...telling('read models', onProgress) })
    for (const { name, halt } of outcomes) halted(name, halt)
  }

  return {
    react: (options) => react(options),
    catchUp: (options) => catchUp(options),
    run: async (signal) => {
      await Promise.all([
        readModels().run(signal, (halt) => halted(halt.name, halt)),
        ...runners.map(async ({ name, runner }) => halted(name, await runner.run(signal))),
      ])
    },
    acceptRestore: async ({ all: isAll = false, ...options } = {}) => {
      const parts = await acceptRestore({ events: store, reads }, all, { all: isAll })
      const names = new Set(parts.map(({ name }) => name))
      for (const { name, checkpoint } of components) if (names.has(checkpoint)) halts.delete(name)
      if (names.size > 0) await catchUp(options, (name) => names.has(name))
      return parts
    },
    stopped: () => [...halts.values()],
  }
}
