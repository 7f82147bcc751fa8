import type { DomainEvent } from '../domain/events.js'
import { sumMinor } from '../domain/kernel/money.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Account } from './accounts.js'
import { compared, type Difference } from './difference.js'
import type { Occurrence } from './fold.js'
import { ledger } from './ledger.js'
import type { MoneyEvent } from './moneyEvents.js'
import { postingsOf, type Posting } from './postings.js'
import { handles } from './projection.js'

/** What an order has earned and not settled, and the event after which it was not nothing any more. */
export interface Pending {
  readonly currency: string
  readonly minor: bigint
  readonly eventId: string
  readonly since: Instant
}

interface Wallet {
  readonly bookedMinor: bigint
  readonly movedMinor: bigint
}

export interface Books {
  readonly tell: (occurrence: Occurrence) => ReadonlyArray<Difference>
  /** By order; those that have nothing pending are not kept. */
  readonly pending: ReadonlyMap<string, Pending>
}

/** What was settled and has not arrived at the seller's bank, whatever it is called on its way. */
const wallet: ReadonlyArray<Account> = [
  'seller_payable',
  'seller_reserved',
  'seller_debt',
  'payouts_in_transit',
]

const sumOf = (postings: ReadonlyArray<Posting>, accounts: ReadonlyArray<Account>): bigint =>
  sumMinor(postings.filter(({ account }) => accounts.includes(account)).map(({ amountMinor }) => amountMinor))

const isMoneyEvent = (event: DomainEvent): event is MoneyEvent => handles(ledger, event.type)

/** What an event brings into a seller's wallet or takes out of it, told by its own figures: not by the ledger's. */
const movementMinorOf = ({ type, data }: MoneyEvent): bigint => {
  switch (type) {
    case 'OrderSettled':
    case 'RefundSettled':
    case 'ChargebackSettled':
    case 'ChargebackOffset':
    case 'StatementAdjusted':
      return data.transaction.settlementMinor
    case 'PayoutPaid':
      return -data.amountMinor
    case 'PayoutReturned':
      return data.before === 'PAID' ? data.amountMinor : 0n
    case 'OrderPaid':
    case 'OrderDelivered':
    case 'OrderLinesRefunded':
    case 'OrderLinesCancelled':
    case 'OrderCancelled':
    case 'CommissionCharged':
    case 'CommissionReversed':
    case 'CreatorsPaid':
    case 'ReserveReleased':
    case 'PayoutCarriedOver':
    case 'PayoutPlanned':
    case 'PayoutFailed':
      return 0n
  }
}

const placeOf = ({ data }: MoneyEvent): string =>
  'orderId' in data ? data.orderId : 'payoutId' in data ? data.payoutId : data.statementId

/** The ledger once more, by its rules: every entry sums to zero, and every wallet is the sum of its movements. */
export const books = (): Books => {
  const wallets = new Map<string, Wallet>()
  const pending = new Map<string, Pending>()

  const earn = (event: MoneyEvent, eventId: string, minor: bigint): void => {
    if (minor === 0n || !('orderId' in event.data)) return
    const { orderId, currency } = event.data
    const before = pending.get(orderId)
    const sum = (before?.minor ?? 0n) + minor
    if (sum === 0n) pending.delete(orderId)
    else pending.set(orderId, { eventId, since: event.occurredAt, currency, ...before, minor: sum })
  }

  const move = (event: MoneyEvent, eventId: string, bookedMinor: bigint): ReadonlyArray<Difference> => {
    const movedMinor = movementMinorOf(event)
    if (bookedMinor === 0n && movedMinor === 0n) return []
    const { sellerId, currency } = event.data
    const name = `${sellerId}.${currency}`
    const before = wallets.get(name) ?? { bookedMinor: 0n, movedMinor: 0n }
    const after = {
      bookedMinor: before.bookedMinor + bookedMinor,
      movedMinor: before.movedMinor + movedMinor,
    }
    wallets.set(name, after)
    // Told once: what differs goes on to differ.
    if (before.bookedMinor !== before.movedMinor) return []
    const of = [name, currency, eventId] as const
    return compared('WALLET_IS_ITS_MOVEMENTS', of, after.movedMinor, after.bookedMinor)
  }

  return {
    pending,
    tell: ({ event, recorded: { eventId } }) => {
      if (!isMoneyEvent(event)) return []
      const postings = postingsOf(event)
      earn(event, eventId, sumOf(postings, ['seller_pending']))
      const sum = sumMinor(postings.map(({ amountMinor }) => amountMinor))
      const of = [placeOf(event), event.data.currency, eventId] as const
      return [...compared('BOOKS_BALANCE', of, 0n, sum), ...move(event, eventId, sumOf(postings, wallet))]
    },
  }
}
