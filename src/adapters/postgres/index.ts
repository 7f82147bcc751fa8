import type { Pool } from 'pg'
import type { ProcessHalt } from '../../application/processRunner.js'
import { processRunner } from '../../application/processRunner.js'
import type { EventStore, KeyStore, Sealer } from '../../application/ports.js'
import { projector } from '../../application/projector.js'
import type { Halt } from '../../application/lane.js'
import type { Queries } from '../../application/queries.js'
import { sellerCenter, type SellerCenter } from '../../application/sellerCenter.js'
import { processes } from '../../domain/processes/index.js'
import { projections } from '../../projections/index.js'
import { sealer } from '../keys/sealer.js'
import { system } from '../system.js'
import { postgresEventStore } from './eventStore.js'
import { postgresKeyStore } from './keyStore.js'
import { postgresQueries } from './queries.js'
import { postgresReadStore } from './readStore.js'

export { EventStoreMisuse } from '../appendRules.js'
export { EventStoreClosed } from '../eventStoreClosed.js'
export { InvalidSchemaName } from './schemaName.js'
export { NoSession, SessionsClosed } from './sessions.js'
export { migrate } from './migrate.js'
export { postgresEventStore } from './eventStore.js'
export { postgresKeyStore } from './keyStore.js'
export { postgresQueries } from './queries.js'
export { postgresReadStore } from './readStore.js'
export { loadMasterKey } from '../keys/masterKey.js'
export { sealer } from '../keys/sealer.js'
export { system } from '../system.js'

export interface PostgresOptions {
  /** The host's own; it stays open when Comptoir closes. About six of its connections are held while Comptoir runs. */
  readonly pool: Pool
  /** Migrated by `migrate(pool, schema)`; default `comptoir`. */
  readonly schema?: string
  /** 32 bytes that wrap the keys of personal data. Without it nothing can be sealed or opened. */
  readonly masterKey?: Uint8Array
  /** Told once for each read model or process that stops for good. */
  readonly onStopped?: (stopped: Stopped) => void
}

/** Something stopped that will not go on by itself: a read model or a process, and why. */
export interface Stopped {
  readonly component: string
  readonly detail: string
}

/** How far something has come on its way through the log, in events. */
export interface CatchUpProgress {
  readonly phase: 'processes' | 'read models'
  readonly done: bigint
  readonly total: bigint
}

export interface CatchUpOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CatchUpProgress) => void
}

/** A seller center over one Postgres schema: commands in, read models out. */
export interface Comptoir {
  readonly center: SellerCenter
  readonly queries: Queries
  readonly store: EventStore
  readonly sealer: Sealer
  /** Lets the processes react to all there is, and ends: what they caused is in the log. */
  react(options?: CatchUpOptions): Promise<void>
  /** Lets the processes react to all there is, then the read models take it in, and ends. */
  catchUp(options?: CatchUpOptions): Promise<void>
  /** Keeps processes and read models at the head of the log until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
  /** What has stopped for good since this was opened. */
  stopped(): ReadonlyArray<Stopped>
  close(): Promise<void>
}

/** Sealing was asked for, and no master key was given. */
export class MasterKeyMissing extends Error {
  constructor() {
    super('no master key was given: personal data can be neither sealed nor opened')
    this.name = 'MasterKeyMissing'
  }
}

const keyless: KeyStore = {
  keyOf: () => Promise.reject(new MasterKeyMissing()),
  find: () => Promise.reject(new MasterKeyMissing()),
  destroy: () => Promise.reject(new MasterKeyMissing()),
}

const detailOf = (halt: Halt | ProcessHalt): string => {
  switch (halt.type) {
    case 'ProjectionHalted':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.reason.type}`
    case 'ProcessStopped':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.cause.type}`
    case 'HistoryDiverged':
      return 'has taken in another history than the event store tells now'
    case 'ProjectionOutdated':
      return `has tables of version ${halt.storedVersion}, this is version ${halt.version}: rebuild it`
    case 'OwnershipLost':
      return 'was taken over by another worker'
  }
}

/** Composes everything over the host's pool. Reads and writes nothing by itself; `migrate` comes first. */
export const openPostgres = ({
  pool,
  schema = 'comptoir',
  masterKey,
  onStopped,
}: PostgresOptions): Comptoir => {
  const store = postgresEventStore({ pool, schema, system })
  const reads = postgresReadStore({ pool, schema })
  const queries = postgresQueries({ pool, schema })
  const keys = masterKey === undefined ? keyless : postgresKeyStore({ pool, schema, masterKey, system })
  const center = sellerCenter({ store, system })
  const readModels = projector({ events: store, reads, projections, system })
  const runners = processes.map((process) => ({
    name: process.name,
    runner: processRunner(process, { store, readStore: reads, center, system }),
  }))
  const halts = new Map<string, Stopped>()
  const halted = (component: string, halt: Halt | ProcessHalt | undefined): void => {
    if (halt === undefined || halts.has(component)) return
    const stopped = { component, detail: detailOf(halt) }
    halts.set(component, stopped)
    onStopped?.(stopped)
  }

  const react = async ({ onProgress, ...aborts }: CatchUpOptions = {}): Promise<void> => {
    for (const { name, runner } of runners) {
      const halt = await runner.catchUp({
        ...aborts,
        onProgress: ({ position, head }) =>
          onProgress?.({ phase: 'processes', done: position.commit, total: head.commit }),
      })
      halted(name, halt)
    }
  }

  return {
    center,
    queries,
    store,
    sealer: sealer(keys),
    react,
    catchUp: async (options = {}) => {
      await react(options)
      const { onProgress, ...aborts } = options
      const outcomes = await readModels.catchUp({
        ...aborts,
        onProgress: ({ position, head }) =>
          onProgress?.({ phase: 'read models', done: position.commit, total: head.commit }),
      })
      for (const { name, halt } of outcomes) halted(name, halt)
    },
    run: async (signal) => {
      await Promise.all([
        readModels.run(signal, (halt) => halted(halt.name, halt)),
        ...runners.map(async ({ name, runner }) => halted(name, await runner.run(signal))),
      ])
    },
    stopped: () => [...halts.values()],
    close: async () => {
      await store.close()
      reads.close()
    },
  }
}
