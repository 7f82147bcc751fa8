import { describe, test } from 'vitest'
import {
  amountsJson,
  approve,
  arrange,
  arranged,
  BETTER_PRICE,
  cancel,
  cancellationRequested,
  cancelled,
  givenOrder as given,
  historyTo,
  linesCancelled,
  rejectCancellation,
  requestCancellation,
  told,
  withdraw,
} from '../../support/orders.js'

const orderId = 'o1'

const OUT_OF_STOCK = 'seller_cancel_reason_out_of_stock'

describe('a buyer who asks', () => {
  const asked = [...historyTo.AWAITING_SHIPMENT, cancellationRequested('x1')]
  const rejected = told('OrderCancellationRejected', { cancellationId: 'x1', reason: 'packed' })
  const withdrawn = told('OrderCancellationWithdrawn', { cancellationId: 'x1' })
  const agreed = {
    initiator: 'BUYER',
    reason: BETTER_PRICE,
    cancellationId: 'x1',
    approvedBy: 'SELLER',
  }
  const approved = cancelled('AWAITING_SHIPMENT', agreed)

  test('may not cancel alone', () => {
    given(...historyTo.AWAITING_SHIPMENT)
      .when(cancel('BUYER', BETTER_PRICE))
      .thenRefused({ type: 'CancellationNeedsApproval', orderId, reason: BETTER_PRICE })
  })

  test('gets the order cancelled when the seller agrees', () => {
    given(...historyTo.AWAITING_SHIPMENT)
      .when(requestCancellation('x1'))
      .then(cancellationRequested('x1'))
    given(...asked)
      .when(approve('x1'))
      .then(approved)
  })

  test('gets it cancelled too when nobody answers', () => {
    given(...asked)
      .when(approve('x1', 'SYSTEM'))
      .then(cancelled('AWAITING_SHIPMENT', { ...agreed, approvedBy: 'SYSTEM' }))
  })

  test('is sent the order when the seller does not agree', () => {
    given(...asked)
      .when(rejectCancellation('x1'))
      .then(rejected)
    given(...asked, rejected)
      .when(arrange('P1', ['l1', 'l2']))
      .then(arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION']))
  })

  test('may want it after all', () => {
    given(...asked)
      .when(withdraw('x1'))
      .then(withdrawn)
    given(...asked, withdrawn)
      .when(requestCancellation('x2'))
      .then(cancellationRequested('x2'))
  })

  test('holds the seller back from shipping until there is an answer', () => {
    given(...asked)
      .when(arrange('P1', ['l1']))
      .thenRefused({ type: 'CancellationIsPending', orderId, cancellationId: 'x1' })
  })

  test('comes too late for what the seller shipped in the meantime, and gets the rest', () => {
    const first = arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'])
    const rest = cancellationRequested('x1', ['l2'])
    given(...historyTo.AWAITING_SHIPMENT, first)
      .when(requestCancellation('x1'))
      .then(rest)
    given(...historyTo.AWAITING_SHIPMENT, first, rest)
      .when(approve('x1'))
      .then(linesCancelled(['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'], [amountsJson('l2')], agreed))
  })

  test.each([
    ['asked again', asked, requestCancellation('x1')],
    ['approved again', [...asked, approved], approve('x1')],
    ['rejected again', [...asked, rejected], rejectCancellation('x1')],
    ['withdrawn again', [...asked, withdrawn], withdraw('x1')],
  ] as const)('changes nothing when it is %s', (_, past, command) => {
    given(...past)
      .when(command)
      .thenNothing()
  })

  const answered = { type: 'CancellationAlreadyAnswered', orderId, cancellationId: 'x1' } as const
  const seller = cancelled('AWAITING_SHIPMENT', {
    initiator: 'SELLER',
    reason: OUT_OF_STOCK,
    sellerFault: true,
  })
  test.each([
    [
      'before the seller may ship',
      historyTo.ON_HOLD,
      requestCancellation('x1'),
      { type: 'CancellationNeedsNoApproval', orderId, reason: BETTER_PRICE },
    ],
    [
      'while another request waits',
      asked,
      requestCancellation('x2'),
      { type: 'CancellationIsPending', orderId, cancellationId: 'x1' },
    ],
    [
      'again for another reason',
      asked,
      requestCancellation('x1', 'buyer_cancel_late_shipment'),
      { type: 'CancellationIdReused', orderId, cancellationId: 'x1' },
    ],
    ['and is answered twice', [...asked, rejected], approve('x1'), { ...answered, answer: 'REJECTED' }],
    [
      'and is answered after withdrawing',
      [...asked, withdrawn],
      rejectCancellation('x1'),
      { ...answered, answer: 'WITHDRAWN' },
    ],
    [
      'and withdraws after the answer',
      [...asked, approved],
      withdraw('x1'),
      { ...answered, answer: 'APPROVED' },
    ],
    [
      'and is answered after the seller cancelled',
      [...asked, seller],
      approve('x1'),
      { type: 'OrderAlreadyCancelled', orderId, reason: OUT_OF_STOCK },
    ],
  ] as const)('is refused %s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})
