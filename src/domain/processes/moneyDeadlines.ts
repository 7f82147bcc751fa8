import { right, type Either } from '../../fp.js'
import type { Instant } from '../kernel/time.js'
import type { PayoutRequest } from '../payout/commands.js'
import type { SettlementRequest } from '../settlement/commands.js'
import type { StatementRequest } from '../statement/commands.js'
import type { Clock } from './clocks.js'
import type { DeadlineChange, Timekeeper } from './deadline.js'
import type { CannotReact } from './process.js'

type MoneyRequest = SettlementRequest | StatementRequest | PayoutRequest
type Asked = Either<CannotReact, ReadonlyArray<DeadlineChange<MoneyRequest>>>

type Scheduled = readonly [DeadlineChange<MoneyRequest>]

const scheduled = (deadlineId: string, clock: Clock, dueAt: Instant, request: MoneyRequest): Scheduled => [
  { type: 'DeadlineScheduled', deadlineId, clock, dueAt, request },
]

const at = (...deadline: Parameters<typeof scheduled>): Asked => right(scheduled(...deadline))

const cancelled = (deadlineId: string): Asked => right([{ type: 'DeadlineCancelled', deadlineId }])

const settlementId = (orderId: string): string => `settlement-${orderId}/SETTLEMENT`
const releaseId = (orderId: string): string => `settlement-${orderId}/RESERVE_RELEASE`
const creatorsId = (orderId: string): string => `settlement-${orderId}/CREATOR_PAYOUT`
const closeId = (statementId: string): string => `statement-${statementId}/STATEMENT_CLOSE`
const cutOffId = (payoutId: string): string => `payout-${payoutId}/PAYOUT_CUT_OFF`

/**
 * The clocks of the money: the day on which an order settles, those on which its reserve is released and its creators are
 * paid, midnight for a statement, the morning for a payout. An order that waits for a case settles when the case is over, without a clock.
 */
export const moneyDeadlines: Timekeeper<MoneyRequest> = {
  name: 'money_deadlines',
  on: {
    SettlementOpened: ({ data: { orderId, dueAt } }) =>
      at(settlementId(orderId), 'SETTLEMENT', dueAt, { type: 'SettleOrder', data: { orderId } }),
    SettlementDeferred: ({ data: { orderId } }) => cancelled(settlementId(orderId)),
    OrderSettled: ({ data: { orderId, transaction, releaseAt, creatorsDueAt } }) =>
      right([
        { type: 'DeadlineCancelled', deadlineId: settlementId(orderId) },
        ...(transaction.reserveMinor === 0n
          ? []
          : scheduled(releaseId(orderId), 'RESERVE_RELEASE', releaseAt, {
              type: 'ReleaseReserve',
              data: { orderId },
            })),
        ...(creatorsDueAt === undefined
          ? []
          : scheduled(creatorsId(orderId), 'CREATOR_PAYOUT', creatorsDueAt, {
              type: 'ReleaseCreatorShares',
              data: { orderId },
            })),
      ]),
    ReserveReleased: ({ data: { orderId } }) => cancelled(releaseId(orderId)),
    CreatorSharesReleased: ({ data: { orderId } }) => cancelled(creatorsId(orderId)),
    StatementOpened: ({ data: { statementId, closesAt } }) =>
      at(closeId(statementId), 'STATEMENT_CLOSE', closesAt, {
        type: 'CloseStatement',
        data: { statementId },
      }),
    StatementClosed: ({ data: { statementId } }) => cancelled(closeId(statementId)),
    PayoutOpened: ({ data: { payoutId, cutOffAt } }) =>
      at(cutOffId(payoutId), 'PAYOUT_CUT_OFF', cutOffAt, {
        type: 'CutOffPayout',
        data: { payoutId },
      }),
    PayoutPlanned: ({ data: { payoutId } }) => cancelled(cutOffId(payoutId)),
    PayoutCarriedOver: ({ data: { payoutId } }) => cancelled(cutOffId(payoutId)),
  },
}
