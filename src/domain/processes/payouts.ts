import { isLeft, right, type Either } from '../../fp.js'
import { periodOf } from '../kernel/accountIds.js'
import { payoutDayFrom } from '../kernel/sellerTerms.js'
import type { Instant, LocalDate } from '../kernel/time.js'
import { daysAfter, utcDayOf } from '../kernel/utcDay.js'
import type { PayoutRequest } from '../payout/commands.js'
import type { Seller } from '../seller/state.js'
import type { TermsTable } from '../settlement/terms.js'
import type { StatementEvent } from '../statement/events.js'
import { agreedTerms } from './agreedTerms.js'
import { termsJson } from './json.js'
import type { CannotReact, Process } from './process.js'

type Asked = Either<CannotReact, ReadonlyArray<PayoutRequest>>
type Entry = Extract<PayoutRequest, { readonly type: 'AddPayoutEntry' }>['data']['entry']
type Closed = Extract<StatementEvent, { readonly type: 'StatementClosed' }>

interface Owner {
  readonly sellerId: string
  readonly market: string
  readonly currency: string
}

interface Told<D> {
  readonly occurredAt: Instant
  readonly data: D
}

/** An earlier payout, whose money goes on to a later one. */
interface Earlier extends Owner {
  readonly payoutId: string
  readonly toDate: LocalDate
  readonly amountMinor: bigint
}

/**
 * Closed statements are paid on the seller's next day of payout, after their rest. What was not paid on a day, or not
 * received, goes on to a later day; what was paid although the bank had said no is taken back there.
 */
export const payouts = (table: TermsTable): Process<PayoutRequest> => {
  const add = (at: Instant, owner: Owner, seller: Seller, date: LocalDate, entry: Entry): Asked => {
    const { sellerId, market, currency } = owner
    const terms = agreedTerms(table, seller, { sellerId, market, at })
    if (isLeft(terms)) return terms
    const payoutId = periodOf(sellerId, date, currency)
    const data = { payoutId, sellerId, market, date, currency, terms: termsJson(terms.right), entry }
    return right([{ type: 'AddPayoutEntry', at, data }])
  }

  const fromStatement = ({ occurredAt, data }: Closed, seller: Seller): Asked => {
    const { sellerId, market, statementId, payableMinor } = data
    const terms = agreedTerms(table, seller, { sellerId, market, at: occurredAt })
    if (isLeft(terms)) return terms
    const rested = daysAfter(utcDayOf(occurredAt), terms.right.payoutHoldDays)
    const date = payoutDayFrom(terms.right, rested)
    const entry = { kind: 'STATEMENT', source: statementId, amountMinor: payableMinor.toString() } as const
    return add(occurredAt, data, seller, date, entry)
  }

  const again = (
    { occurredAt, data }: Told<Earlier>,
    seller: Seller,
    kind: Entry['kind'],
    amountMinor = data.amountMinor,
  ): Asked => {
    const entry = { kind, source: data.payoutId, amountMinor: amountMinor.toString() }
    return add(occurredAt, data, seller, data.toDate, entry)
  }

  return {
    name: 'payouts',
    knowsSellers: true,
    on: {
      StatementClosed: fromStatement,
      PayoutEntryDeferred: ({ occurredAt, data }, seller) =>
        add(occurredAt, data, seller, data.toDate, {
          ...data.entry,
          amountMinor: data.entry.amountMinor.toString(),
        }),
      PayoutCarriedOver: (event: Told<Earlier>, seller) =>
        event.data.amountMinor === 0n ? right([]) : again(event, seller, 'CARRIED_OVER'),
      PayoutFailed: (event: Told<Earlier>, seller) => again(event, seller, 'FAILED'),
      PayoutPaid: (event: Told<Earlier & { readonly before: string }>, seller) =>
        event.data.before === 'FAILED'
          ? again(event, seller, 'ARRIVED_AFTER_ALL', -event.data.amountMinor)
          : right([]),
      PayoutReturned: (event: Told<Earlier & { readonly before: string }>, seller) =>
        event.data.before === 'FAILED' ? right([]) : again(event, seller, 'RETURNED'),
    },
  }
}
