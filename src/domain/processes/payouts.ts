import { left, right, type Either } from '../../fp.js'
import { periodOf } from '../kernel/accountIds.js'
import { payoutDayFrom } from '../kernel/sellerTerms.js'
import type { Instant, LocalDate } from '../kernel/time.js'
import { daysAfter, utcDayOf } from '../kernel/utcDay.js'
import type { PayoutRequest } from '../payout/commands.js'
import { termsFor, type TermsTable } from '../settlement/terms.js'
import type { StatementEvent } from '../statement/events.js'
import { termsJson } from './json.js'
import type { CannotReact, Process } from './process.js'

type Asked = Either<CannotReact, ReadonlyArray<PayoutRequest>>
type Entry = Extract<PayoutRequest, { readonly type: 'AddPayoutEntry' }>['data']['entry']
type Closed = Extract<StatementEvent, { readonly type: 'StatementClosed' }>

interface Seller {
  readonly sellerId: string
  readonly market: string
  readonly currency: string
}

interface Told<D> {
  readonly occurredAt: Instant
  readonly data: D
}

/** An earlier payout, whose money goes on to a later one. */
interface Earlier extends Seller {
  readonly payoutId: string
  readonly toDate: LocalDate
  readonly amountMinor: bigint
}

/**
 * Closed statements are paid on the seller's next day of payout, after their rest. What was not paid on a day, or not
 * received, goes on to a later day; what was paid although the bank had said no is taken back there.
 */
export const payouts = (table: TermsTable): Process<PayoutRequest> => {
  const add = (at: Instant, { sellerId, market, currency }: Seller, date: LocalDate, entry: Entry): Asked => {
    const terms = termsFor(table, { sellerId, market, at })
    if (terms === undefined) {
      return left({ type: 'SellerTermsMissing', detail: `no terms for ${sellerId} in ${market} at ${at}` })
    }
    const payoutId = periodOf(sellerId, date, currency)
    const data = { payoutId, sellerId, market, date, currency, terms: termsJson(terms), entry }
    return right([{ type: 'AddPayoutEntry', at, data }])
  }

  const fromStatement = ({ occurredAt, data }: Closed): Asked => {
    const { sellerId, market, statementId, payableMinor } = data
    const terms = termsFor(table, { sellerId, market, at: occurredAt })
    const rested = daysAfter(utcDayOf(occurredAt), terms?.payoutHoldDays ?? 0)
    const date = terms === undefined ? rested : payoutDayFrom(terms, rested)
    const entry = { kind: 'STATEMENT', source: statementId, amountMinor: payableMinor.toString() } as const
    return add(occurredAt, data, date, entry)
  }

  const again = (at: Instant, data: Earlier, kind: Entry['kind'], amountMinor: bigint): Asked =>
    add(at, data, data.toDate, { kind, source: data.payoutId, amountMinor: amountMinor.toString() })

  return {
    name: 'payouts',
    on: {
      StatementClosed: fromStatement,
      PayoutEntryDeferred: ({ occurredAt, data }) =>
        add(occurredAt, data, data.toDate, {
          ...data.entry,
          amountMinor: data.entry.amountMinor.toString(),
        }),
      PayoutCarriedOver: ({ occurredAt, data }: Told<Earlier>) =>
        data.amountMinor === 0n ? right([]) : again(occurredAt, data, 'CARRIED_OVER', data.amountMinor),
      PayoutFailed: ({ occurredAt, data }: Told<Earlier>) =>
        again(occurredAt, data, 'FAILED', data.amountMinor),
      PayoutPaid: ({ occurredAt, data }: Told<Earlier & { readonly before: string }>) =>
        data.before === 'FAILED'
          ? again(occurredAt, data, 'ARRIVED_AFTER_ALL', -data.amountMinor)
          : right([]),
      PayoutReturned: ({ occurredAt, data }: Told<Earlier & { readonly before: string }>) =>
        data.before === 'FAILED' ? right([]) : again(occurredAt, data, 'RETURNED', data.amountMinor),
    },
  }
}
