import type { Meter, Tracer } from '@opentelemetry/api'
import type { Pool } from 'pg'
import type { Either } from '../../fp.js'
import { followersOf, type Followers } from '../../application/followers.js'
import type { Carrier } from '../../application/carrier.js'
import type { PayoutProvider } from '../../application/payoutProvider.js'
import { eraseSubject, type SubjectErasure, type SubjectUnknown } from '../../application/eraseSubject.js'
import type { Operator } from '../../application/operations.js'
import type { EventStore, KeyStore, Sealer, System } from '../../application/ports.js'
import type { Pasts } from '../../application/past.js'
import { replayedPasts } from '../../application/pastRows.js'
import type { Queries } from '../../application/queries.js'
import { workerOf } from '../../application/worker.js'
import { sellerCenter, type SellerCenter } from '../../application/sellerCenter.js'
import type { Stopped } from '../../application/stopped.js'
import { sealer } from '../keys/sealer.js'
import { system as machine } from '../system.js'
import { gauges } from '../telemetry/gauges.js'
import { instruments, meterOf } from '../telemetry/instruments.js'
import { observedCenter } from '../telemetry/observedCenter.js'
import { observedReads } from '../telemetry/observedReads.js'
import { observedStore } from '../telemetry/observedStore.js'
import { tracerOf } from '../telemetry/spans.js'
import { postgresAgenda } from './agenda.js'
import { postgresClaims } from './claims.js'
import { postgresEventStore } from './eventStore.js'
import { postgresKeyStore } from './keyStore.js'
import { postgresPasts } from './past/pasts.js'
import { postgresQueries } from './queries.js'
import { reader } from './queries/reader.js'
import { rebuildsUnderWay } from './queries/rebuilds.js'
import { postgresReadStore } from './readStore.js'
import { postgresSellerStreams } from './sellerStreams.js'

export type { AcceptedPart } from '../../application/acceptRestore.js'
export type { SubjectErasure, SubjectUnknown } from '../../application/eraseSubject.js'
export type { Operator } from '../../application/operations.js'
export { OperationNotRecorded } from '../../application/operations.js'
export type {
  AcceptRestoreOptions,
  CatchUpOptions,
  CatchUpProgress,
  Followers,
} from '../../application/followers.js'
export { ClockMissing } from '../../application/followers.js'
export { KeptTreeUnreadable } from '../../application/audit/keptTree.js'
export { InvalidShards, ShardsApart } from '../../application/layout.js'
export { OtherShards } from '../../application/shard.js'
export type {
  BankAnswer,
  BankNotice,
  NotFound,
  Notices,
  PayoutProvider,
  Silence,
  Transfer,
} from '../../application/payoutProvider.js'
export type { Stopped } from '../../application/stopped.js'
export type { SettleOptions, SettleProgress, SettleReport } from '../../application/settle.js'
export { EventStoreMisuse } from '../appendRules.js'
export { EventStoreClosed } from '../eventStoreClosed.js'
export { SchemaNotOurs } from './generations/scratch.js'
export { InvalidSchemaName } from './schemaName.js'
export { NoSession, SessionsClosed } from './sessions.js'
export { migrate } from './migrate.js'
export { postgresEventStore } from './eventStore.js'
export { postgresKeyStore } from './keyStore.js'
export { postgresQueries } from './queries.js'
export { postgresReadStore } from './readStore.js'
export { postgresRebuilds, type PostgresRebuildsOptions, type Rebuilds } from './rebuilds.js'
export { loadMasterKey } from '../keys/masterKey.js'
export { sealer } from '../keys/sealer.js'
export { system } from '../system.js'

export interface ClockOptions {
  /** Who pays sellers during `run`; absent: payouts that are planned wait. */
  readonly payouts?: PayoutProvider
}

export interface PostgresOptions {
  /**
   * The host's own; it stays open when Comptoir closes. About seven of its connections are held while Comptoir runs, and two more
   * while it is asked as of then.
   */
  readonly pool: Pool
  /** Migrated by `migrate(pool, schema)`; default `comptoir`. */
  readonly schema?: string
  /** 32 bytes that wrap the keys of personal data. Without it nothing can be sealed or opened. */
  readonly masterKey?: Uint8Array
  /**
   * Where events are appended and read instead of in the schema, such as an EventStoreDB; read models, checkpoints and
   * keys stay in the schema. The host's own: it stays open when Comptoir closes.
   */
  readonly eventStore?: EventStore
  /**
   * Where it is given, deadlines are kept, and orders settled: `run` asks what is due by the system's clock, and `settle`
   * what is due until then. Default: nothing becomes due by itself.
   */
  readonly clock?: ClockOptions
  /**
   * Into so many parts each read model is divided, which several processes then share; default: as it is. See
   * docs/scaling.md.
   */
  readonly shards?: number
  /** Those whose messages `run` takes to the orders, from where it had come to before. */
  readonly carriers?: ReadonlyArray<Carrier>
  /** Business time, and how to wait; default: the machine's clock. What is stored is always stamped by the latter, too. */
  readonly system?: System
  /** Told once for each read model or process that stops for good. */
  readonly onStopped?: (stopped: Stopped) => void
  /** Where metrics go; default: the global one of OpenTelemetry, as it is when this is opened. */
  readonly meter?: Meter
  /** Where traces go; default: the global one of OpenTelemetry. */
  readonly tracer?: Tracer
}

/** A seller center: commands in, read models out. The log is in the same Postgres schema, or in another event store. */
export interface Comptoir extends Followers {
  readonly center: SellerCenter
  readonly queries: Queries
  /** The same questions as of then, of one seller at a time. */
  readonly pasts: Pasts
  readonly store: EventStore
  readonly sealer: Sealer
  /** Erases a person for ever, and tells so as an event. Rejects with `MasterKeyMissing` where none was given. */
  erase(subjectId: string, operator?: Operator): Promise<Either<SubjectUnknown, SubjectErasure>>
  /** Closes what was opened here: neither the host's pool nor an event store that it gave. */
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

/** As of then, a seller's events are in memory, and so long its streams may be looked for. */
const PAST_LIMITS = { eventsMax: 200_000, waitMs: 5_000 }

/** Whoever collects metrics waits no longer for the database. */
const GAUGE_MS = 5_000

/** Composes everything over the host's pool. Reads and writes nothing by itself; `migrate` comes first. */
export const openPostgres = ({
  pool,
  schema = 'comptoir',
  masterKey,
  eventStore,
  clock,
  carriers,
  shards,
  system = machine,
  onStopped,
  meter,
  tracer,
}: PostgresOptions): Comptoir => {
  const [metered, traced] = [meterOf(meter), tracerOf(tracer)]
  const measured = instruments(metered)
  const bare = eventStore ?? postgresEventStore({ pool, schema, system: machine })
  const store = observedStore(bare, measured, traced)
  const reads = observedReads(postgresReadStore({ pool, schema }), measured, traced)
  const keys =
    masterKey === undefined ? keyless : postgresKeyStore({ pool, schema, masterKey, system: machine })
  const center = observedCenter(sellerCenter({ store, system }), measured, traced)
  const worker = workerOf({ claims: postgresClaims({ pool, schema }), system: machine })
  const queries = postgresQueries({ pool, schema, now: system.now, ...(eventStore && { log: eventStore }) })
  const followers = followersOf({
    store,
    reads,
    center,
    system,
    clock: clock && { agenda: postgresAgenda({ pool, schema }), ...clock },
    shards,
    worker,
    carriers,
    onStopped,
  })
  const replayed = { events: store, sellerStreams: postgresSellerStreams({ pool, schema }), system: machine }
  const rowsOf = replayedPasts(replayed, PAST_LIMITS)
  const pasts = postgresPasts({ pool, schema, rowsOf, system: machine })
  const endGauges = gauges(metered, {
    queries,
    rebuilds: rebuildsUnderWay(reader(pool, GAUGE_MS), schema),
    stopped: followers.stopped,
    pool,
  })
  return {
    center,
    queries,
    pasts,
    store,
    sealer: sealer(keys),
    erase: (subjectId, operator) => eraseSubject({ keys, center, system }, subjectId, operator),
    ...followers,
    close: async () => {
      endGauges()
      if (eventStore === undefined) await store.close()
      reads.close()
      pasts.close()
    },
  }
}
