import { isLeft, left, right, type Either } from '../fp.js'
import { commission, type Commission } from '../domain/commission/index.js'
import { handle, type DomainEvent, type EventNamed } from '../domain/events.js'
import type { FeeSchedule } from '../domain/kernel/feeSchedule.js'
import type { Seller } from '../domain/seller/state.js'
import { seller } from '../domain/seller/index.js'
import { commissions } from '../domain/processes/commissions.js'
import { deliveredFrom, type Unreadable } from './delivered.js'
import { pagesOf } from './pages.js'
import type { EventStore } from './ports.js'
import type { Progress } from './progress.js'

/** What a seller owed in fees in a calendar month (UTC), as booked and as it would have been. In minor units. */
export interface WhatIfRow {
  readonly sellerId: string
  /** `2018-03`, of the business time at which the fee was charged or given back. */
  readonly month: string
  readonly currency: string
  readonly bookedMinor: bigint
  readonly whatIfMinor: bigint
  /** What the seller would be paid more; negative: less. */
  readonly differenceMinor: bigint
}

export interface WhatIf {
  readonly events: number
  readonly orders: number
  /** By seller, month and currency. */
  readonly rows: ReadonlyArray<WhatIfRow>
}

export type WhatIfRefusal =
  | { readonly type: 'WhatIfUnreadable'; readonly unreadable: Unreadable }
  /** The schedule has no rule for what was sold, or what it says cannot be booked. */
  | { readonly type: 'WhatIfUndecided'; readonly orderId: string; readonly reason: string }

export interface WhatIfOptions {
  readonly events: EventStore
  readonly schedule: FeeSchedule
  /** Months that are told, inclusive: `2018-03`. All are reckoned, because a refund follows its charge. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const CATEGORIES = ['seller', 'order', 'commission']
const PAGE_MAX = 8_000

type Booking = EventNamed<'CommissionCharged' | 'CommissionReversed'>

const feesMinorOf = (event: Booking): bigint =>
  event.type === 'CommissionCharged'
    ? event.data.fees.reduce((sum, { feeMinor }) => sum + feeMinor, 0n)
    : event.data.fees.reduce((sum, { backMinor }) => sum - backMinor, 0n)

interface Sum {
  bookedMinor: bigint
  whatIfMinor: bigint
}

/** Sellers, orders that wait for their charge, and what was charged under the other schedule. */
const reckoning = (schedule: FeeSchedule) => {
  const { on } = commissions(schedule)
  const sellers = new Map<string, Seller>()
  const toCharge = new Map<string, Either<string, object>>()
  const charged = new Map<string, Commission>()
  const sums = new Map<string, Sum>()

  const sumOf = ({ occurredAt, data: { sellerId, currency } }: Booking): Sum => {
    const name = [sellerId, occurredAt.slice(0, 7), currency].join(' ')
    const sum = sums.get(name) ?? { bookedMinor: 0n, whatIfMinor: 0n }
    sums.set(name, sum)
    return sum
  }

  /** The same request under the other schedule, decided by the same rules. */
  const decided = (
    orderId: string,
    type: string,
    request: object,
  ): Either<string, ReadonlyArray<Booking>> => {
    const command = commission.commands.decode(type, {
      commandId: '00000000-0000-4000-8000-000000000000',
      actor: 'what-if',
      ...request,
    })
    if (isLeft(command)) return left(JSON.stringify(command.left))
    const state = charged.get(orderId) ?? commission.initialState
    const events = commission.decide(command.right, state)
    if (isLeft(events)) return left(events.left.type)
    charged.set(orderId, events.right.reduce(commission.evolve, state))
    return right(events.right.flatMap((event) => (event.type === 'CreatorsPaid' ? [] : [event])))
  }

  const remember = (event: EventNamed<'OrderDelivered'>): void => {
    const { orderId, sellerId } = event.data
    const asked = on.OrderDelivered?.(event, sellers.get(sellerId) ?? seller.initialState)
    if (asked === undefined) return
    const [request] = isLeft(asked) ? [] : asked.right
    toCharge.set(orderId, isLeft(asked) ? left(asked.left.detail) : right(request ?? {}))
  }

  const requestOf = (event: EventNamed<'CommissionCharged' | 'CommissionReversed' | 'CreatorsPaid'>) => {
    const { occurredAt: at, data } = event
    const { orderId } = data
    switch (event.type) {
      case 'CommissionCharged':
        return toCharge.get(orderId) ?? left('its delivery is not in the log')
      case 'CommissionReversed': {
        const lines = event.data.lines.map(({ skuId: _, ...line }) => ({
          lineId: line.lineId,
          saleMinor: line.saleMinor.toString(),
          sellerDiscountMinor: line.sellerDiscountMinor.toString(),
          platformDiscountMinor: line.platformDiscountMinor.toString(),
          shippingMinor: line.shippingMinor.toString(),
          shippingPlatformDiscountMinor: line.shippingPlatformDiscountMinor.toString(),
          taxMinor: line.taxMinor.toString(),
        }))
        const { reversalId } = event.data
        return right({ type: 'ReverseCommission', at, data: { orderId, reversalId, lines } })
      }
      case 'CreatorsPaid':
        return right({ type: 'PayCreators', at, data: { orderId } })
    }
  }

  const rebook = (
    event: EventNamed<'CommissionCharged' | 'CommissionReversed' | 'CreatorsPaid'>,
  ): WhatIfRefusal | undefined => {
    const { orderId } = event.data
    const undecided = (reason: string): WhatIfRefusal => ({ type: 'WhatIfUndecided', orderId, reason })
    const request = requestOf(event)
    if (isLeft(request)) return undecided(request.left)
    const type = 'type' in request.right ? String(request.right.type) : ''
    const bookings = decided(orderId, type, request.right)
    if (isLeft(bookings)) return undecided(bookings.left)
    toCharge.delete(orderId)
    if (event.type !== 'CreatorsPaid') sumOf(event).bookedMinor += feesMinorOf(event)
    for (const booking of bookings.right) sumOf(booking).whatIfMinor += feesMinorOf(booking)
    return undefined
  }

  const evolveSeller = (event: Extract<DomainEvent, { readonly type: `Seller${string}` }>): undefined => {
    const { sellerId } = event.data
    sellers.set(sellerId, seller.evolve(sellers.get(sellerId) ?? seller.initialState, event))
    return undefined
  }

  return {
    take: (event: DomainEvent): WhatIfRefusal | undefined =>
      handle<DomainEvent['type'], readonly [], WhatIfRefusal | undefined>(
        {
          SellerRegistered: evolveSeller,
          SellerSubmittedForVerification: evolveSeller,
          SellerVerified: evolveSeller,
          SellerRejected: evolveSeller,
          SellerSuspended: evolveSeller,
          SellerReinstated: evolveSeller,
          SellerTermsAgreed: evolveSeller,
          OrderDelivered: (delivered) => {
            remember(delivered)
            return undefined
          },
          CommissionCharged: rebook,
          CommissionReversed: rebook,
          CreatorsPaid: rebook,
        },
        event,
      ),
    orders: () => charged.size,
    rows: (): ReadonlyArray<WhatIfRow> =>
      [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { bookedMinor, whatIfMinor }]) => {
          const [sellerId = '', month = '', currency = ''] = name.split(' ')
          const differenceMinor = bookedMinor - whatIfMinor
          return { sellerId, month, currency, bookedMinor, whatIfMinor, differenceMinor }
        }),
  }
}

/**
 * Replays what was charged and given back under another fee schedule, by the rules that charged it, and tells what each seller would
 * have owed. Under the schedule that was in force nothing differs. Writes nothing. Keeps in memory what is booked of each order.
 */
export const whatIf = async ({
  events,
  schedule,
  from = '',
  to = '9999-12',
  signal,
  onProgress,
}: WhatIfOptions): Promise<Either<WhatIfRefusal, WhatIf>> => {
  const head = await events.head()
  const reckoned = reckoning(schedule)
  let count = 0
  if (head !== undefined)
    for await (const page of pagesOf(events, {
      after: undefined,
      upTo: head,
      max: PAGE_MAX,
      categories: CATEGORIES,
      signal,
    })) {
      for (const stored of page.events) {
        const delivered = deliveredFrom(stored)
        if (isLeft(delivered)) return left({ type: 'WhatIfUnreadable', unreadable: delivered.left })
        const refusal = reckoned.take(delivered.right.event)
        if (refusal !== undefined) return left(refusal)
      }
      count += page.events.length
      onProgress?.({ events: count, from: undefined, position: page.position, head })
    }
  signal?.throwIfAborted()
  const rows = reckoned.rows().filter(({ month }) => month >= from && month <= to)
  return right({ events: count, orders: reckoned.orders(), rows })
}
