import { expect, test } from 'vitest'
import { explain } from '../../src/application/explain.js'
import { explanationScreen } from '../../src/cli/explanation/screen.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { orderEvents } from '../../src/domain/order/events.js'
import { trailInMemory } from '../support/explaining.js'
import { moneyWorld } from '../support/moneyWorld.js'
import { amountsJson, ofOrder } from '../support/orders.js'
import { recorded } from '../support/projections.js'
import { eventOf, NOW } from '../support/spec.js'

const inBritain = { ...ofOrder, market: 'GB', zone: 'Europe/London', currency: 'GBP' }

const shoe = amountsJson('l1', {
  category: 'shoes',
  saleMinor: '8000',
  sellerDiscountMinor: '1000',
  platformDiscountMinor: '1000',
  shippingMinor: '500',
})
const computer = amountsJson('l2', {
  skuId: 'k2',
  category: 'electronics',
  saleMinor: '130000',
  sellerDiscountMinor: '0',
  platformDiscountMinor: '20000',
  shippingMinor: '5000',
})

/** What is printed of a British order that was sold and settled, without runs of spaces, and without the events. */
const printed = async (lines: ReadonlyArray<object>): Promise<ReadonlyArray<string>> => {
  const money = moneyWorld(instantOf(0))
  const paid = { ...inBritain, from: 'UNPAID', status: 'AWAITING_SHIPMENT', lines, payments: [] }
  const delivered = {
    ...inBritain,
    from: 'IN_TRANSIT',
    status: 'DELIVERED',
    lines,
    packageId: 'P1',
    placedAt: NOW,
  }
  const sold = [eventOf(orderEvents, 'OrderPaid', paid), eventOf(orderEvents, 'OrderDelivered', delivered)]
  const settled = money.until(
    sold.reduce(money.tell, money.empty),
    instantOf(Date.parse(NOW) + 20 * 86_400_000),
  )
  const { trail } = await trailInMemory(recorded(settled.log))
  const explanation = await explain(trail, { kind: 'ORDER', id: ofOrder.orderId })
  expect(explanation?.differences).toEqual([])
  return (explanation ? explanationScreen(explanation) : []).map((line) => line.trim().replaceAll(/ +/g, ' '))
}

const COMMISSION_OF_SHOE =
  'platform commission of k1 -8.55 9 % of 95.00 (goods and shipping) = 8.55 by platform-GB v1'

test('W1: a shoe of 100.00, 10.00 off by the seller and by the platform, 5.00 of shipping, is printed to the cent', async () => {
  const lines = await printed([shoe])
  expect(lines[0]).toBe('Order o1 of s1: 86.45 GBP')
  expect(lines.filter((line) => line.includes('commission of'))).toEqual([COMMISSION_OF_SHOE])
  expect(lines.slice(lines.indexOf('From the buyers to the bank') + 1)).toEqual([
    'paid by buyers 85.00',
    'added by the platform for its discounts 10.00',
    'platform commission -8.55',
    '-----',
    'comes to 86.45',
    'on its way through the bank 86.45 s1.2026-03-14.GBP, the bank has not answered',
    "at the seller's bank 0.00",
  ])
})

test('W2: with a computer of 1500.00, each commission is printed by the rule of its category, and their sum', async () => {
  const lines = await printed([shoe, computer])
  expect(lines[0]).toBe('Order o1 of s1: 1,558.95 GBP')
  expect(lines.filter((line) => line.includes('commission of'))).toEqual([
    COMMISSION_OF_SHOE,
    'platform commission of k2 -77.50 5 % of 1,550.00 (goods and shipping) = 77.50 by platform-GB-electronics v1',
  ])
  expect(lines.slice(lines.indexOf('From the buyers to the bank') + 1, -2)).toEqual([
    'paid by buyers 1,435.00',
    'added by the platform for its discounts 210.00',
    'platform commission -86.05 2 amounts',
    '--------',
    'comes to 1,558.95',
  ])
})
