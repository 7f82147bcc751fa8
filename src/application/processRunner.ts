import type { Process } from '../domain/processes/process.js'
import { keepGoing } from './keepGoing.js'
import { allHalted, startOf } from './lanes.js'
import type { Batch } from './ports.js'
import {
  openProcessLane,
  processName,
  type ProcessDeps,
  type ProcessHalt,
  type ProcessLane,
} from './processLane.js'
import type { Progress } from './progress.js'
import type { SellerCenterRequest } from './sellerCenter.js'
import type { Worker } from './worker.js'

const PAGE = 2_000
/** Events after which positions are remembered on a long way. */
const REST = 20_000

/** Why a process goes no further, if so. */
export interface ProcessOutcome {
  readonly name: string
  readonly halt?: ProcessHalt
}

export interface ReactOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of every page of the log that all have reacted to. */
  readonly onPage?: (page: Batch) => void
}

/** Processes that are held open, to be asked for the next step again and again. */
export interface Reactions {
  /** Reacts to everything that has come since the last time, what its own commands cause included. */
  react(options?: ReactOptions): Promise<void>
  /** Remembers how far all have come. */
  rest(): Promise<void>
  outcomes(): ReadonlyArray<ProcessOutcome>
}

export interface ProcessRunner {
  /** Rejects when a store does, as everything here. */
  open(): Promise<Reactions>
  /**
   * Reacts to everything there is, what its own commands cause included: they move the end beyond the `head` that is
   * told.
   */
  catchUp(options?: {
    readonly signal?: AbortSignal | undefined
    readonly onProgress?: ((progress: Progress) => void) | undefined
  }): Promise<ReadonlyArray<ProcessOutcome>>
  /**
   * Reacts to what is there and what comes until `signal` aborts or all have halted. A store that is lost is tried again
   * with growing pauses; rejects when that fails ten times without any progress.
   */
  run(signal: AbortSignal, onHalt?: (outcome: ProcessOutcome) => void): Promise<ReadonlyArray<ProcessOutcome>>
}

const outcomeOf = (lane: ProcessLane): ProcessOutcome => {
  const halt = lane.halt()
  return { name: lane.name, ...(halt === undefined ? {} : { halt }) }
}

const restAll = async (lanes: ReadonlyArray<ProcessLane>): Promise<void> => {
  await Promise.all(lanes.map((lane) => lane.rest()))
}

/** How many commands that took. */
const takeAll = async (lanes: ReadonlyArray<ProcessLane>, page: Batch): Promise<number> => {
  const sent = await Promise.all(lanes.map((lane) => lane.take(page)))
  return sent.reduce((sum, count) => sum + count, 0)
}

/**
 * Runs processes through the log together, each from its own checkpoint: a page is read once for all of them, the
 * commands that it asks for are sent, then the checkpoints move. A crash between the two sends them again, with the same
 * ids, and nothing happens twice. `worker`: where others run these processes too, `run` runs those that this one owns.
 */
export const processRunner = (
  processes: ReadonlyArray<Process<SellerCenterRequest>>,
  { worker, ...deps }: ProcessDeps & { readonly worker?: Worker | undefined },
): ProcessRunner => {
  const { store, system } = deps

  const openLanes = (
    those: ReadonlyArray<Process<SellerCenterRequest>>,
  ): Promise<ReadonlyArray<ProcessLane>> =>
    Promise.all(those.map((process) => openProcessLane(process, deps)))

  const open = async () => {
    const lanes = await openLanes(processes)
    let after = startOf(lanes)
    let unrested = 0
    const rest = async (): Promise<void> => {
      unrested = 0
      await restAll(lanes)
    }
    /** The log in pages until its end, which moves as commands are carried out. */
    const react = async ({ signal, onPage }: ReactOptions = {}): Promise<void> => {
      while (signal?.aborted !== true && !allHalted(lanes)) {
        const page = await store.readAll({ ...(after === undefined ? {} : { after }), limit: PAGE })
        const sent = await takeAll(lanes, page)
        onPage?.(page)
        if (page.events.length > 0) after = page.position
        unrested += page.events.length
        if (unrested >= REST) await rest()
        if (page.caughtUp && sent === 0) return
      }
    }
    return { from: after, react, rest, outcomes: () => lanes.map(outcomeOf) }
  }

  return {
    open,

    catchUp: async ({ signal, onProgress } = {}) => {
      const head = await store.head()
      const { from, react, rest, outcomes } = await open()
      let count = 0
      const onPage = ({ events, position }: Batch): void => {
        count += events.length
        if (head !== undefined && events.length > 0) onProgress?.({ events: count, from, position, head })
      }
      await react({ signal, onPage })
      await rest()
      return outcomes()
    },

    run: async (signal, onHalt) => {
      const halts = new Map<string, ProcessOutcome>()
      const tell = (lane: ProcessLane): void => {
        const outcome = outcomeOf(lane)
        // Of several workers, who lost a process stands by for it.
        const isGoing = outcome.halt === undefined || (worker && outcome.halt.type === 'OwnershipLost')
        if (isGoing === true || halts.has(lane.name)) return
        halts.set(lane.name, outcome)
        onHalt?.(outcome)
      }
      const going = () => processes.filter(({ name }) => !halts.has(name))
      await keepGoing(
        {
          names: () => going().map(({ name }) => processName(name)),
          open: async (names) => {
            const lanes = await openLanes(processes.filter(({ name }) => names.includes(processName(name))))
            return lanes.map((lane) => ({ lane, name: processName(lane.name), halt: lane.halt }))
          },
          feed: async (named, until, onFed) => {
            const lanes = named.map(({ lane }) => lane)
            if (allHalted(lanes)) return
            const after = startOf(lanes)
            const from = after === undefined ? {} : { after }
            for await (const page of store.subscribeToAll({ ...from, limit: PAGE, signal: until })) {
              await takeAll(lanes, page)
              await restAll(lanes)
              onFed()
              if (allHalted(lanes)) return
            }
          },
          tell: (named) => {
            for (const { lane } of named) tell(lane)
          },
        },
        { reads: deps.readStore, system, worker },
        signal,
      )
      return processes.map(({ name }) => halts.get(name) ?? { name })
    },
  }
}
