import { caseStatuses, caseTypes } from '../../domain/afterSales/events.js'
import { clocks } from '../../domain/processes/clocks.js'
import { deadlineStates } from '../../application/queries.js'
import {
  amount,
  count,
  flag,
  id,
  instant,
  listOf,
  market,
  object,
  ref,
  text,
  zone,
  type Schema,
} from './shapes.js'

export const caseType: Schema = { type: 'string', enum: [...caseTypes] }
export const caseStatus: Schema = { type: 'string', enum: [...caseStatuses] }
export const clock: Schema = { type: 'string', enum: [...clocks] }
const platformStatus: Schema = { ...text, description: 'What TikTok Shop calls this status' }

const afterSalesCase: Readonly<Record<string, Schema>> = {
  caseId: id,
  orderId: id,
  sellerId: id,
  caseType,
  status: caseStatus,
  platformStatus,
  reason: text,
  market,
  zone,
  units: { ...count, description: 'That the buyer complains of' },
  claimed: amount('What the buyer asks back: goods and shipping'),
  openedAt: instant,
  updatedAt: instant,
}

const afterSalesCaseOptional: Readonly<Record<string, Schema>> = {
  offered: amount('What the seller offered last'),
  granted: amount('What the buyer gets or got'),
  replacementOrderId: id,
  sellerFault: { ...flag, description: 'It counts against the seller; known once something was granted' },
  deadline: ref('CaseDeadline'),
  endedAt: { ...instant, description: 'COMPLETED, CANCELLED or CLOSED since' },
}

const scheduled: Readonly<Record<string, Schema>> = {
  deadlineId: text,
  sellerId: id,
  state: { type: 'string', enum: [...deadlineStates] },
  dueAt: { ...instant, description: 'NO_RULE: when it would have begun to run' },
  scheduledBy: { ...text, description: 'The event that set it, or would have' },
}

/** The shapes of what is told of after-sales cases, and of clocks. */
export const caseSchemas = {
  CaseDeadline: object(
    {},
    {
      deadlineId: text,
      clock,
      dueAt: instant,
      noRule: { ...text, description: 'Why nothing runs out although something should' },
    },
  ),
  Case: object(afterSalesCase, afterSalesCaseOptional),
  Cases: object({ cases: listOf('Case') }),
  CaseStep: object({
    revision: { ...count, description: 'Place of the event in the life of the case, from 0' },
    eventType: text,
    occurredAt: instant,
    recordedAt: instant,
    status: caseStatus,
    platformStatus,
    detail: { type: 'object', description: 'What the event tells beside; never personal data' },
  }),
  CaseWithSteps: object(
    {
      ...afterSalesCase,
      steps: { ...listOf('CaseStep'), description: 'Oldest first' },
      stepsAreComplete: flag,
    },
    afterSalesCaseOptional,
  ),
  Deadline: object(scheduled, {
    clock,
    asks: { ...text, description: 'The command that is asked when it is due' },
    subject: { ...text, description: 'Of the order, case, statement or payout that it is asked of' },
    cause: { ...text, description: 'Of NO_RULE: what is missing' },
    detail: text,
  }),
  Deadlines: object({ deadlines: listOf('Deadline') }),
}
