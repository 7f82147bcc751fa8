import { left, right, type Either } from '../../fp.js'
import type { Instant } from '../kernel/time.js'
import type { AfterSalesCommand } from './commands.js'
import type { AfterSalesEvent, CaseStatus } from './events.js'
import { afterSalesPolicies } from './policies.js'
import { afterSalesPolicy } from './policy.js'
import type { AfterSalesRefusal } from './refusal.js'
import type { Data, OpenedCase } from './state.js'

export type Decision = Either<AfterSalesRefusal, ReadonlyArray<AfterSalesEvent>>
export type Of<T extends AfterSalesCommand['type']> = Extract<AfterSalesCommand, { readonly type: T }>

export const move = ({ status: from, opened }: OpenedCase, status: CaseStatus) => {
  const { caseId, orderId, sellerId, market, zone, currency } = opened
  return { caseId, orderId, sellerId, market, zone, currency, from, status }
}

/** The status fits, or it is so already, or the caller is wrong. */
export const when = (
  state: OpenedCase,
  from: ReadonlyArray<CaseStatus>,
  isSo: boolean,
  happen: () => Decision,
): Decision => {
  if (isSo) return right([])
  const { status, opened } = state
  return from.includes(status)
    ? happen()
    : left({ type: 'AfterSalesStatusDoesNotFit', caseId: opened.caseId, status })
}

const isSellerFault = ({ market, reason }: OpenedCase['opened'], at: Instant): boolean =>
  afterSalesPolicy(afterSalesPolicies, market, at)?.reasons.find((known) => known.reason === reason)
    ?.sellerFault === true

export const refund = (
  state: OpenedCase,
  at: Instant,
  grantedBy: Data<'AfterSalesRefundGranted'>['grantedBy'],
  lines: Data<'AfterSalesRefundGranted'>['lines'],
): AfterSalesEvent => {
  const { reason } = state.opened
  const sellerFault = isSellerFault(state.opened, at)
  const grant = state.refundsGranted + 1
  const data = {
    ...move(state, 'GRANTED'),
    grant,
    reason,
    lines,
    grantedBy,
    sellerFault,
  }
  return { type: 'AfterSalesRefundGranted', occurredAt: at, data }
}

export const replacement = (
  state: OpenedCase,
  at: Instant,
  grantedBy: Data<'AfterSalesReplacementGranted'>['grantedBy'],
): Decision => {
  const { caseId, replacementOrderId, buyerId, lines, recipient } = state.opened
  if (replacementOrderId === undefined) return left({ type: 'ReplacementOrderDoesNotFit', caseId })
  const data = {
    ...move(state, 'GRANTED'),
    replacementOrderId,
    buyerId,
    lines,
    grantedBy,
    sellerFault: isSellerFault(state.opened, at),
    ...(recipient === undefined ? {} : { recipient }),
  }
  return right([{ type: 'AfterSalesReplacementGranted', occurredAt: at, data }])
}
