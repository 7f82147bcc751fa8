import type { TickerHalt } from './asking.js'
import type { Halt } from './lane.js'
import type { ProcessHalt } from './processLane.js'

/** Something stopped that will not go on by itself: a read model or a process, and why. */
export interface Stopped {
  readonly component: string
  readonly detail: string
}

/** Why, in a sentence that goes on from its name. */
export const detailOf = (halt: Halt | ProcessHalt | TickerHalt): string => {
  switch (halt.type) {
    case 'DeadlineStopped':
      return `stopped before deadline ${halt.deadlineId}: ${halt.cause.type}`
    case 'ProjectionHalted':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.reason.type}`
    case 'EventsMissing':
      return `was not handed what comes after position ${halt.after?.commit ?? 'nothing'} and before ${halt.before.commit}`
    case 'ProcessStopped':
      return `stopped before event ${halt.eventId} of ${halt.stream}: ${halt.cause.type}`
    case 'HistoryDiverged':
      return 'has taken in another history than the event store tells now: accept-restore builds it anew from that one'
    case 'ProjectionOutdated':
      return halt.version === halt.storedVersion
        ? `has tables that another definition of version ${halt.version} has made: run \`comptoir rebuild ${halt.name}\``
        : `has tables of version ${halt.storedVersion}, this is version ${halt.version}: run \`comptoir rebuild ${halt.name}\``
    case 'OwnershipLost':
      return 'was taken over by another worker'
  }
}
