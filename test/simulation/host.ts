import type { MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { bankFeed } from '../../src/application/bankFeed.js'
import type { Carrier } from '../../src/application/carrier.js'
import { carrierFeed } from '../../src/application/carrierFeed.js'
import { feedsFrom, type FeedsHalt } from '../../src/application/feeds.js'
import { payoutDesk } from '../../src/application/payoutDesk.js'
import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import { payoutRunner } from '../../src/application/payoutRunner.js'
import type { EventStore, System } from '../../src/application/ports.js'
import type { ProcessHalt } from '../../src/application/processLane.js'
import { processRunner } from '../../src/application/processRunner.js'
import { projector } from '../../src/application/projector.js'
import { isLeft } from '../../src/fp.js'
import type { Refusal, SellerCenter } from '../../src/application/sellerCenter.js'
import type { TickerHalt } from '../../src/application/asking.js'
import { ticker } from '../../src/application/ticker.js'
import type { TermsTable } from '../../src/domain/settlement/terms.js'
import {
  disturbedAgenda,
  disturbedReads,
  disturbedStore,
  gatedProvider,
  type Stragglers,
} from './disturbed.js'
import { gateOf, type Circumstances } from './gate.js'
import type { Makings } from './makings.js'

/** What all hosts share, and what outlives them. */
export interface Ground {
  readonly store: EventStore
  readonly reads: MemoryReadStore
  readonly bank: Required<PayoutProvider>
  readonly carrier: Carrier
  readonly system: System
  readonly terms: TermsTable
  readonly stragglers: Stragglers
  readonly circumstances: Circumstances
  readonly makings: Makings
  /** What was told by a bank or carrier, and refused. */
  readonly onRefusal: (type: string, refusal: Refusal) => void
}

export type AnyHalt = ProcessHalt | TickerHalt | FeedsHalt

/** One thing that a host does beside answering: it ends, and tells why if it can go no further. */
export interface Chore {
  readonly name: string
  readonly work: () => Promise<ReadonlyArray<AnyHalt>>
}

/** A running program: its own memory over the common stores. When it died, another one is started. */
export interface Host {
  readonly died: Promise<'died'>
  readonly center: SellerCenter
  readonly chores: ReadonlyArray<Chore>
  /** Payouts of which only a person can find out what the bank did. */
  readonly questions: () => Promise<ReadonlyArray<string>>
}

const some = <A>(...halts: ReadonlyArray<A | undefined>): ReadonlyArray<A> =>
  halts.filter((halt) => halt !== undefined)

export const startHost = (ground: Ground, name: string): Host => {
  const { circumstances, makings, terms } = ground
  const gate = gateOf(circumstances, name)
  const line = disturbedStore(ground.store, gate, circumstances.luck, ground.stragglers)
  const store = makings.store(line)
  const reads = disturbedReads(makings.reads(ground.reads, gate), gate)
  const agenda = disturbedAgenda(memoryAgenda(ground.reads), gate)
  const system = makings.system(ground.system)
  const provider = gatedProvider(makings.provider(ground.bank), gate)
  const center = makings.center({ store, system })

  const processes = makings.processes(terms)
  const reacting = async (chosen: typeof processes): Promise<ReadonlyArray<AnyHalt>> => {
    const outcomes = await processRunner(chosen, { store, readStore: reads, center, system }).catchUp()
    return some(...outcomes.map(({ halt }) => halt))
  }
  const taken = async (chosen: typeof makings.projections): Promise<ReadonlyArray<AnyHalt>> => {
    const outcomes = await projector({ events: store, reads, projections: chosen, system }).catchUp()
    return some(...outcomes.map(({ halt }) => halt))
  }
  const tick = async (): Promise<ReadonlyArray<AnyHalt>> => {
    const halts: Array<AnyHalt> = []
    const clocks = ticker({
      store,
      reads,
      agenda,
      center,
      system,
      keep: async () => {
        const [outcome] = await projector({
          events: store,
          reads,
          projections: makings.projections.filter((each) => each.name === 'deadlines'),
          system,
        }).catchUp()
        return outcome?.halt
      },
      follow: async () => {
        halts.push(...(await reacting(processes)))
      },
    })
    return [...some(await clocks.tickUntil(system.now())), ...halts]
  }
  const desk = payoutDesk({
    agenda,
    runner: payoutRunner({ store, center, provider, system }),
    system,
  })
  /** Once: whoever would rest then ends. */
  const listen = async (): Promise<ReadonlyArray<AnyHalt>> => {
    const once = new AbortController()
    const sleepless = {
      ...system,
      sleep: () => {
        once.abort()
        return Promise.resolve()
      },
    }
    const listening: Pick<SellerCenter, 'execute'> = {
      execute: async (request) => {
        const outcome = await center.execute(request)
        if (isLeft(outcome)) ground.onRefusal(request.type, outcome.left)
        return outcome
      },
    }
    const feeds = [
      bankFeed(ground.bank.noticesAfter, listening),
      carrierFeed({ carrier: ground.carrier, center: listening, system }),
    ]
    return some(await feedsFrom(feeds, { store, reads, system: sleepless }).run(once.signal))
  }
  return {
    died: gate.died,
    center,
    chores: [
      { name: 'clock', work: tick },
      ...processes.map((process) => ({ name: process.name, work: () => reacting([process]) })),
      { name: 'read models', work: () => taken(makings.projections) },
      {
        name: 'desk',
        work: async () => {
          await desk.advance()
          return []
        },
      },
      { name: 'feeds', work: listen },
    ],
    questions: async () => (await desk.open()).askOperator,
  }
}
