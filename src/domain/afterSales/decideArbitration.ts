import { isLeft, left, right } from '../../fp.js'
import { amountProblem, claimedOf, refundableOf } from './amounts.js'
import { move, refund, replacement, when, type Decision, type Of } from './decision.js'
import type { AfterSalesEvent, CaseStatus } from './events.js'
import type { OpenedCase } from './state.js'

/** `SYSTEM`: what the buyer sent back never arrived. */
export const openArbitration = (
  { at, data: { openedBy } }: Of<'OpenAfterSalesArbitration'>,
  state: OpenedCase,
): Decision =>
  when(
    state,
    openedBy === 'SYSTEM'
      ? state.arrived
        ? []
        : ['BUYER_SHIPPED']
      : ['REJECTED', 'RETURN_REJECTED', 'BUYER_SHIPPED'],
    state.status === 'IN_ARBITRATION' && state.answer === openedBy,
    () =>
      right([
        {
          type: 'AfterSalesArbitrationOpened',
          occurredAt: at,
          data: { ...move(state, 'IN_ARBITRATION'), openedBy },
        },
      ]),
  )

export const rule = (
  { at, data: { caseId, ruling, lines } }: Of<'RuleAfterSalesArbitration'>,
  state: OpenedCase,
): Decision => {
  const { status, answer, opened, granted } = state
  const isSo =
    ruling === 'SUPPORT_SELLER'
      ? status === 'CLOSED' && answer === ruling
      : status === 'GRANTED' && granted?.grantedBy === 'OPERATOR'
  return when(state, ['IN_ARBITRATION'], isSo, () => {
    const ruled = (to: CaseStatus): AfterSalesEvent => ({
      type: 'AfterSalesArbitrationRuled',
      occurredAt: at,
      data: { ...move(state, to), ruling },
    })
    if (ruling === 'SUPPORT_SELLER') return right([ruled('CLOSED')])
    if (opened.caseType === 'REPLACEMENT' && lines === undefined) {
      const granting = replacement(state, at, 'OPERATOR')
      return isLeft(granting) ? granting : right([ruled(status), ...granting.right])
    }
    const given = lines ?? claimedOf(opened)
    const problem = amountProblem(caseId, given, refundableOf(opened))
    return problem === undefined
      ? right([ruled(status), refund(state, at, 'OPERATOR', given)])
      : left(problem)
  })
}

/** What was granted cannot be given: the platform decides anew. */
export const declineRefund = (
  { at, data: { cause } }: Of<'DeclineAfterSalesRefund'>,
  state: OpenedCase,
): Decision =>
  right(
    state.status === 'GRANTED'
      ? [
          {
            type: 'AfterSalesRefundDeclined',
            occurredAt: at,
            data: { ...move(state, 'IN_ARBITRATION'), cause },
          },
        ]
      : [],
  )
