import type { Either } from '../../fp.js'
import type { EventHandlers } from '../events.js'
import type { Instant } from '../kernel/time.js'
import type { Clock } from './clocks.js'
import type { CannotReact } from './process.js'

/**
 * What an event does to the clocks. A deadline that is scheduled again under its id is moved. When its moment has come,
 * `request` is asked once, however late; a refusal then means that it no longer mattered.
 */
export type DeadlineChange<Request> =
  | {
      readonly type: 'DeadlineScheduled'
      readonly deadlineId: string
      readonly clock: Clock
      readonly dueAt: Instant
      readonly request: Request
    }
  | { readonly type: 'DeadlineCancelled'; readonly deadlineId: string }

/** Event in, deadlines out. Pure: the same event always schedules and cancels the same. */
export interface Timekeeper<Request> {
  readonly name: string
  readonly on: EventHandlers<readonly [], Either<CannotReact, ReadonlyArray<DeadlineChange<Request>>>>
}

/** The deadlines that still stand after these changes, by their id. */
export const standing = <Request>(
  changes: ReadonlyArray<DeadlineChange<Request>>,
): ReadonlyMap<string, Extract<DeadlineChange<Request>, { readonly type: 'DeadlineScheduled' }>> => {
  const deadlines = new Map<
    string,
    Extract<DeadlineChange<Request>, { readonly type: 'DeadlineScheduled' }>
  >()
  for (const change of changes) {
    if (change.type === 'DeadlineScheduled') deadlines.set(change.deadlineId, change)
    else deadlines.delete(change.deadlineId)
  }
  return deadlines
}
