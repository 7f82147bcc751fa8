import { isLeft, left, type Either } from '../fp.js'
import { domainEvents } from '../domain/events.js'
import type { DecodeFailure } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Occurrence } from '../projections/fold.js'
import { readOccurrence } from './eventText.js'
import type { StoredEvent } from './ports.js'

/** Which event it is, readable or not. */
export interface Consumed {
  readonly eventId: string
  readonly stream: string
  readonly position: Position
}

/** An event that is stored and cannot be read here. */
export interface Unreadable extends Consumed {
  readonly type: string
  readonly failure: DecodeFailure
}

/** An event that nobody here needed to read. */
export interface Unread extends Consumed {
  readonly failure: undefined
}

/** An event as every projection gets it: read once for all of them. */
export type Delivered = Either<Unreadable | Unread, Occurrence>

/** Stands for an event that is of other shards than those here: it is gone past. */
export const unread = ({ id, stream, position }: StoredEvent): Delivered =>
  left({ eventId: id, stream, position, failure: undefined })

/** Keeps nothing of the stored bytes: pages of them would be all that is in memory. */
export const deliveredFrom = (stored: StoredEvent): Either<Unreadable, Occurrence> => {
  const read = readOccurrence(domainEvents, stored)
  if (!isLeft(read)) return read
  const { type, id, stream, position } = stored
  return left({ type, eventId: id, stream, position, failure: read.left })
}

export const consumedBy = (delivered: Delivered): Consumed =>
  isLeft(delivered) ? delivered.left : delivered.right.recorded
