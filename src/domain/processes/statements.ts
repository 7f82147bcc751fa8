import { right, type Either } from '../../fp.js'
import { periodOf } from '../kernel/accountIds.js'
import type { Instant, LocalDate } from '../kernel/time.js'
import type { Transaction } from '../kernel/transaction.js'
import { utcDayOf } from '../kernel/utcDay.js'
import type { StatementRequest } from '../statement/commands.js'
import { transactionJson } from './json.js'
import type { CannotReact, Process } from './process.js'

type Asked = Either<CannotReact, ReadonlyArray<StatementRequest>>

interface Movement {
  readonly orderId: string
  readonly sellerId: string
  readonly market: string
  readonly currency: string
  readonly transaction: Transaction
}

const add = (at: Instant, date: LocalDate, movement: Movement): Asked => {
  const { orderId, sellerId, market, currency, transaction } = movement
  return right([
    {
      type: 'AddStatementLine',
      at,
      data: {
        statementId: periodOf(sellerId, date, currency),
        sellerId,
        market,
        date,
        currency,
        orderId,
        transaction: transactionJson(transaction),
      },
    },
  ])
}

const onItsDay = ({ occurredAt, data }: { readonly occurredAt: Instant; readonly data: Movement }): Asked =>
  add(occurredAt, utcDayOf(occurredAt), data)

/** Every transaction of an order stands on its seller's statement of the day, or of the first day after that is open. */
export const statements: Process<StatementRequest> = {
  name: 'statements',
  on: {
    OrderSettled: onItsDay,
    RefundSettled: onItsDay,
    ChargebackSettled: onItsDay,
    ChargebackOffset: onItsDay,
    ReserveReleased: onItsDay,
    StatementLineDeferred: ({ occurredAt, data }) => add(occurredAt, data.toDate, data),
  },
}
