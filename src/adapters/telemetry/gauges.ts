import type { BatchObservableCallback, Meter } from '@opentelemetry/api'
import type { Stopped } from '../../application/stopped.js'
import type { Queries } from '../../application/queries.js'

/** Of a connection pool, as `pg` tells it. */
export interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

export interface Gauged {
  readonly queries: Pick<Queries, 'projections'>
  /** Read models that are being made anew, and the position that each has come to. */
  readonly rebuilds: () => Promise<ReadonlyArray<{ readonly projection: string; readonly position?: string }>>
  readonly stopped: () => ReadonlyArray<Stopped>
  readonly pool: PoolCounts
}

/** What is looked up when somebody collects the metrics, and not before. Returns what takes it down again. */
export const gauges = (meter: Meter, { queries, rebuilds, stopped, pool }: Gauged): (() => void) => {
  const lagEvents = meter.createObservableGauge('comptoir.projection.lag.events', {
    description: 'Events that a read model or process has not taken in yet',
    unit: '{event}',
  })
  const lagSeconds = meter.createObservableGauge('comptoir.projection.lag.seconds', {
    description: 'Age of the oldest of them',
    unit: 's',
  })
  const aside = meter.createObservableGauge('comptoir.projection.aside', {
    description: 'Events that wait aside (parked) or were left out for good (skipped)',
    unit: '{event}',
  })
  const position = meter.createObservableGauge('comptoir.projection.position', {
    description: 'Position in the log that a read model or process has come to',
  })
  const rebuilt = meter.createObservableGauge('comptoir.rebuild.progress.ratio', {
    description: 'How far a rebuild under way is through the log, from 0 to 1',
    unit: '1',
  })
  const head = meter.createObservableGauge('comptoir.log.position', {
    description: 'Position of the last event in the log',
  })
  const halted = meter.createObservableGauge('comptoir.stopped', {
    description: 'Read models and processes of this worker that have stopped for good',
    unit: '{component}',
  })
  const connections = meter.createObservableGauge('comptoir.pool.connections', {
    description: 'Database connections by state',
    unit: '{connection}',
  })
  const waiting = meter.createObservableGauge('comptoir.pool.waiting', {
    description: 'Who waits for a database connection',
    unit: '{request}',
  })

  const here: BatchObservableCallback = (result) => {
    result.observe(halted, stopped().length)
    result.observe(connections, pool.idleCount, { state: 'idle' })
    result.observe(connections, pool.totalCount - pool.idleCount, { state: 'used' })
    result.observe(waiting, pool.waitingCount)
  }
  const inDatabase: BatchObservableCallback = async (result) => {
    const [view, underWay] = await Promise.all([queries.projections(), rebuilds()])
    for (const { projection, position: at = '0' } of underWay)
      result.observe(rebuilt, Number(at) / Math.max(1, Number(view.head ?? 0n)), { projection })
    if (view.head !== undefined) result.observe(head, Number(view.head))
    for (const each of view.projections) {
      const projection = { projection: each.name }
      result.observe(lagEvents, each.lagEvents, projection)
      result.observe(lagSeconds, each.lagSeconds, projection)
      result.observe(aside, each.parked, { ...projection, state: 'parked' })
      result.observe(aside, each.skipped, { ...projection, state: 'skipped' })
      result.observe(position, Number(each.position ?? 0n), projection)
    }
  }
  const ofHere = [halted, connections, waiting]
  const ofDatabase = [lagEvents, lagSeconds, aside, position, rebuilt, head]
  meter.addBatchObservableCallback(here, ofHere)
  meter.addBatchObservableCallback(inDatabase, ofDatabase)
  return () => {
    meter.removeBatchObservableCallback(here, ofHere)
    meter.removeBatchObservableCallback(inDatabase, ofDatabase)
  }
}
