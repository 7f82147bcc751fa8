import type { Transaction } from '../kernel/transaction.js'
import type { StatementEvent } from './events.js'

type Data<T extends StatementEvent['type']> = Extract<StatementEvent, { readonly type: T }>['data']
export type Period = Omit<Data<'StatementOpened'>, 'closesAt'>
export type Sums = Pick<
  Data<'StatementClosed'>,
  | 'revenueMinor'
  | 'shippingMinor'
  | 'feeTaxMinor'
  | 'adjustmentMinor'
  | 'settlementMinor'
  | 'reserveMinor'
  | 'payableMinor'
>

/** A transaction that is here, or went to a later day: it is neither added nor sent on again. */
type Known = Pick<Transaction, 'transactionId' | 'settlementMinor' | 'reserveMinor'>

export interface Statement {
  readonly status: 'OPEN' | 'CLOSED'
  readonly period: Period
  readonly closesAt: Data<'StatementOpened'>['closesAt']
  readonly lines: number
  readonly sums: Sums
  readonly known: ReadonlyArray<Known>
}

export type SellerDay = { readonly status: 'NONE' } | Statement

export const initialState: SellerDay = { status: 'NONE' }

const nothing: Sums = {
  revenueMinor: 0n,
  shippingMinor: 0n,
  feeTaxMinor: 0n,
  adjustmentMinor: 0n,
  settlementMinor: 0n,
  reserveMinor: 0n,
  payableMinor: 0n,
}

/** What the lines of a day come to so far. */
export const sumsOf = (day: SellerDay): Sums => (day.status === 'NONE' ? nothing : day.sums)

export const evolve = (day: SellerDay, event: StatementEvent): SellerDay => {
  if (event.type === 'StatementOpened') {
    const { closesAt, ...period } = event.data
    return { status: 'OPEN', period, closesAt, lines: 0, sums: nothing, known: [] }
  }
  if (day.status === 'NONE') return day
  switch (event.type) {
    case 'StatementLineAdded':
    case 'StatementAdjusted': {
      const { line, transaction } = event.data
      return {
        ...day,
        lines: line,
        sums: added(day.sums, transaction),
        known: [...day.known, knownOf(transaction)],
      }
    }
    case 'StatementLineDeferred':
      return { ...day, known: [...day.known, knownOf(event.data.transaction)] }
    case 'StatementClosed':
      return { ...day, status: 'CLOSED' }
  }
}

const knownOf = ({ transactionId, settlementMinor, reserveMinor }: Transaction): Known => ({
  transactionId,
  settlementMinor,
  reserveMinor,
})

export const added = (sums: Sums, transaction: Transaction): Sums => ({
  revenueMinor: sums.revenueMinor + transaction.revenueMinor,
  shippingMinor: sums.shippingMinor + transaction.shippingMinor,
  feeTaxMinor: sums.feeTaxMinor + transaction.feeTaxMinor,
  adjustmentMinor: sums.adjustmentMinor + transaction.adjustmentMinor,
  settlementMinor: sums.settlementMinor + transaction.settlementMinor,
  reserveMinor: sums.reserveMinor + transaction.reserveMinor,
  payableMinor: sums.payableMinor + transaction.settlementMinor + transaction.reserveMinor,
})
