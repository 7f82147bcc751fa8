import { isLeft, left, right, type Either } from '../../fp.js'
import { commission } from '../../domain/commission/index.js'
import { handle, type DomainEvent, type EventNamed } from '../../domain/events.js'
import type { FeeSchedule } from '../../domain/kernel/feeSchedule.js'
import { amountsJson, commissions } from '../../domain/processes/commissions.js'
import { seller } from '../../domain/seller/index.js'
import type { Seller } from '../../domain/seller/state.js'
import type { Unreadable } from '../delivered.js'
import type { PageOfOrders } from './whatIfOrders.js'
import type { WhatIfFees } from '../whatIfScratch.js'

export type WhatIfRefusal =
  | { readonly type: 'WhatIfUnreadable'; readonly unreadable: Unreadable }
  /** The schedule has no rule for what was sold, or what it says cannot be booked. */
  | { readonly type: 'WhatIfUndecided'; readonly orderId: string; readonly reason: string }
  /** Somebody else has written to the scratch tables. */
  | { readonly type: 'WhatIfDisturbed' }

type Booking = EventNamed<'CommissionCharged' | 'CommissionReversed'>

const feesMinorOf = (event: Booking): bigint =>
  event.type === 'CommissionCharged'
    ? event.data.fees.reduce((sum, { feeMinor }) => sum + feeMinor, 0n)
    : event.data.fees.reduce((sum, { backMinor }) => sum - backMinor, 0n)

interface Sum extends WhatIfFees {
  bookedMinor: bigint
  whatIfMinor: bigint
}

/** What a page adds to the sums. */
export const addedFees = () => {
  const sums = new Map<string, Sum>()
  return {
    of: ({ occurredAt, data: { sellerId, currency } }: Booking): Sum => {
      const month = occurredAt.slice(0, 7)
      const name = [sellerId, month, currency].join(' ')
      const sum = sums.get(name) ?? { sellerId, month, currency, bookedMinor: 0n, whatIfMinor: 0n }
      sums.set(name, sum)
      return sum
    },
    rows: (): ReadonlyArray<WhatIfFees> => [...sums.values()],
  }
}

export type Fees = ReturnType<typeof addedFees>

/** Knows all sellers, and of the orders those of the page that it is at. */
export const reckoning = (schedule: FeeSchedule) => {
  const { on } = commissions(schedule)
  const sellers = new Map<string, Seller>()
  let orders: PageOfOrders = {
    get: () => ({ toCharge: undefined, booked: [] }),
    set: () => undefined,
    changed: () => [],
  }
  let fees: Fees = addedFees()
  let charged = 0

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
    const { booked } = orders.get(orderId)
    const events = commission.decide(command.right, booked.reduce(commission.evolve, commission.initialState))
    if (isLeft(events)) return left(events.left.type)
    if (booked.length === 0 && events.right.length > 0) charged += 1
    orders.set(orderId, { toCharge: undefined, booked: [...booked, ...events.right] })
    return right(events.right.flatMap((event) => (event.type === 'CreatorsPaid' ? [] : [event])))
  }

  const remember = (event: EventNamed<'OrderDelivered'>): void => {
    const { orderId, sellerId } = event.data
    const asked = on.OrderDelivered?.(event, sellers.get(sellerId) ?? seller.initialState)
    if (asked === undefined) return
    const [request] = isLeft(asked) ? [] : asked.right
    const toCharge = isLeft(asked) ? left(asked.left.detail) : right(request ?? {})
    orders.set(orderId, { ...orders.get(orderId), toCharge })
  }

  const requestOf = (event: EventNamed<'CommissionCharged' | 'CommissionReversed' | 'CreatorsPaid'>) => {
    const { occurredAt: at, data } = event
    const { orderId } = data
    switch (event.type) {
      case 'CommissionCharged':
        return orders.get(orderId).toCharge ?? left('its delivery is not in the log')
      case 'CommissionReversed': {
        const lines = event.data.lines.map((line) => ({ lineId: line.lineId, ...amountsJson(line) }))
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
    if (event.type !== 'CreatorsPaid') fees.of(event).bookedMinor += feesMinorOf(event)
    for (const booking of bookings.right) fees.of(booking).whatIfMinor += feesMinorOf(booking)
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
    turnTo: (page: PageOfOrders, added: Fees): void => {
      orders = page
      fees = added
    },
    orders: () => charged,
  }
}
