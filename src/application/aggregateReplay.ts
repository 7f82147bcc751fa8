import { isLeft, left, right, type Either } from '../fp.js'
import { afterSales } from '../domain/afterSales/index.js'
import { commission } from '../domain/commission/index.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import { order } from '../domain/order/index.js'
import { payout } from '../domain/payout/index.js'
import { product } from '../domain/product/index.js'
import { seller } from '../domain/seller/index.js'
import { settlement } from '../domain/settlement/index.js'
import { statement } from '../domain/statement/index.js'
import { foldStream } from './loadedStream.js'
import type { EventStore, StoredEvent, System } from './ports.js'
import { eventsOfStreams, type ReplayRefusal } from './replayedEvents.js'
import { replayPoint, type ReplayAt, type ReplayAtRefusal } from './replayPoint.js'
import { lastOf, type LastEvent } from './replay.js'

/** The state of an aggregate as it was, told as what its decisions are made on. */
export interface AggregateReplay {
  readonly stream: string
  readonly at: ReplayAt
  readonly events: number
  /** Absent: the stream had not begun. */
  readonly last?: LastEvent
  readonly state: unknown
}

export type AggregateReplayRefusal =
  | ReplayRefusal
  | ReplayAtRefusal
  | { readonly type: 'CategoryUnknown'; readonly stream: string; readonly categories: ReadonlyArray<string> }

type Fold = (stored: ReadonlyArray<StoredEvent>) => unknown

const foldOf =
  <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
    aggregate: Aggregate<C, S, E, R>,
  ): Fold =>
  (stored) => {
    const folded = foldStream(aggregate, stored)
    return isLeft(folded) ? undefined : folded.right.state
  }

/** A new aggregate is one line here. */
const folds: ReadonlyMap<string, Fold> = new Map([
  [seller.category, foldOf(seller)],
  [product.category, foldOf(product)],
  [order.category, foldOf(order)],
  [afterSales.category, foldOf(afterSales)],
  [commission.category, foldOf(commission)],
  [settlement.category, foldOf(settlement)],
  [statement.category, foldOf(statement)],
  [payout.category, foldOf(payout)],
])

/** The state of one stream (`order-17`) at a point, by the rules that decide. Every event of it is read before: none is skipped. */
export const replayAggregate = async (
  { events, now }: { readonly events: Pick<EventStore, 'readStream' | 'head'>; readonly now: System['now'] },
  stream: string,
  at: ReplayAt | undefined,
): Promise<Either<AggregateReplayRefusal, AggregateReplay>> => {
  const fold = folds.get(stream.slice(0, stream.indexOf('-')))
  if (fold === undefined) return left({ type: 'CategoryUnknown', stream, categories: [...folds.keys()] })
  const point = await replayPoint(at, { events, now })
  if (isLeft(point)) return point
  const found = await eventsOfStreams(events, [stream], point.right)
  if (isLeft(found)) return found
  const last = lastOf(found.right)
  return right({
    stream,
    at: point.right.at,
    events: found.right.length,
    ...(last && { last }),
    state: fold(found.right.map(({ stored }) => stored)),
  })
}
