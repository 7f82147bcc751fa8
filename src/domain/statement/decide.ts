import { left, right, type Either } from '../../fp.js'
import { periodOf } from '../kernel/accountIds.js'
import { SignedMinor } from '../kernel/money.js'
import type { Instant } from '../kernel/time.js'
import { TransactionType, transactionOf, type Transaction } from '../kernel/transaction.js'
import { daysAfter, startOf } from '../kernel/utcDay.js'
import { adjustmentType } from './adjustments.js'
import type { StatementCommand } from './commands.js'
import type { StatementEvent } from './events.js'
import { added, initialState, evolve, sumsOf, type Period, type SellerDay, type Statement } from './state.js'

export type StatementRefusal = { readonly statementId: string } & (
  | { readonly type: 'StatementNotFound' }
  | { readonly type: 'StatementAlreadyClosed' }
  | { readonly type: 'StatementDayNotOver'; readonly closesAt: Instant }
  /** The id says another seller, day or currency than the data. Amounts of two currencies never meet. */
  | { readonly type: 'StatementIsOfAnother'; readonly expected: string }
  | { readonly type: 'TransactionIdReused'; readonly transactionId: string }
  /** The sums of a transaction are not those of its lines. */
  | { readonly type: 'TransactionDoesNotAddUp'; readonly transactionId: string }
  | { readonly type: 'AdjustmentTypeEmpty' }
  | { readonly type: 'StatementOverflows' }
)

type Decision = Either<StatementRefusal, ReadonlyArray<StatementEvent>>
type Of<T extends StatementCommand['type']> = Extract<StatementCommand, { readonly type: T }>

export const decide = (command: StatementCommand, day: SellerDay): Decision => {
  switch (command.type) {
    case 'AddStatementLine':
      return add(command, day)
    case 'AdjustStatement':
      return adjust(command, day)
    case 'CloseStatement':
      return close(command, day)
  }
}

/** The statement as it is once it is there, and what has to be told before. */
const openedFor = (
  at: Instant,
  { statementId, sellerId, market, date, currency }: Period,
  day: SellerDay,
): { readonly statement: SellerDay; readonly before: ReadonlyArray<StatementEvent> } => {
  if (day.status !== 'NONE') return { statement: day, before: [] }
  const closesAt = startOf(daysAfter(date, 1))
  const data = { statementId, sellerId, market, date, currency, closesAt }
  const opened: StatementEvent = { type: 'StatementOpened', occurredAt: at, data }
  return { statement: evolve(initialState, opened), before: [opened] }
}

/** Why a transaction cannot stand here; `'known'` if it does already. */
const problemOf = (
  data: Period,
  transaction: Transaction,
  day: SellerDay,
): StatementRefusal | 'known' | undefined => {
  const { statementId } = data
  const expected = periodOf(data.sellerId, data.date, data.currency)
  if (expected !== statementId) return { type: 'StatementIsOfAnother', statementId, expected }
  const { transactionId } = transaction
  const summed = transactionOf(transactionId, transaction.type, transaction.lines)
  const isSum = (['revenueMinor', 'shippingMinor', 'feeTaxMinor', 'adjustmentMinor'] as const).every(
    (sum) => summed[sum] === transaction[sum],
  )
  if (
    !isSum ||
    summed.settlementMinor !== transaction.settlementMinor ||
    summed.reserveMinor !== transaction.reserveMinor
  ) {
    return { type: 'TransactionDoesNotAddUp', statementId, transactionId }
  }
  const known =
    day.status === 'NONE' ? undefined : day.known.find((other) => other.transactionId === transactionId)
  if (known !== undefined) {
    return known.settlementMinor === transaction.settlementMinor &&
      known.reserveMinor === transaction.reserveMinor
      ? 'known'
      : { type: 'TransactionIdReused', statementId, transactionId }
  }
  return Object.values(added(sumsOf(day), transaction)).every((sum) => SignedMinor.is(sum))
    ? undefined
    : { type: 'StatementOverflows', statementId }
}

const ofPeriod = ({ statementId, sellerId, market, date, currency }: Period): Period => ({
  statementId,
  sellerId,
  market,
  date,
  currency,
})

const add = ({ at, data }: Of<'AddStatementLine'>, day: SellerDay): Decision => {
  const { orderId, transaction } = data
  const problem = problemOf(data, transaction, day)
  if (problem !== undefined) return problem === 'known' ? right([]) : left(problem)
  const period = ofPeriod(data)
  if (day.status === 'CLOSED') {
    const toDate = daysAfter(data.date, 1)
    return right([
      { type: 'StatementLineDeferred', occurredAt: at, data: { ...period, toDate, orderId, transaction } },
    ])
  }
  const { statement, before } = openedFor(at, data, day)
  const line = statement.status === 'NONE' ? 1 : statement.lines + 1
  return right([
    ...before,
    { type: 'StatementLineAdded', occurredAt: at, data: { line, orderId, transaction, ...period } },
  ])
}

const adjust = ({ at, data }: Of<'AdjustStatement'>, day: SellerDay): Decision => {
  const { statementId, adjustmentId, amountMinor } = data
  const type = adjustmentType(data.adjustmentType)
  if (!TransactionType.is(type)) return left({ type: 'AdjustmentTypeEmpty', statementId })
  const transaction = transactionOf(`${statementId}/adjustment/${adjustmentId}`, type, [
    { part: 'ADJUSTMENT', name: type, amountMinor },
  ])
  const problem = problemOf(data, transaction, day)
  if (problem !== undefined) return problem === 'known' ? right([]) : left(problem)
  if (day.status === 'CLOSED') return left({ type: 'StatementAlreadyClosed', statementId })
  const { statement, before } = openedFor(at, data, day)
  const line = statement.status === 'NONE' ? 1 : statement.lines + 1
  const more = {
    ...(data.relatedOrderId === undefined ? {} : { relatedOrderId: data.relatedOrderId }),
    ...(data.note === undefined ? {} : { note: data.note }),
  }
  return right([
    ...before,
    {
      type: 'StatementAdjusted',
      occurredAt: at,
      data: { ...ofPeriod(data), line, adjustmentId, transaction, ...more },
    },
  ])
}

const close = ({ at, data: { statementId } }: Of<'CloseStatement'>, day: SellerDay): Decision => {
  if (day.status === 'NONE') return left({ type: 'StatementNotFound', statementId })
  if (day.status === 'CLOSED') return right([])
  const { closesAt } = day
  if (at < closesAt) return left({ type: 'StatementDayNotOver', statementId, closesAt })
  return right([{ type: 'StatementClosed', occurredAt: at, data: closing(day) }])
}

const closing = ({ period, lines, sums }: Statement) => ({ lines, ...period, ...sums })
