import { isLeft } from '../fp.js'
import { handle, type DomainEvent } from '../domain/events.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Clock } from '../domain/processes/clocks.js'
import { timekeepers } from '../domain/processes/index.js'
import type { Due } from './agenda.js'
import { sliceOf } from './asking.js'

/** Deadlines in memory, as events set and cancel them: for somebody who alone lets the clocks run. */
export interface DueQueue {
  /** What is due in the earliest slice of time, the earliest first; it is taken out. */
  next(): ReadonlyArray<Due>
  /** When the earliest of all is due. */
  nextAt(): Instant | undefined
  /** Takes in what an event does to the clocks. */
  note(event: DomainEvent, eventId: string): void
}

/** Whether an event of this type sets or cancels deadlines. */
export const movesClocks = (type: string): boolean => clocked.has(type)

const clocked: ReadonlySet<string> = new Set(timekeepers.flatMap(({ on }) => Object.keys(on)))

const earlier = (a: Due, b: Due): number =>
  a.dueAt === b.dueAt ? (a.deadlineId < b.deadlineId ? -1 : 1) : a.dueAt < b.dueAt ? -1 : 1

const earliest = <K extends number | string>(keys: Iterable<K>): K | undefined => {
  let least: K | undefined
  for (const key of keys) if (least === undefined || key < least) least = key
  return least
}

/** `due` is all of these clocks that is due by `horizon`; what is due later is not taken in, as it is known elsewhere. */
export const dueQueue = (
  due: ReadonlyArray<Due>,
  { horizon, clocks }: { readonly horizon: Instant; readonly clocks: ReadonlyArray<Clock> },
): DueQueue => {
  const slices = new Map<number, Map<string, Due>>()
  const sliceById = new Map<string, number>()
  const running: ReadonlySet<Clock> = new Set(clocks)

  const remove = (deadlineId: string): void => {
    const slice = sliceById.get(deadlineId)
    if (slice === undefined) return
    sliceById.delete(deadlineId)
    const there = slices.get(slice)
    there?.delete(deadlineId)
    if (there?.size === 0) slices.delete(slice)
  }

  const put = (each: Due): void => {
    remove(each.deadlineId)
    if (each.dueAt > horizon) return
    const slice = sliceOf(each.dueAt)
    const there = slices.get(slice) ?? new Map<string, Due>()
    slices.set(slice, there.set(each.deadlineId, each))
    sliceById.set(each.deadlineId, slice)
  }

  due.forEach(put)

  return {
    next: () => {
      const slice = earliest(slices.keys())
      const page = slice === undefined ? [] : [...(slices.get(slice)?.values() ?? [])]
      for (const { deadlineId } of page) remove(deadlineId)
      return page.sort(earlier)
    },
    nextAt: () => {
      const slice = earliest(slices.keys())
      const page = slice === undefined ? undefined : slices.get(slice)?.values()
      return page && earliest([...page].map(({ dueAt }) => dueAt))
    },
    note: (event, eventId) => {
      for (const { on } of timekeepers) {
        const changes = handle(on, event)
        if (changes === undefined || isLeft(changes)) continue
        for (const change of changes.right) {
          const { deadlineId } = change
          if (change.type === 'DeadlineCancelled') remove(deadlineId)
          else if (running.has(change.clock)) {
            put({ deadlineId, dueAt: change.dueAt, scheduledBy: eventId, request: change.request })
          }
        }
      }
    },
  }
}
