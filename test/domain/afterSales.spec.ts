import { describe, expect, test } from 'vitest'
import { afterSalesCommands, type AfterSalesCommand } from '../../src/domain/afterSales/commands.js'
import { caseStatuses } from '../../src/domain/afterSales/events.js'
import { afterSales } from '../../src/domain/afterSales/index.js'
import { platformStatusOf } from '../../src/domain/afterSales/labels.js'
import {
  accept,
  acceptOffer,
  acceptReturn,
  arrive,
  cancel,
  caseOpened,
  close,
  complete,
  declineOffer,
  declineRefund,
  givenCase as given,
  granted,
  happened,
  historyTo,
  offer,
  offered,
  open,
  openArbitration,
  refundJson,
  reject,
  rejectReturn,
  replacementJson,
  rule,
  ship,
} from '../support/afterSales.js'
import { foldOf } from '../support/spec.js'

const caseId = 'c1'

describe('each command on each status of a return', () => {
  const no = 'AfterSalesStatusDoesNotFit'
  const never = 'AfterSalesCaseNotFound'
  const so = 'nothing'
  // Columns: not opened, REQUESTED, AWAITING_BUYER_RESPONSE, AWAITING_BUYER_SHIP, BUYER_SHIPPED, REJECTED,
  // RETURN_REJECTED, IN_ARBITRATION, GRANTED, COMPLETED, CANCELLED, CLOSED.
  // prettier-ignore
  const rows: ReadonlyArray<readonly [AfterSalesCommand, ...ReadonlyArray<string>]> = [
    [open(), 'AfterSalesCaseOpened', ...new Array<string>(11).fill('AfterSalesCaseAlreadyOpened')],
    [accept(), never, 'AfterSalesReturnApproved', no, so, no, no, no, no, no, no, no, no],
    [reject(), never, 'AfterSalesCaseRejected', no, no, no, so, no, no, no, no, no, no],
    [offer(['l1', '1000', '0']), never, 'AfterSalesRefundOffered', so, no, 'AfterSalesRefundOffered', no, no, no, no, no, no, no],
    [acceptOffer(), never, no, 'AfterSalesRefundGranted', no, no, no, no, no, no, no, no, no],
    [declineOffer(), never, no, 'AfterSalesOfferDeclined', no, no, no, no, no, no, no, no, no],
    [ship(), never, no, no, 'AfterSalesReturnShipped', so, no, so, no, so, so, no, no],
    [arrive(), never, no, no, no, so, no, so, no, so, so, no, no],
    [acceptReturn(), never, no, no, no, 'AfterSalesRefundGranted', no, no, no, so, no, no, no],
    [rejectReturn(), never, no, no, no, 'AfterSalesReturnRejected', no, so, no, no, no, no, no],
    [openArbitration(), never, no, no, no, 'AfterSalesArbitrationOpened', 'AfterSalesArbitrationOpened', 'AfterSalesArbitrationOpened', so, no, no, no, no],
    [rule('SUPPORT_SELLER'), never, no, no, no, no, no, no, 'AfterSalesArbitrationRuled', no, no, no, no],
    [rule('SUPPORT_BUYER'), never, no, no, no, no, no, no, 'AfterSalesArbitrationRuled AfterSalesRefundGranted', no, no, no, no],
    [cancel(), never, ...new Array<string>(3).fill('AfterSalesCaseCancelled'), no, ...new Array<string>(3).fill('AfterSalesCaseCancelled'), no, no, so, no],
    [close(), never, no, no, no, no, 'AfterSalesCaseClosed', 'AfterSalesCaseClosed', no, no, no, no, so],
    [complete(), ...new Array<string>(8).fill(so), 'AfterSalesCaseCompleted', so, so, so],
    [declineRefund(), ...new Array<string>(8).fill(so), 'AfterSalesRefundDeclined', so, so, so],
  ]
  test.each(rows.map(([command, ...expected]) => ({ type: command.type, command, expected })))(
    '$type',
    ({ command, expected }) => {
      const histories = [[], ...caseStatuses.map((status) => historyTo[status])]
      expect(histories.map((past) => given(...past).when(command).outcome)).toEqual(expected)
    },
  )

  test('none is left out', () => {
    expect(new Set(rows.map(([{ type }]) => type))).toEqual(new Set(afterSalesCommands.types))
  })
})

describe('a buyer complains', () => {
  test('and keeps the article: the refund is granted at once', () => {
    given().when(open(refundJson)).then(caseOpened(refundJson))
    given(caseOpened(refundJson)).when(accept()).then(granted('REQUESTED', 'SELLER'))
    given(caseOpened(refundJson)).when(accept('SYSTEM')).then(granted('REQUESTED', 'SYSTEM'))
  })

  test('and sends it back: the refund is granted when the seller has looked at it, or did not in time', () => {
    given(...historyTo.BUYER_SHIPPED)
      .when(acceptReturn('SYSTEM'))
      .then(granted('BUYER_SHIPPED', 'SYSTEM'))
  })

  test('and what they send back arrives; before that, nothing can be offered for it', () => {
    const onItsWay = historyTo.BUYER_SHIPPED.slice(0, -1)
    given(...onItsWay)
      .when(arrive())
      .then(happened('AfterSalesReturnArrived', 'BUYER_SHIPPED', 'BUYER_SHIPPED'))
    given(...onItsWay)
      .when(offer(['l1', '1000', '0']))
      .thenRefused({ type: 'AfterSalesStatusDoesNotFit', caseId, status: 'BUYER_SHIPPED' })
  })

  test('and sends it back, but it never arrives: the platform decides', () => {
    given(...historyTo.BUYER_SHIPPED.slice(0, -1))
      .when(openArbitration('SYSTEM'))
      .then(
        happened('AfterSalesArbitrationOpened', 'BUYER_SHIPPED', 'IN_ARBITRATION', { openedBy: 'SYSTEM' }),
      )
    for (const status of ['BUYER_SHIPPED', 'REJECTED'] as const) {
      given(...historyTo[status])
        .when(openArbitration('SYSTEM'))
        .thenRefused({ type: 'AfterSalesStatusDoesNotFit', caseId, status })
    }
  })

  test('and gets another one, as an order of its own', () => {
    const { lines, replacementOrderId } = replacementJson
    const again = happened('AfterSalesReplacementGranted', 'REQUESTED', 'GRANTED', {
      replacementOrderId,
      buyerId: 'b1',
      lines,
      grantedBy: 'SELLER',
      sellerFault: true,
    })
    given(caseOpened(replacementJson)).when(accept()).then(again)
    given(caseOpened(replacementJson), again)
      .when(complete())
      .then(happened('AfterSalesCaseCompleted', 'GRANTED', 'COMPLETED'))
  })

  test.each([
    ['changed_mind', false],
    ['damaged_on_the_way', false],
    ['wrong_item', true],
  ])('because of %s: the fault of the seller is %s', (reason, sellerFault) => {
    given(caseOpened({ reason }), ...historyTo.BUYER_SHIPPED.slice(1))
      .when(acceptReturn())
      .then(granted('BUYER_SHIPPED', 'SELLER', { reason, sellerFault }))
  })
})

describe('an offer', () => {
  const half = [{ lineId: 'l1', saleMinor: '1000', shippingMinor: '0' }]

  test('that the buyer takes is what they get', () => {
    given(...historyTo.AWAITING_BUYER_RESPONSE)
      .when(acceptOffer())
      .then(granted('AWAITING_BUYER_RESPONSE', 'BUYER', { lines: half }))
  })

  test('that is declined leaves the case where it was', () => {
    const after = offered('BUYER_SHIPPED', ['l1', '1000', '0'])
    const declined = { declinedBy: 'BUYER' }
    given(...historyTo.AWAITING_BUYER_RESPONSE)
      .when(declineOffer())
      .then(happened('AfterSalesOfferDeclined', 'AWAITING_BUYER_RESPONSE', 'REQUESTED', declined))
    given(...historyTo.BUYER_SHIPPED, after)
      .when(declineOffer())
      .then(happened('AfterSalesOfferDeclined', 'AWAITING_BUYER_RESPONSE', 'BUYER_SHIPPED', declined))
  })

  test.each([
    ['of more than the buyer asks', offer(['l1', '2501', '0']), 2500n, 0n],
    ['of shipping that the buyer does not ask', offer(['l1', '1', '1']), 2500n, 0n],
  ])('%s is refused', (_, command, mostSaleMinor, mostShippingMinor) => {
    given(...historyTo.REQUESTED)
      .when(command)
      .thenRefused({
        type: 'AfterSalesAmountExceeds',
        caseId,
        lineId: 'l1',
        mostSaleMinor,
        mostShippingMinor,
      })
  })

  test('is not made for a replacement', () => {
    given(caseOpened(replacementJson))
      .when(offer(['l1', '1', '0']))
      .thenRefused({ type: 'AfterSalesTypeDoesNotFit', caseId, caseType: 'REPLACEMENT' })
  })
})

describe('the platform decides', () => {
  test('for the buyer, up to all that is refundable, beyond what was asked', () => {
    given(...historyTo.IN_ARBITRATION)
      .when(rule('SUPPORT_BUYER', ['l1', '2500', '250']))
      .then(
        happened('AfterSalesArbitrationRuled', 'IN_ARBITRATION', 'IN_ARBITRATION', {
          ruling: 'SUPPORT_BUYER',
        }),
        granted('IN_ARBITRATION', 'OPERATOR', {
          lines: [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '250' }],
        }),
      )
    given(...historyTo.IN_ARBITRATION)
      .when(rule('SUPPORT_BUYER', ['l1', '2500', '251']))
      .thenRefused({
        type: 'AfterSalesAmountExceeds',
        caseId,
        lineId: 'l1',
        mostSaleMinor: 2500n,
        mostShippingMinor: 250n,
      })
  })

  test('for the seller, and the case is closed', () => {
    given(...historyTo.IN_ARBITRATION)
      .when(rule('SUPPORT_SELLER'))
      .then(happened('AfterSalesArbitrationRuled', 'IN_ARBITRATION', 'CLOSED', { ruling: 'SUPPORT_SELLER' }))
  })

  test('anew when the order has less left than was granted, and that is another refund', () => {
    const less = happened('AfterSalesRefundDeclined', 'GRANTED', 'IN_ARBITRATION', {
      cause: 'RefundExceedsRemainder',
    })
    given(...historyTo.GRANTED)
      .when(declineRefund())
      .then(less)
    given(...historyTo.GRANTED, less)
      .when(rule('SUPPORT_BUYER', ['l1', '500', '0']))
      .then(
        happened('AfterSalesArbitrationRuled', 'IN_ARBITRATION', 'IN_ARBITRATION', {
          ruling: 'SUPPORT_BUYER',
        }),
        granted('IN_ARBITRATION', 'OPERATOR', {
          grant: 2,
          lines: [{ lineId: 'l1', saleMinor: '500', shippingMinor: '0' }],
        }),
      )
  })
})

test('TikTok Shop has a name for every status', () => {
  expect(caseStatuses.map((status) => platformStatusOf('REFUND', status))).toEqual([
    'RETURN_OR_REFUND_REQUEST_PENDING',
    'AWAITING_BUYER_RESPONSE',
    'AWAITING_BUYER_SHIP',
    'BUYER_SHIPPED_ITEM',
    'REFUND_OR_RETURN_REQUEST_REJECT',
    'REJECT_RECEIVE_PACKAGE',
    'REFUND_OR_RETURN_REQUEST_REJECT',
    'RETURN_OR_REFUND_REQUEST_SUCCESS',
    'RETURN_OR_REFUND_REQUEST_COMPLETE',
    'RETURN_OR_REFUND_REQUEST_CANCEL',
    'REFUND_OR_RETURN_REQUEST_REJECT',
  ])
  expect(platformStatusOf('REPLACEMENT', 'REQUESTED')).toBe('REPLACEMENT_REQUEST_PENDING')
  expect(platformStatusOf('REPLACEMENT', 'BUYER_SHIPPED')).toBe('BUYER_SHIPPED_ITEM')
  expect(foldOf(afterSales, historyTo.CLOSED).status).toBe('CLOSED')
})
