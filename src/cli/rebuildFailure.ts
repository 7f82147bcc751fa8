import type { Halt } from '../application/halt.js'
import type { TableComparison } from '../application/generations.js'
import type { Value } from '../projections/column.js'
import type { RebuildFailure, RollbackFailure } from '../application/rebuilding.js'

const valueText = (value: Value | undefined): string => (value === undefined ? 'no row' : String(value))

/** The first row that differs, in words. */
const firstIn = ({ table, differing, liveRows, nextRows, first }: TableComparison): string => {
  const counts = `${table}: ${differing} rows differ (${liveRows} live, ${nextRows} made anew)`
  if (first === undefined) return counts
  const key = first.key.map(String).join(', ')
  if (first.column === undefined)
    return `${counts}; first (${key}): ${first.live === undefined ? 'missing in the live table' : 'only in the live table'}`
  return `${counts}; first (${key}) in ${first.column}: ${valueText(first.live)} live, ${valueText(first.next)} made anew`
}

export const differencesIn = (comparisons: ReadonlyArray<TableComparison>): ReadonlyArray<string> =>
  comparisons.filter(({ differing }) => differing > 0n).map(firstIn)

const haltText = (halt: Halt): string =>
  halt.type === 'ProjectionHalted'
    ? `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.reason.type}`
    : halt.type === 'HistoryDiverged'
      ? 'was begun from another history than the event store tells now: throw it away with --abandon and begin again'
      : halt.type

/** Why tables were not swapped, and what to do. */
export const rebuildFailureInWords = (failure: RebuildFailure | RollbackFailure): string => {
  const { projection } = failure
  switch (failure.type) {
    case 'NeverStarted':
      return `${projection} has never started: there is nothing to be replaced`
    case 'NotSwappable':
      return `${projection} cannot be swapped, because what depends on its tables would stay with the old ones: ${failure.obstacles.join('; ')}`
    case 'RebuildUnderWay':
      return `${projection} is being rebuilt by another process`
    case 'RebuildHalted':
      return `${projection}, as it is made anew, ${haltText(failure.halt)}; the live tables are as they were`
    case 'RowsDiffer': {
      const { culprit } = failure
      const event =
        culprit === undefined
          ? 'no event tells of that row'
          : `first told otherwise by event ${culprit.eventId} (${culprit.type} of ${culprit.stream}, position ${culprit.position.commit})`
      return `${projection} was not swapped: the same definition makes other rows of the same events. ${differencesIn(failure.comparisons).join('; ')}; ${event}. The live tables are as they were; --accept-differences swaps all the same`
    }
    case 'TablesBusy':
      return `${projection} could not be swapped within a minute, because its tables are being read all the time, by a long query or a transaction left open; run it again`
    case 'NotRecorded':
      return `${projection} was swapped, but that could not be recorded as an event (${failure.cause.type}): run the same command again`
    case 'NothingPrevious':
      return `there are no tables of ${projection} from before a rebuild`
    case 'RebuildUnfinished':
      return `a rebuild of ${projection} is not finished: finish it, or throw it away with --abandon`
    case 'PreviousOutdated':
      return `the tables of ${projection} from before were made by version ${failure.previousVersion}, this is version ${failure.version}: roll back with the release that they belong to, which catches them up, or add --stale to bring them back as of position ${failure.position ?? '-'}`
  }
}
