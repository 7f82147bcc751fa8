import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { memoryTrailReads } from '../../src/adapters/memory/trail.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import type { TrailReads } from '../../src/application/trail.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { projections } from '../../src/projections/index.js'
import { projector } from '../../src/application/projector.js'
import type { MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import type { ReadStore } from '../../src/application/ports.js'
import { stored } from './deliveries.js'
import { appendAll } from './projecting.js'
import type { ReadModels } from './readModels.js'

const projectInto = async (reads: ReadStore, history: ReadonlyArray<Occurrence>): Promise<void> => {
  const store = memoryEventStore({ system })
  await appendAll(store, history.map(stored))
  await projector({
    events: store,
    reads,
    projections,
    system: { jitter: () => 0, sleep: () => Promise.resolve() },
  }).catchUp()
}

/** What read models in memory hold after a history. */
export const trailInMemory = async (
  history: ReadonlyArray<Occurrence>,
): Promise<{ readonly trail: TrailReads; readonly reads: MemoryReadStore }> => {
  const reads = memoryReadStore(system)
  await projectInto(reads, history)
  return { trail: memoryTrailReads(reads), reads }
}

/** Brings the tables of a database up to the end of a history. */
export const projectIntoPostgres = async (
  { pool, schema }: Pick<ReadModels, 'pool' | 'schema'>,
  history: ReadonlyArray<Occurrence>,
): Promise<void> => {
  const reads = postgresReadStore({ pool, schema })
  await projectInto(reads, history)
  reads.close()
}
