import { deadlineStates } from '../../application/queries.js'
import { caseStatus, caseType, clock } from './caseSchemas.js'
import { page, parameter, readModel, ref } from './reading.js'

const seller = parameter('sellerId', { type: 'string' }, 'Only those of this seller')

export const casePaths = {
  '/v1/after-sales-cases': readModel({
    ofSellers: true,
    operationId: 'listAfterSalesCases',
    summary: 'After-sales cases, newest first',
    answer: ref('Cases'),
    parameters: [
      seller,
      parameter('orderId', { type: 'string' }, 'Only those of this order'),
      parameter('status', caseStatus, 'Only those in this status'),
      parameter('caseType', caseType, 'Only those of this type'),
      parameter('open', { type: 'boolean' }, 'true: those that are not over; false: those that are'),
      ...page,
    ],
    isPaged: true,
  }),
  '/v1/after-sales-cases/{id}': readModel({
    operationId: 'getAfterSalesCase',
    summary: 'One after-sales case, what it waits for, and its events',
    answer: ref('CaseWithSteps'),
    of: 'case',
  }),
  '/v1/deadlines': readModel({
    operationId: 'listDeadlines',
    summary: 'What runs out and was not asked yet, due ones first, and what no rule covers, with the reason',
    answer: ref('Deadlines'),
    parameters: [
      seller,
      parameter(
        'until',
        { type: 'string', format: 'date-time' },
        'Only those that are due by then, inclusive',
      ),
      parameter('clock', clock, 'Only those of this clock'),
      parameter('state', { type: 'string', enum: [...deadlineStates] }, 'NO_RULE: those that no rule covers'),
      ...page,
    ],
    isPaged: true,
    notFound: 'No clock runs here: deadlines are not kept',
  }),
}
