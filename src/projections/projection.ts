import { handle, type DomainEvent, type EventHandlers } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import type { TableShape, Touch } from './table.js'

/**
 * A read model as a pure value: from each event, the rows it touches. The handler keys are the subscription. The same
 * value runs in the projector, in memory for an as-of answer, and in the audit that compares a table with the fold.
 */
export interface Projection {
  readonly name: string
  /** Raised when the handlers or tables change: the tables must then be rebuilt. */
  readonly version: number
  readonly tables: ReadonlyArray<TableShape>
  readonly on: EventHandlers<readonly [recorded: Recorded], ReadonlyArray<Touch>>
  /**
   * What must be taken in one after the other, told from the name of an event's stream: all events that touch one row of a
   * table of `rows` are of one partition. `log` and `sums` only grow, in whatever order.
   */
  readonly partition: (stream: string) => string
  /**
   * What becomes of an event that cannot be read or folded. `park`: it waits, and with it every later event of its partition,
   * until somebody has mended the cause. `skip`: it is counted and left out; only where figures may lack one.
   */
  readonly onPoison: 'park' | 'skip'
}

const typesOf = new WeakMap<Projection['on'], ReadonlySet<string>>()

/** Whether a projection would see events of this type. */
export const handles = ({ on }: Projection, type: string): boolean => {
  const known = typesOf.get(on)
  if (known !== undefined) return known.has(type)
  typesOf.set(on, new Set(Object.keys(on)))
  return Object.hasOwn(on, type)
}

const nothing: ReadonlyArray<Touch> = []

/** The rows that an event touches in a projection, in the order in which they are to evolve. */
export const touchesOf = ({ on }: Projection, event: DomainEvent, recorded: Recorded): ReadonlyArray<Touch> =>
  handle(on, event, recorded) ?? nothing
