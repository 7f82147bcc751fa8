import { metrics, ValueType, type Meter } from '@opentelemetry/api'

/** In seconds: from a tenth of a millisecond, about what a look at a row takes, to half a minute. */
const SECONDS = [0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]
const SIZES = [1, 5, 10, 50, 100, 500, 1_000, 2_500, 5_000, 10_000, 50_000]

const seconds = (description: string) => ({
  description,
  unit: 's',
  advice: { explicitBucketBoundaries: [...SECONDS] },
})
const sizes = (description: string, unit: string) => ({
  description,
  unit,
  valueType: ValueType.INT,
  advice: { explicitBucketBoundaries: [...SIZES] },
})
const counted = (description: string, unit: string) => ({ description, unit, valueType: ValueType.INT })

/** The meter of whoever has set up OpenTelemetry in this process by now; one that does nothing where nobody has. */
export const meterOf = (given?: Meter): Meter => given ?? metrics.getMeter('comptoir')

/**
 * What is measured where it happens. Labels are types, outcomes and names of read models, of which there are few: never
 * an id, and never a text that somebody else has chosen.
 */
export const instruments = (meter: Meter) => ({
  /** By `outcome`: `stored`, `repeated`, or why not. */
  appendSeconds: meter.createHistogram('comptoir.append.duration.seconds', seconds('Time of one append')),
  eventsAppended: meter.createCounter('comptoir.append.events', counted('Events stored', '{event}')),
  conflicts: meter.createCounter(
    'comptoir.append.conflicts',
    counted('Appends that found somebody else’s event; most are tried again', '{conflict}'),
  ),
  /** By `command` and `outcome`: `accepted`, `repeated`, or the type of the refusal. */
  commands: meter.createCounter('comptoir.commands', counted('Commands answered', '{command}')),
  commandSeconds: meter.createHistogram(
    'comptoir.command.duration.seconds',
    seconds('Time from a command to its answer'),
  ),
  /** By `projection`, like all that follow. */
  batchSeconds: meter.createHistogram(
    'comptoir.projection.batch.duration.seconds',
    seconds('Time of the transaction that writes a batch'),
  ),
  batchEvents: meter.createHistogram(
    'comptoir.projection.batch.events',
    sizes('Events taken in by one batch', '{event}'),
  ),
  batchRows: meter.createHistogram(
    'comptoir.projection.batch.rows',
    sizes('Rows written by one batch', '{row}'),
  ),
  eventsProjected: meter.createCounter('comptoir.projection.events', counted('Events taken in', '{event}')),
  eventsParked: meter.createCounter(
    'comptoir.projection.events.parked',
    counted('Events put aside, poisonous ones and those that wait behind them', '{event}'),
  ),
  takeovers: meter.createCounter(
    'comptoir.projection.takeovers',
    counted('Claims of a read model or process by this worker', '{claim}'),
  ),
})
export type Instruments = ReturnType<typeof instruments>
