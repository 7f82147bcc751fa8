import { noFaults, simulatedBank } from '../../src/adapters/bank/simulated.js'
import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { memoryTrailReads } from '../../src/adapters/memory/trail.js'
import { system } from '../../src/adapters/system.js'
import { explain } from '../../src/application/explain.js'
import type { Explanation, Subject } from '../../src/application/explanation.js'
import { followersOf } from '../../src/application/followers.js'
import { reconcileStore } from '../../src/application/reconcileStore.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import type { Stopped } from '../../src/application/stopped.js'
import type { TableShape } from '../../src/projections/table.js'
import { hour } from './lives.js'
import { instant, valueOf } from './spec.js'

/** A marketplace in memory, from the buyer's command to the bank: deciders, processes, deadlines and all read models. */
export const marketplaceStory = () => {
  const clock = { ...system, now: () => instant(hour(0)), sleep: () => Promise.resolve() }
  const store = memoryEventStore({ system: clock })
  const reads = memoryReadStore(clock)
  const center = sellerCenter({ store, system: clock })
  const stopped: Array<Stopped> = []
  const followers = followersOf({
    ...{ store, reads, center, system: clock, clock: { agenda: memoryAgenda(reads) } },
    onStopped: (each) => stopped.push(each),
  })
  return {
    center,
    ask: async (at: number, type: SellerCenterRequest['type'], data: object): Promise<void> => {
      valueOf(await center.execute({ type, at: hour(at), data } as SellerCenterRequest))
    },
    /** Everything that is due by then, and what the bank says of it. */
    until: async (at: number): Promise<void> => {
      const bank = (now: () => ReturnType<typeof instant>) =>
        simulatedBank({ seed: 1, now, faults: noFaults })
      await followers.settle(instant(hour(at)), { bank })
      await followers.catchUp()
      if (stopped.length > 0) throw new Error(`${stopped[0]?.component ?? ''} has stopped`)
    },
    rows: (table: TableShape) => reads.table(table),
    explained: async (subject: Subject): Promise<Explanation> => {
      const explanation = await explain(memoryTrailReads(reads), subject)
      if (explanation === undefined) throw new Error(`nothing is known of ${subject.id}`)
      return explanation
    },
    differences: async (at: number) =>
      valueOf(await reconcileStore(store, { at: instant(hour(at)) })).differences,
  }
}
