import { left, right, type Either } from '../../fp.js'
import type { Instant } from '../kernel/time.js'
import { sumsAreStorable } from '../kernel/transaction.js'
import { instantDaysAfter } from '../kernel/utcDay.js'
import type { SettlementCommand } from './commands.js'
import type { SettlementEvent } from './events.js'
import type { SettlementRefusal } from './refusal.js'
import { buyerBackMinorOf, opened, type Account, type Settlement } from './state.js'
import {
  chargeback,
  creatorsMinorOf,
  offset,
  refundTransaction,
  release,
  settled,
  settlementMinorOf,
} from './transactions.js'

type Decision = Either<SettlementRefusal, ReadonlyArray<SettlementEvent>>
type Of<T extends SettlementCommand['type']> = Extract<SettlementCommand, { readonly type: T }>

export const decide = (command: SettlementCommand, settlement: Settlement): Decision => {
  if (command.type === 'OpenSettlement') return open(command, settlement)
  if (command.type === 'OpenSettlementCase') return openCase(command, settlement)
  if (command.type === 'CloseSettlementCase') return closeCase(command, settlement)
  if (settlement.status === 'NONE') {
    return left({ type: 'SettlementNotOpen', orderId: command.data.orderId })
  }
  switch (command.type) {
    case 'SettleRefund':
      return refund(command, settlement)
    case 'SettleOrder':
      return settle(command, settlement)
    case 'SettleChargeback':
      return chargeBack(command, settlement)
    case 'ReleaseReserve':
      return releaseReserve(command, settlement)
    case 'ReleaseCreatorShares':
      return releaseCreators(command, settlement)
  }
}

const open = ({ at, data }: Of<'OpenSettlement'>, settlement: Settlement): Decision => {
  const { orderId, deliveredAt, terms, lines } = data
  if (settlement.status !== 'NONE') return left({ type: 'SettlementAlreadyOpen', orderId })
  const dueAt = instantDaysAfter(deliveredAt, terms.settleAfterDays)
  const event = { ...data, dueAt, estimatedMinor: settlementMinorOf(lines) }
  // What could not settle one day is not taken up.
  return sumsAreStorable(settled(opened(settlement, event)))
    ? right([{ type: 'SettlementOpened', occurredAt: at, data: event }])
    : left({ type: 'SettlementOverflows', orderId })
}

const openCase = ({ at, data }: Of<'OpenSettlementCase'>, { openCases }: Settlement): Decision =>
  right(openCases.includes(data.caseId) ? [] : [{ type: 'SettlementCaseOpened', occurredAt: at, data }])

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)

/**
 * The last open case that is closed lets an order settle whose day has come, or its creators have what they waited for. A
 * case may be over earlier than is known: whoever was deferred for it has had their day, and no clock comes again.
 */
const closeCase = ({ at, data }: Of<'CloseSettlementCase'>, settlement: Settlement): Decision => {
  const { openCases } = settlement
  if (!openCases.includes(data.caseId)) return right([])
  const closed = { type: 'SettlementCaseClosed', occurredAt: at, data } as const
  if (settlement.status === 'NONE' || openCases.length > 1) return right([closed])
  const { status, dueAt, creatorsDueAt, deferred } = settlement
  if (status === 'WAITING') {
    const isDue = deferred || at >= dueAt
    return right(isDue ? [closed, orderSettled(later(at, dueAt), settlement)] : [closed])
  }
  const areDue = creatorsDueAt !== undefined && (deferred || at >= creatorsDueAt)
  return right(areDue ? [closed, creatorsReleased(later(at, creatorsDueAt), settlement)] : [closed])
}

const orderSettled = (at: Instant, account: Account): SettlementEvent => {
  const { parties, terms, deliveredAt, lines } = account
  const waited = instantDaysAfter(deliveredAt, terms.creatorDays)
  return {
    type: 'OrderSettled',
    occurredAt: at,
    data: {
      terms,
      ...parties,
      transaction: settled(account),
      releaseAt: instantDaysAfter(deliveredAt, terms.reserveDays),
      ...(creatorsMinorOf(lines) > 0n ? { creatorsDueAt: at > waited ? at : waited } : {}),
    },
  }
}

const creatorsReleased = (at: Instant, { parties }: Account): SettlementEvent => ({
  type: 'CreatorSharesReleased',
  occurredAt: at,
  data: parties,
})

/** While a buyer complains, the share may still become less: it is released when that is over. */
const releaseCreators = ({ at }: Of<'ReleaseCreatorShares'>, account: Account): Decision => {
  const { parties, status, creatorsDueAt, openCases } = account
  const { orderId } = parties
  if (status === 'WAITING') return left({ type: 'OrderNotSettled', orderId })
  if (creatorsDueAt === undefined) return right([])
  if (at < creatorsDueAt) return left({ type: 'CreatorSharesNotDue', orderId, dueAt: creatorsDueAt })
  return right(openCases.length > 0 ? deferral(at, account) : [creatorsReleased(at, account)])
}

/** Told once: the clock has run out, and a case is open. */
const deferral = (at: Instant, { deferred, parties }: Account): ReadonlyArray<SettlementEvent> =>
  deferred ? [] : [{ type: 'SettlementDeferred', occurredAt: at, data: { ...parties, reason: 'OPEN_CASE' } }]

const settle = ({ at }: Of<'SettleOrder'>, account: Account): Decision => {
  const { orderId } = account.parties
  if (account.status === 'SETTLED') return right([])
  if (at < account.dueAt) return left({ type: 'SettlementNotDue', orderId, dueAt: account.dueAt })
  if (account.openCases.length === 0) return right([orderSettled(at, account)])
  return right(deferral(at, account))
}

const mixed = (currency: string, { parties }: Account): SettlementRefusal | undefined =>
  currency === parties.currency
    ? undefined
    : { type: 'SettlementCurrencyDiffers', orderId: parties.orderId, currency: parties.currency }

const refund = ({ at, data }: Of<'SettleRefund'>, account: Account): Decision => {
  const { parties } = account
  const { refundId, buyerBackMinor, lines } = data
  const refusal = mixed(data.currency, account)
  if (refusal !== undefined) return left(refusal)
  const known = account.refunds.find(({ id }) => id === refundId)
  if (known !== undefined) {
    return known.amountMinor === buyerBackMinor
      ? right([])
      : left({ type: 'RefundIdReused', orderId: parties.orderId, refundId })
  }
  const remainingMinor = account.buyerPaidMinor - buyerBackMinorOf(account)
  if (buyerBackMinor > remainingMinor) {
    return left({ type: 'RefundExceedsPayment', orderId: parties.orderId, refundId, remainingMinor })
  }
  const amended = { ...account, lines: [...account.lines, ...lines] }
  const waits = account.status === 'WAITING'
  const becomes = waits ? settled(amended) : refundTransaction(account, refundId, lines)
  if (!sumsAreStorable(becomes)) return left({ type: 'SettlementOverflows', orderId: parties.orderId })
  const told: SettlementEvent = waits
    ? {
        type: 'SettlementAmended',
        occurredAt: at,
        data: {
          ...parties,
          refundId,
          buyerBackMinor,
          lines,
          estimatedMinor: settlementMinorOf(amended.lines),
        },
      }
    : {
        type: 'RefundSettled',
        occurredAt: at,
        data: { ...parties, refundId, buyerBackMinor, transaction: becomes },
      }
  // What is given back twice, by the buyer's bank and by a refund, is taken from the seller once.
  const twiceMinor = buyerBackMinor + account.chargedBackMinor - remainingMinor
  if (twiceMinor <= 0n) return right([told])
  const transaction = offset(account, refundId, twiceMinor)
  return right([
    told,
    {
      type: 'ChargebackOffset',
      occurredAt: at,
      data: { ...parties, refundId, amountMinor: twiceMinor, transaction },
    },
  ])
}

const chargeBack = ({ at, data }: Of<'SettleChargeback'>, account: Account): Decision => {
  const { parties } = account
  const { chargebackId, amountMinor } = data
  const refusal = mixed(data.currency, account)
  if (refusal !== undefined) return left(refusal)
  const known = account.chargebacks.find(({ id }) => id === chargebackId)
  if (known !== undefined) {
    return known.amountMinor === amountMinor
      ? right([])
      : left({ type: 'ChargebackIdReused', orderId: parties.orderId, chargebackId })
  }
  const transaction = chargeback(account, chargebackId, amountMinor)
  return right([
    {
      type: 'ChargebackSettled',
      occurredAt: at,
      data: { ...parties, chargebackId, amountMinor, transaction },
    },
  ])
}

const releaseReserve = ({ at }: Of<'ReleaseReserve'>, account: Account): Decision => {
  const { parties, reservedMinor, releaseAt } = account
  if (releaseAt === undefined) return left({ type: 'OrderNotSettled', orderId: parties.orderId })
  if (reservedMinor === 0n) return right([])
  if (at < releaseAt) return left({ type: 'ReserveNotDue', orderId: parties.orderId, releaseAt })
  return right([
    { type: 'ReserveReleased', occurredAt: at, data: { ...parties, transaction: release(account) } },
  ])
}
