import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { projector } from '../../src/application/projector.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import { ticker, type Ticker, type TickerDeps } from '../../src/application/ticker.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import { deadlines, deadlinesAskedTable } from '../../src/projections/deadlines.js'
import { hour } from './lives.js'
import { instant } from './spec.js'

/** A marketplace in memory whose clock goes only when it is told to, or when somebody sleeps. */
export const tickingMarketplace = () => {
  let nowMs = Date.parse(hour(0))
  const slept: Array<number> = []
  const now = (): Instant => instant(new Date(nowMs).toISOString())
  const clock = {
    ...system,
    now,
    jitter: (ms: number) => ms,
    sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
      if (signal?.aborted === true) return
      slept.push(ms)
      nowMs += ms
    },
  }
  const store = memoryEventStore({ system: clock })
  const reads = memoryReadStore(clock)
  const center = sellerCenter({ store, system: clock })
  const agenda = memoryAgenda(reads)
  const deps: TickerDeps = {
    store,
    reads,
    agenda,
    center,
    system: clock,
    keep: async () => {
      const [outcome] = await projector({
        events: store,
        reads,
        projections: [deadlines],
        system: clock,
      }).catchUp()
      return outcome?.halt
    },
    follow: async () => undefined,
  }
  return {
    center,
    store,
    reads,
    agenda,
    slept,
    /** A ticker of this marketplace; `over`: what is another for it. */
    open: (over: Partial<TickerDeps> = {}): Ticker => ticker({ ...deps, ...over }),
    keep: deps.keep,
    goTo: (hours: number): void => {
      nowMs = Date.parse(hour(hours))
    },
    now,
    /** Outcomes of what was asked, by the ids of the deadlines. */
    outcomes: (): Readonly<Record<string, string>> =>
      Object.fromEntries(
        reads.table(deadlinesAskedTable).map((row) => [String(row['deadlineId']), String(row['outcome'])]),
      ),
    /** Types of the events of an order. */
    typesOf: async (orderId: string): Promise<ReadonlyArray<string>> =>
      (await store.readStream(`order-${orderId}`)).map(({ type }) => type),
  }
}

/** A center that writes down what it was asked, and by which ids. */
export const listening = (center: Pick<SellerCenter, 'execute'>) => {
  const heard: Array<SellerCenterRequest> = []
  return {
    heard,
    execute: async (request: SellerCenterRequest) => {
      heard.push(request)
      return center.execute(request)
    },
  }
}
