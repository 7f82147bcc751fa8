import { left, right } from '../../fp.js'
import { epochMsOf } from '../kernel/time.js'
import { amountProblem, claimedOf, claimProblem, sameAmounts } from './amounts.js'
import type { AfterSalesCommand } from './commands.js'
import { declineRefund, openArbitration, rule } from './decideArbitration.js'
import { acceptReturn, arrive, rejectReturn, ship } from './decideReturn.js'
import { move, refund, replacement, when, type Decision, type Of } from './decision.js'
import { afterSalesPolicies } from './policies.js'
import { afterSalesPolicy } from './policy.js'
import type { AfterSalesCase, OpenedCase } from './state.js'

export const decide = (command: AfterSalesCommand, state: AfterSalesCase): Decision => {
  if (command.type === 'OpenAfterSalesCase') return open(command, state)
  if (state.status === 'NONE') return nobody(command)
  switch (command.type) {
    case 'AcceptAfterSalesCase':
      return accept(command, state)
    case 'RejectAfterSalesCase':
      return reject(command, state)
    case 'OfferAfterSalesRefund':
      return offer(command, state)
    case 'AcceptAfterSalesOffer':
      return acceptOffer(command, state)
    case 'DeclineAfterSalesOffer':
      return declineOffer(command, state)
    case 'ShipAfterSalesReturn':
      return ship(command, state)
    case 'RecordAfterSalesReturnArrival':
      return arrive(command, state)
    case 'AcceptAfterSalesReturn':
      return acceptReturn(command, state)
    case 'RejectAfterSalesReturn':
      return rejectReturn(command, state)
    case 'OpenAfterSalesArbitration':
      return openArbitration(command, state)
    case 'RuleAfterSalesArbitration':
      return rule(command, state)
    case 'CancelAfterSalesCase':
      return cancel(command, state)
    case 'CloseAfterSalesCase':
      return close(command, state)
    case 'CompleteAfterSalesCase':
      return complete(command, state)
    case 'DeclineAfterSalesRefund':
      return declineRefund(command, state)
  }
}

/** What a process tells of an order is of no interest where there is no case. */
const nobody = ({ type, data: { caseId } }: AfterSalesCommand): Decision =>
  type === 'CompleteAfterSalesCase' || type === 'DeclineAfterSalesRefund'
    ? right([])
    : left({ type: 'AfterSalesCaseNotFound', caseId })

const DAY_MS = 86_400_000

const open = ({ at, data }: Of<'OpenAfterSalesCase'>, state: AfterSalesCase): Decision => {
  const { caseId, caseType, reason, deliveredAt } = data
  if (state.status !== 'NONE') return left({ type: 'AfterSalesCaseAlreadyOpened', caseId })
  if ((caseType === 'REPLACEMENT') !== (data.replacementOrderId !== undefined)) {
    return left({ type: 'ReplacementOrderDoesNotFit', caseId })
  }
  const policy = afterSalesPolicy(afterSalesPolicies, data.market, at)
  if (policy?.reasons.some((known) => known.reason === reason && known.types.includes(caseType)) !== true) {
    return left({ type: 'AfterSalesReasonUnknown', caseId, reason, caseType })
  }
  const { windowDays } = policy
  if (deliveredAt !== undefined && epochMsOf(at) - epochMsOf(deliveredAt) > windowDays * DAY_MS) {
    return left({ type: 'AfterSalesWindowOver', caseId, windowDays })
  }
  const problem = claimProblem(caseId, caseType, data.lines)
  if (problem !== undefined) return left(problem)
  return right([{ type: 'AfterSalesCaseOpened', occurredAt: at, data: { ...data, status: 'REQUESTED' } }])
}

const accept = ({ at, data: { acceptedBy } }: Of<'AcceptAfterSalesCase'>, state: OpenedCase): Decision => {
  const { opened, status, answer, granted } = state
  const isSo =
    (status === 'AWAITING_BUYER_SHIP' && answer === acceptedBy) ||
    (status === 'GRANTED' && opened.caseType !== 'RETURN_AND_REFUND' && granted?.grantedBy === acceptedBy)
  return when(state, ['REQUESTED'], isSo, () => {
    switch (opened.caseType) {
      case 'REFUND':
        return right([refund(state, at, acceptedBy, claimedOf(opened))])
      case 'REPLACEMENT':
        return replacement(state, at, acceptedBy)
      case 'RETURN_AND_REFUND': {
        const data = { ...move(state, 'AWAITING_BUYER_SHIP'), approvedBy: acceptedBy }
        return right([{ type: 'AfterSalesReturnApproved', occurredAt: at, data }])
      }
    }
  })
}

const reject = ({ at, data: { reason } }: Of<'RejectAfterSalesCase'>, state: OpenedCase): Decision =>
  when(state, ['REQUESTED'], state.status === 'REJECTED' && state.answer === reason, () =>
    right([{ type: 'AfterSalesCaseRejected', occurredAt: at, data: { ...move(state, 'REJECTED'), reason } }]),
  )

/** Of goods that come back, the seller has to see them first. */
const offer = ({ at, data: { caseId, lines } }: Of<'OfferAfterSalesRefund'>, state: OpenedCase): Decision => {
  const isSo =
    state.status === 'AWAITING_BUYER_RESPONSE' &&
    state.offer !== undefined &&
    sameAmounts(state.offer.lines, lines)
  const { status, opened } = state
  const { caseType } = opened
  return when(state, ['REQUESTED', 'BUYER_SHIPPED'], isSo, () => {
    if (caseType === 'REPLACEMENT') return left({ type: 'AfterSalesTypeDoesNotFit', caseId, caseType })
    if (status === 'BUYER_SHIPPED' && !state.arrived) {
      return left({ type: 'AfterSalesStatusDoesNotFit', caseId, status })
    }
    const problem = amountProblem(caseId, lines, claimedOf(state.opened))
    if (problem !== undefined) return left(problem)
    const data = { ...move(state, 'AWAITING_BUYER_RESPONSE'), lines }
    return right([{ type: 'AfterSalesRefundOffered', occurredAt: at, data }])
  })
}

const acceptOffer = ({ at }: Of<'AcceptAfterSalesOffer'>, state: OpenedCase): Decision => {
  const isSo = state.status === 'GRANTED' && state.granted?.grantedBy === 'BUYER'
  return when(state, ['AWAITING_BUYER_RESPONSE'], isSo, () =>
    right([refund(state, at, 'BUYER', state.offer?.lines ?? claimedOf(state.opened))]),
  )
}

const declineOffer = (
  { at, data: { declinedBy } }: Of<'DeclineAfterSalesOffer'>,
  state: OpenedCase,
): Decision => {
  const before = state.offer?.from ?? 'REQUESTED'
  const isSo = state.offer !== undefined && state.status === before && state.answer === declinedBy
  return when(state, ['AWAITING_BUYER_RESPONSE'], isSo, () =>
    right([
      { type: 'AfterSalesOfferDeclined', occurredAt: at, data: { ...move(state, before), declinedBy } },
    ]),
  )
}

const cancel = ({ at, data: { cancelledBy } }: Of<'CancelAfterSalesCase'>, state: OpenedCase): Decision =>
  when(
    state,
    [
      'REQUESTED',
      'AWAITING_BUYER_RESPONSE',
      'AWAITING_BUYER_SHIP',
      'REJECTED',
      'RETURN_REJECTED',
      'IN_ARBITRATION',
    ],
    state.status === 'CANCELLED' && state.answer === cancelledBy,
    () =>
      right([
        {
          type: 'AfterSalesCaseCancelled',
          occurredAt: at,
          data: { ...move(state, 'CANCELLED'), cancelledBy },
        },
      ]),
  )

const close = ({ at }: Of<'CloseAfterSalesCase'>, state: OpenedCase): Decision =>
  when(state, ['REJECTED', 'RETURN_REJECTED'], state.status === 'CLOSED', () =>
    right([{ type: 'AfterSalesCaseClosed', occurredAt: at, data: move(state, 'CLOSED') }]),
  )

/** Told by the process that saw it done: a case that does not wait for it has nothing to add. */
const complete = ({ at }: Of<'CompleteAfterSalesCase'>, state: OpenedCase): Decision =>
  right(
    state.status === 'GRANTED'
      ? [{ type: 'AfterSalesCaseCompleted', occurredAt: at, data: move(state, 'COMPLETED') }]
      : [],
  )
