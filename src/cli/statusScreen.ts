import type { ShardView } from '../adapters/postgres/overview.js'
import type { RebuildUnderWay } from '../adapters/postgres/queries/rebuilds.js'
import type { ProjectionView } from '../application/views.js'
import type { Instant } from '../domain/kernel/time.js'
import { columns } from './terminal.js'

/** All that one screen tells. */
export interface Status {
  /** Where the events are, without user and password. */
  readonly events: string
  /** Of the last event in the log; absent in an empty one. */
  readonly head?: bigint
  /** Events stored in the last minute; absent where the store does not tell. */
  readonly appendedLastMinute?: number
  /** Whether a clock ever asked here what is due; when it moved on last, by the real clock. */
  readonly clock: { readonly movedAt?: Instant }
  readonly rebuilds: ReadonlyArray<RebuildUnderWay>
  readonly projections: ReadonlyArray<
    ProjectionView & {
      /** Server session of the worker that owns it now, or those of its shards' workers; absent where nobody does. */
      readonly worker?: string
      /** Where it is divided. */
      readonly shards?: ReadonlyArray<ShardView>
    }
  >
}

const grouped = (n: bigint | number): string => n.toLocaleString('en-US')

/** `2 h 5 min`: of two units at most, so that the column stays narrow. */
const duration = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}

const rowOf = (each: Status['projections'][number]): ReadonlyArray<string> => [
  each.name,
  `${each.version}`,
  each.position === undefined ? '-' : grouped(each.position),
  grouped(each.lagEvents),
  duration(each.lagSeconds),
  grouped(each.parked),
  grouped(each.skipped),
  each.worker ?? '-',
]

/** `  #0/2`, where it is and who has it. */
const shardRow = ({ name, position, worker }: ShardView): ReadonlyArray<string> => [
  `  ${name.slice(name.indexOf('#'))}`,
  '',
  position === undefined ? '-' : grouped(position),
  ...['', '', '', ''],
  worker ?? '-',
]

const lastEvent = ({ head, appendedLastMinute }: Status): string => {
  if (head === undefined) return 'no events yet'
  const lately =
    appendedLastMinute === undefined ? '' : `, ${grouped(appendedLastMinute)} stored in the last minute`
  return `last event at position ${grouped(head)}${lately}`
}

const rebuildLine = (
  head: bigint | undefined,
  { projection, version, step, position }: RebuildUnderWay,
): string => {
  const share =
    position === undefined || head === undefined || head === 0n
      ? ''
      : `, at position ${grouped(BigInt(position))} (${(BigInt(position) * 100n) / head} %)`
  return `rebuild of ${projection} to version ${version}: ${step}${share}`
}

/** What somebody should look at, worst first. */
const troubles = ({ projections }: Status): ReadonlyArray<string> => [
  ...projections
    .filter(({ parked }) => parked > 0)
    .map(({ name, parked }) => `${name} has ${grouped(parked)} events parked`),
  ...projections
    .filter(({ worker, lagEvents }) => worker === undefined && lagEvents > 0)
    .map(({ name }) => `${name} is behind and nobody runs it`),
]

/** At most 100 columns wide, a line for each read model and process. */
export const statusScreen = (status: Status): ReadonlyArray<string> => [
  `events in ${status.events}`,
  lastEvent(status),
  status.clock.movedAt === undefined
    ? 'no clock has run: nothing becomes due'
    : `a clock has run, and moved on last at ${status.clock.movedAt}`,
  ...status.rebuilds.map((rebuild) => rebuildLine(status.head, rebuild)),
  '',
  ...(status.projections.length === 0
    ? ['no read model has started yet']
    : columns([
        ['read model or process', 'v', 'position', 'behind', 'by', 'parked', 'skipped', 'worker'],
        ...status.projections.flatMap((each) => [rowOf(each), ...(each.shards ?? []).map(shardRow)]),
      ])),
  ...troubles(status).flatMap((trouble, i) => (i === 0 ? ['', `! ${trouble}`] : [`! ${trouble}`])),
]
