import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterSalesCommands } from '../../../src/domain/afterSales/commands.js'
import type { AfterSalesEvent } from '../../../src/domain/afterSales/events.js'
import { afterSales } from '../../../src/domain/afterSales/index.js'
import { handle, type DomainEvent } from '../../../src/domain/events.js'
import { remainingOf } from '../../../src/domain/order/amounts.js'
import { orderCommands } from '../../../src/domain/order/commands.js'
import type { OrderEvent } from '../../../src/domain/order/events.js'
import { order, type Order } from '../../../src/domain/order/index.js'
import { afterSalesCases } from '../../../src/domain/processes/afterSalesCases.js'
import { seller } from '../../../src/domain/seller/index.js'
import { isLeft, right } from '../../../src/fp.js'
import {
  accept,
  caseLineJson,
  caseOpened,
  granted,
  happened,
  open,
  refundJson,
  replacementJson,
  rule,
} from '../../support/afterSales.js'
import { orderHistory } from '../../support/orderHistories.js'
import { amountsJson, historyTo, orderPlaced, refunded, told } from '../../support/orders.js'
import { commandOf, foldOf, NOW, valueOf } from '../../support/spec.js'

const asked = (event: DomainEvent) => handle(afterSalesCases.on, event, seller.initialState)

describe('the process of after-sales cases', () => {
  test('asks the order for what a case granted, by the name of the case', () => {
    const data = {
      orderId: 'o1',
      refundId: 'c1',
      reason: 'defective',
      caseId: 'c1',
      lines: [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '0' }],
    }
    expect(asked(granted('REQUESTED', 'SELLER'))).toEqual(
      right([{ type: 'RefundOrderLines', at: NOW, data }]),
    )
    expect(asked(granted('IN_ARBITRATION', 'OPERATOR', { grant: 2 }))).toEqual(
      right([{ type: 'RefundOrderLines', at: NOW, data: { ...data, refundId: 'c1~2' } }]),
    )
  })

  test('orders a replacement that costs nothing, and is paid by that', () => {
    const grant = happened('AfterSalesReplacementGranted', 'REQUESTED', 'GRANTED', {
      replacementOrderId: 'o1-again',
      buyerId: 'b1',
      lines: replacementJson.lines,
      grantedBy: 'SELLER',
      sellerFault: true,
    })
    const requests = valueOf(asked(grant) ?? right([]))
    const commands = requests.map((request) => commandOf(orderCommands, request))
    const events = commands.reduce<ReadonlyArray<OrderEvent>>(
      (past, command) => [...past, ...valueOf(order.decide(command, foldOf(order, past)))],
      [],
    )
    expect(events.map(({ type, data }) => [type, 'status' in data ? data.status : ''])).toEqual([
      ['OrderPlaced', 'UNPAID'],
      ['OrderPaid', 'AWAITING_SHIPMENT'],
    ])
    expect(events[0]?.data).toMatchObject({
      purpose: 'REPLACEMENT',
      replaces: { orderId: 'o1', caseId: 'c1' },
      lines: [{ originalMinor: 3000n, sellerDiscountMinor: 3000n, saleMinor: 0n, shippingMinor: 0n }],
    })
  })

  test('tells the case that the money is given back, or the replacement ordered', () => {
    const complete = right([{ type: 'CompleteAfterSalesCase', at: NOW, data: { caseId: 'c1' } }])
    const refund = { refundId: 'c1', reason: 'broken', afterDelivery: true, caseId: 'c1' }
    const lines = [{ ...amountsJson('l1'), whole: true }]
    expect(
      asked(told('OrderLinesRefunded', { from: 'DELIVERED', status: 'DELIVERED', ...refund, lines })),
    ).toEqual(complete)
    const replaces = { purpose: 'REPLACEMENT', replaces: { orderId: 'o0', caseId: 'c1' } }
    expect(asked(orderPlaced(undefined, replaces))).toEqual(complete)
  })

  test('tells the case that less is left', () => {
    const lines = [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '0' }]
    const cause = 'RefundExceedsRemainder'
    expect(asked(told('OrderRefundDeclined', { refundId: 'c1', caseId: 'c1', lines, cause }))).toEqual(
      right([{ type: 'DeclineAfterSalesRefund', at: NOW, data: { caseId: 'c1', cause } }]),
    )
  })

  test('cares for nothing that no case asked for', () => {
    expect(asked(orderPlaced())).toEqual(right([]))
    const refund = refunded('r1', [{ ...amountsJson('l1'), whole: true }], ['DELIVERED', 'DELIVERED'], true)
    expect(asked(refund)).toEqual(right([]))
    expect(asked(caseOpened())).toBeUndefined()
  })
})

interface Asked {
  readonly type: string
  readonly data: unknown
  readonly at?: string
}
/** As JSON, whether it was read already or not. */
const json = ({ type, data, at }: Asked) => ({
  type,
  ...(at === undefined ? {} : { at }),
  data: JSON.parse(
    JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as unknown,
})

/** Both aggregates and the process between them, until nothing happens any more. */
const marketplace = (past: ReadonlyArray<OrderEvent>) => {
  let orderState: Order = foldOf(order, past)
  let caseState = afterSales.initialState
  const events: Array<OrderEvent | AfterSalesEvent> = []
  const tell = (request: Asked): void => {
    const happenings = afterSalesCommands.types.includes(request.type) ? askCase(request) : askOrder(request)
    for (const event of happenings) {
      events.push(event)
      const reaction = handle(afterSalesCases.on, event as DomainEvent, seller.initialState)
      for (const next of reaction === undefined ? [] : valueOf(reaction)) tell(next)
    }
  }
  const askCase = (request: Asked) => {
    const decided = afterSales.decide(commandOf(afterSalesCommands, json(request)), caseState)
    if (isLeft(decided)) return []
    caseState = decided.right.reduce(afterSales.evolve, caseState)
    return decided.right
  }
  const askOrder = (request: Asked) => {
    // Replacements are orders of their own.
    if (request.type === 'PlaceOrder' || request.type === 'PayOrder') return []
    const decided = valueOf(order.decide(commandOf(orderCommands, json(request)), orderState))
    orderState = decided.reduce(order.evolve, orderState)
    return decided
  }
  return { tell, events, caseStatus: () => caseState.status, order: () => orderState }
}

describe('an order and a case about it', () => {
  test('come to the same: the refund is in the order, and the case is complete', () => {
    const market = marketplace(historyTo.DELIVERED)
    market.tell(open(refundJson))
    market.tell(accept())
    expect(market.events.map(({ type }) => type)).toEqual([
      'AfterSalesCaseOpened',
      'AfterSalesRefundGranted',
      'OrderLinesRefunded',
      'AfterSalesCaseCompleted',
    ])
  })

  test('meet again where a refund came in between: the platform grants what is left', () => {
    const before = refunded(
      'r1',
      [{ ...amountsJson('l1', { saleMinor: '2000' }), whole: false }],
      ['DELIVERED', 'DELIVERED'],
      true,
    )
    const market = marketplace([...historyTo.DELIVERED, before])
    market.tell(open(refundJson))
    market.tell(accept())
    expect(market.caseStatus()).toBe('IN_ARBITRATION')
    market.tell(rule('SUPPORT_BUYER', ['l1', '500', '0']))
    expect(market.caseStatus()).toBe('COMPLETED')
    expect(market.events.slice(-2)).toMatchObject([
      { type: 'OrderLinesRefunded', data: { refundId: 'c1~2', lines: [{ saleMinor: 500n, whole: true }] } },
      { type: 'AfterSalesCaseCompleted' },
    ])
  })

  test('never give back more than was paid, however the order got where it is', () => {
    fc.assert(
      fc.property(orderHistory, (life) => {
        const market = marketplace(life.events)
        market.tell(open({ ...refundJson, lines: [caseLineJson('l1', { saleMinor: '1' })] }))
        market.tell(accept())
        expect(market.caseStatus()).toMatch(/^(COMPLETED|IN_ARBITRATION)$/)
        const state = market.order()
        for (const line of state.status === 'NONE' ? [] : state.lines) {
          expect(remainingOf(line).saleMinor >= 0n).toBe(true)
        }
      }),
    )
  })
})
