import { isLeft, left, right, type Either } from '../../fp.js'
import type { AfterSalesRequest } from '../afterSales/commands.js'
import type { AfterSalesEvent, CaseStatus } from '../afterSales/events.js'
import { lengthAfter, type BusinessCalendar } from '../kernel/calendar.js'
import { clockLength, type Clock, type ClockRule } from './clocks.js'
import type { DeadlineChange, Timekeeper } from './deadline.js'
import type { CannotReact } from './process.js'

type Asked = Either<CannotReact, ReadonlyArray<DeadlineChange<AfterSalesRequest>>>

/** What a case waits for in a status, and what is asked when nobody does it in time. */
interface Wait {
  readonly clock: Clock
  readonly request: (caseId: string) => AfterSalesRequest
}

const close = (caseId: string): AfterSalesRequest => ({ type: 'CloseAfterSalesCase', data: { caseId } })

const waits: Partial<Readonly<Record<CaseStatus, Wait>>> = {
  REQUESTED: {
    clock: 'CASE_ANSWER',
    request: (caseId) => ({ type: 'AcceptAfterSalesCase', data: { caseId, acceptedBy: 'SYSTEM' } }),
  },
  AWAITING_BUYER_RESPONSE: {
    clock: 'OFFER_ANSWER',
    request: (caseId) => ({ type: 'DeclineAfterSalesOffer', data: { caseId, declinedBy: 'SYSTEM' } }),
  },
  AWAITING_BUYER_SHIP: {
    clock: 'RETURN_SHIP',
    request: (caseId) => ({ type: 'CancelAfterSalesCase', data: { caseId, cancelledBy: 'SYSTEM' } }),
  },
  // Whose loss it is when what was sent back never arrives is for the platform to say.
  BUYER_SHIPPED: {
    clock: 'RETURN_ARRIVAL',
    request: (caseId) => ({ type: 'OpenAfterSalesArbitration', data: { caseId, openedBy: 'SYSTEM' } }),
  },
  REJECTED: { clock: 'APPEAL', request: close },
  RETURN_REJECTED: { clock: 'APPEAL', request: close },
}

/** The seller looks at what came back; an offer made meanwhile and declined leaves them as much time again. */
const check: Wait = {
  clock: 'RETURN_CHECK',
  request: (caseId) => ({ type: 'AcceptAfterSalesReturn', data: { caseId, acceptedBy: 'SYSTEM' } }),
}

const idOf = (caseId: string, clock: Clock): string => `afterSales-${caseId}/${clock}`

/** The clocks of after-sales cases: silence is consent of the seller, and loss of interest of the buyer. */
export const caseDeadlines = (
  rules: ReadonlyArray<ClockRule>,
  calendars: ReadonlyArray<BusinessCalendar>,
): Timekeeper<AfterSalesRequest> => {
  const start = (wait: Wait, { occurredAt, data }: AfterSalesEvent): Asked => {
    const { caseId, market } = data
    const length = clockLength(rules, wait.clock, market, occurredAt)
    if (length === undefined) {
      const detail = `no length of ${wait.clock} in ${market} at ${occurredAt}`
      return left({ type: 'ClockRuleMissing', detail })
    }
    const dueAt = lengthAfter(calendars, data, occurredAt, length)
    const deadlineId = idOf(caseId, wait.clock)
    return right([
      { type: 'DeadlineScheduled', deadlineId, clock: wait.clock, dueAt, request: wait.request(caseId) },
    ])
  }

  const isCheckedAgain = ({ type, data }: AfterSalesEvent): boolean =>
    type === 'AfterSalesReturnArrived'
      ? data.status === 'BUYER_SHIPPED'
      : type === 'AfterSalesOfferDeclined' && data.status === 'BUYER_SHIPPED'

  const moved = (event: AfterSalesEvent): Asked => {
    const { caseId, status } = event.data
    const from = 'from' in event.data ? event.data.from : undefined
    const over = from === undefined || from === status ? undefined : waits[from]
    const hasArrived = event.type === 'AfterSalesReturnArrived'
    const stops = [
      ...(over === undefined ? [] : [over.clock]),
      ...(hasArrived ? ['RETURN_ARRIVAL' as const] : []),
      ...(from === 'BUYER_SHIPPED' && status !== from ? [check.clock] : []),
    ].map((clock) => ({ type: 'DeadlineCancelled', deadlineId: idOf(caseId, clock) }) as const)
    const wait = isCheckedAgain(event) ? check : from === status ? undefined : waits[status]
    if (wait === undefined) return right(stops)
    const started = start(wait, event)
    return isLeft(started) ? started : right([...stops, ...started.right])
  }

  return {
    name: 'case_deadlines',
    on: {
      AfterSalesCaseOpened: moved,
      AfterSalesReturnApproved: moved,
      AfterSalesCaseRejected: moved,
      AfterSalesRefundOffered: moved,
      AfterSalesOfferDeclined: moved,
      AfterSalesReturnShipped: moved,
      AfterSalesReturnArrived: moved,
      AfterSalesReturnRejected: moved,
      AfterSalesArbitrationOpened: moved,
      AfterSalesArbitrationRuled: moved,
      AfterSalesRefundGranted: moved,
      AfterSalesReplacementGranted: moved,
      AfterSalesRefundDeclined: moved,
      AfterSalesCaseCompleted: moved,
      AfterSalesCaseCancelled: moved,
      AfterSalesCaseClosed: moved,
    },
  }
}
