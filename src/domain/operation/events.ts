import { closed, integer, listOf, matching, oneOf, text } from '../kernel/codec.js'
import { OperationId, SubjectId } from '../kernel/ids.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'

/** A read model or process, as its checkpoint is named: `order_board`, `process:commissions`. */
const FollowerName = text(1, 200)
const Version = integer(1, 1_000_000)
/** Place in the log (its `commit`), as a decimal. */
const LogPosition = matching('LogPosition', /^(?:0|[1-9]\d{0,18})$/, 'must be a decimal of up to 19 digits')
/** Why a follower was taken back to the beginning: as `acceptRestore` tells it. */
const RestoreCause = oneOf('RestoreCause', ['DIVERGED', 'UNFINISHED', 'ASKED'])
const RestoredPart = closed(
  'RestoredPart',
  { name: FollowerName, why: RestoreCause },
  { position: LogPosition },
)

/** What commands ask to be recorded, too. Who did it is the actor in the metadata; `reason` is why, in their own words. */
export const operationData = {
  rebuild: closed(
    'RebuildData',
    { operationId: OperationId, projection: FollowerName, version: Version, position: LogPosition },
    { reason: text(1, 500) },
  ),
  rollback: closed(
    'RollbackData',
    { operationId: OperationId, projection: FollowerName, version: Version, position: LogPosition },
    { reason: text(1, 500) },
  ),
  redrive: closed(
    'RedriveData',
    { operationId: OperationId, projection: FollowerName, events: integer(1, Number.MAX_SAFE_INTEGER) },
    { partition: text(1, 300), reason: text(1, 500) },
  ),
  restore: closed(
    'RestoreData',
    { operationId: OperationId, incarnation: text(1, 100), parts: listOf(RestoredPart, 1, 1_000) },
    { reason: text(1, 500) },
  ),
  erasure: closed(
    'ErasureData',
    { operationId: OperationId, subjectId: SubjectId },
    { reason: text(1, 500) },
  ),
}

/** The tables of a read model were made anew beside the live ones and took their place; `position` is where they stood then. */
const ProjectionRebuilt = event('ProjectionRebuilt', operationData.rebuild)

/** The tables of before the last rebuild took their place again. */
const ProjectionRolledBack = event('ProjectionRolledBack', operationData.rollback)

/** Events that had been parked were given to their read model once more, in their order. */
const EventsRedriven = event('EventsRedriven', operationData.redrive)

/**
 * The event store's present history was taken for the true one. `parts`: what began anew from it, with the position that
 * each had reached in the history of before.
 */
const RestoreAccepted = event('RestoreAccepted', operationData.restore)

/** The key of a person's data was destroyed: what is sealed under it stays where it is, and nobody can open it any more. */
const SubjectErased = event('SubjectErased', operationData.erasure)

/** The storage contract: add, never edit. */
export const operationEventDefinitions = [
  ProjectionRebuilt,
  ProjectionRolledBack,
  EventsRedriven,
  RestoreAccepted,
  SubjectErased,
]
export type OperationEvent = EventOf<(typeof operationEventDefinitions)[number]>
export const operationEvents = eventCatalog<OperationEvent>(operationEventDefinitions)
