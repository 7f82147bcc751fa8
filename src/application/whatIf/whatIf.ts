import { isLeft, left, right, type Either } from '../../fp.js'
import type { DomainEvent } from '../../domain/events.js'
import type { FeeSchedule } from '../../domain/kernel/feeSchedule.js'
import { deliveredFrom } from '../delivered.js'
import { pagesOf } from '../pages.js'
import type { EventStore, StoredEvent } from '../ports.js'
import type { Progress } from '../progress.js'
import { addedFees, reckoning, type WhatIfRefusal } from './reckoning.js'
import { pageOfOrders } from './whatIfOrders.js'
import { whatIfFeesTable, whatIfOrdersTable, type WhatIfFees, type WhatIfScratch } from '../whatIfScratch.js'

/** What a seller owed in fees in a calendar month (UTC), as booked and as it would have been. In minor units. */
export interface WhatIfRow extends WhatIfFees {
  /** What the seller would be paid more; negative: less. */
  readonly differenceMinor: bigint
}

export interface WhatIf {
  readonly events: number
  readonly orders: number
  /** By seller, month and currency. */
  readonly rows: ReadonlyArray<WhatIfRow>
}

export interface WhatIfOptions {
  readonly events: EventStore
  readonly scratch: WhatIfScratch
  readonly schedule: FeeSchedule
  /** Months that are told, inclusive: `2018-03`. All are reckoned, because a refund follows its charge. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const CATEGORIES = ['seller', 'order', 'commission']
const PAGE_MAX = 4_000
const NAME = 'what_if'

const CHARGING: ReadonlySet<DomainEvent['type']> = new Set([
  'OrderDelivered',
  'CommissionCharged',
  'CommissionReversed',
  'CreatorsPaid',
])

const ordersIn = (events: ReadonlyArray<DomainEvent>): ReadonlySet<string> =>
  new Set(events.flatMap(({ type, data }) => (CHARGING.has(type) && 'orderId' in data ? [data.orderId] : [])))

/** The events of a page; the first that cannot be read, if there is one. */
const readAll = (stored: ReadonlyArray<StoredEvent>): Either<WhatIfRefusal, ReadonlyArray<DomainEvent>> => {
  const events: Array<DomainEvent> = []
  for (const each of stored) {
    const delivered = deliveredFrom(each)
    if (isLeft(delivered)) return left({ type: 'WhatIfUnreadable', unreadable: delivered.left })
    events.push(delivered.right.event)
  }
  return right(events)
}

const rowsIn = (
  fees: ReadonlyArray<WhatIfFees>,
  { from = '', to = '9999-12' }: Pick<WhatIfOptions, 'from' | 'to'>,
): ReadonlyArray<WhatIfRow> =>
  fees
    .filter(({ month }) => month >= from && month <= to)
    .map((row) => ({ ...row, differenceMinor: row.bookedMinor - row.whatIfMinor }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))

const nameOf = ({ sellerId, month, currency }: WhatIfFees): string => [sellerId, month, currency].join(' ')

/**
 * Replays what was charged and given back under another fee schedule, by the rules that charged it, and tells what each seller would
 * have owed. Under the schedule that was in force nothing differs. Writes to the scratch tables alone, where each order is kept
 * between its pages: in memory are a page, the sellers, and at the end a row for each seller and month.
 */
export const whatIf = async (options: WhatIfOptions): Promise<Either<WhatIfRefusal, WhatIf>> => {
  const { events, scratch, schedule, signal, onProgress } = options
  const { reads } = scratch
  const head = await events.head()
  const reckoned = reckoning(schedule)
  let owner = await reads.claim(NAME, 1, await events.incarnation())
  let count = 0
  if (head !== undefined)
    for await (const page of pagesOf(events, {
      ...{ after: undefined, upTo: head, max: PAGE_MAX, categories: CATEGORIES, signal },
    })) {
      const read = readAll(page.events)
      if (isLeft(read)) return read
      const [orders, fees] = [await pageOfOrders(reads, ordersIn(read.right)), addedFees()]
      reckoned.turnTo(orders, fees)
      for (const event of read.right) {
        const refusal = reckoned.take(event)
        if (refusal !== undefined) return left(refusal)
      }
      const moved = await reads.commit(owner, { position: page.position, eventId: page.events.at(-1)?.id }, [
        { table: whatIfOrdersTable, rows: orders.changed() },
        { table: whatIfFeesTable, rows: fees.rows() },
      ])
      if (isLeft(moved)) return left({ type: 'WhatIfDisturbed' })
      owner = moved.right
      count += page.events.length
      onProgress?.({ events: count, from: undefined, position: page.position, head })
    }
  signal?.throwIfAborted()
  return right({ events: count, orders: reckoned.orders(), rows: rowsIn(await scratch.fees(), options) })
}
