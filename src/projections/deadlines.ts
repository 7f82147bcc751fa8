import { handle, type DomainEvent } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { timekeepers } from '../domain/processes/index.js'
import { isLeft } from '../fp.js'
import { text, timestamptz } from './column.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { table, type Touch } from './table.js'

/** Every deadline that was ever set, as its last event left it. */
export const deadlinesTable = table(
  'deadlines',
  {
    deadlineId: text,
    /** Whose order, case, statement or payout it is about. */
    sellerId: text,
    clock: text,
    /**
     * STANDING, or CANCELLED by an event. NO_RULE: an event would have set one, but no rule says how long it runs; the
     * row says in `request` what is missing.
     */
    state: text,
    dueAt: timestamptz,
    /** The event that set it. A deadline that is moved is set by another one. */
    scheduledBy: text,
    /** JSON of what is asked when it is due. */
    request: text,
  },
  ['deadlineId'],
)

/** Written by the ticker, not by events: a deadline, as one event set it, was asked. */
export const deadlinesAskedTable = table(
  'deadlines_asked',
  {
    deadlineId: text,
    scheduledBy: text,
    /** DONE, or the refusal that says why it no longer mattered. */
    outcome: text,
    askedAt: timestamptz,
  },
  ['deadlineId', 'scheduledBy'],
)

const touches = (event: DomainEvent, { eventId }: Recorded): ReadonlyArray<Touch> => {
  // What is nobody's, such as an operator's work, has no deadline.
  if (!('sellerId' in event.data)) return []
  const { sellerId } = event.data
  return timekeepers.flatMap(({ name, on }): ReadonlyArray<Touch> => {
    const changes = handle(on, event)
    if (changes === undefined) return []
    if (isLeft(changes)) {
      const unruled = { deadlineId: `${name}/${eventId}`, sellerId, clock: '-', state: 'NO_RULE' }
      const request = JSON.stringify(changes.left)
      return [deadlinesTable.put({ ...unruled, dueAt: event.occurredAt, scheduledBy: eventId, request })]
    }
    return changes.right.map((change) => {
      const { deadlineId } = change
      if (change.type === 'DeadlineCancelled') {
        return deadlinesTable.update({ deadlineId }, (row) => ({ ...row, state: 'CANCELLED' }))
      }
      const { clock, dueAt } = change
      const request = JSON.stringify(change.request)
      return deadlinesTable.put({
        deadlineId,
        sellerId,
        clock,
        state: 'STANDING',
        dueAt,
        scheduledBy: eventId,
        request,
      })
    })
  })
}

/** What will have to be done, and when: kept where a ticker runs, and brought to the head of the log by it. */
export const deadlines: Projection = {
  name: 'deadlines',
  version: 1,
  tables: [deadlinesTable],
  partition: ownPartition,
  onPoison: 'park',
  on: Object.fromEntries(timekeepers.flatMap(({ on }) => Object.keys(on).map((type) => [type, touches]))),
}
