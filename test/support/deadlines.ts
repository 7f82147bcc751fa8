import type { DomainEvent } from '../../src/domain/events.js'
import { handle } from '../../src/domain/events.js'
import { businessCalendars } from '../../src/domain/kernel/calendars.js'
import { caseDeadlines } from '../../src/domain/processes/caseDeadlines.js'
import { clockRules } from '../../src/domain/processes/clocks.js'
import type { DeadlineChange, Timekeeper } from '../../src/domain/processes/deadline.js'
import { standing } from '../../src/domain/processes/deadline.js'
import { orderDeadlines } from '../../src/domain/processes/orderDeadlines.js'
import { instant, valueOf } from './spec.js'

export const clocksOfOrders = orderDeadlines(clockRules, businessCalendars)
export const clocksOfCases = caseDeadlines(clockRules, businessCalendars)

export const changesOf = <R>(
  { on }: Timekeeper<R>,
  events: ReadonlyArray<DomainEvent>,
): ReadonlyArray<DeadlineChange<R>> =>
  events.flatMap((event) => {
    const changes = handle(on, event)
    return changes === undefined ? [] : valueOf(changes)
  })

/** The clocks that run after these events, by name, and when each is over. */
export const runningAfter = <R>(timekeeper: Timekeeper<R>, ...events: ReadonlyArray<DomainEvent>) =>
  Object.fromEntries(
    [...standing(changesOf(timekeeper, events)).values()].map(({ clock, dueAt }) => [clock, dueAt]),
  )

export const at = <E extends DomainEvent>(event: E, iso: string): E => ({
  ...event,
  occurredAt: instant(iso),
})
