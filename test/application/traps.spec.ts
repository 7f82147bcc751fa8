import { describe, expect, test } from 'vitest'
import { combineOrders } from '../../src/application/combineOrders.js'
import { orderBoardTable } from '../../src/projections/orderBoard.js'
import { payoutsTable } from '../../src/projections/payouts.js'
import { statementLinesTable } from '../../src/projections/statements.js'
import { ledgerBalancesTable } from '../../src/projections/ledger.js'
import { bought } from '../support/lives.js'
import { marketplaceStory } from '../support/marketplaceStory.js'
import { lineJson, placedJson } from '../support/orders.js'
import { valueOf } from '../support/spec.js'

const DAY = 24
const END = 30 * DAY

type Story = ReturnType<typeof marketplaceStory>

const stated = ({ rows }: Story) =>
  rows(statementLinesTable)
    .map(({ transactionId, payableMinor }) => [transactionId, payableMinor])
    .toSorted()
const paid = ({ rows }: Story) =>
  rows(payoutsTable).flatMap(({ status, amountMinor }) => (status === 'PAID' ? [amountMinor] : []))
const left = ({ rows }: Story) =>
  rows(ledgerBalancesTable).flatMap(({ account, owner, balanceMinor }) =>
    owner === 's1' && String(account).startsWith('seller_') && balanceMinor !== 0n ? [account] : [],
  )
const boardOf = ({ rows }: Story, orderId: string) =>
  rows(orderBoardTable).find((row) => row['orderId'] === orderId)

const sent = async (
  { ask }: Story,
  packageId: string,
  orderIds: ReadonlyArray<string>,
  more: object = {},
) => {
  const tracking = { carrier: 'Colissimo', trackingNumber: `T-${packageId}` }
  for (const orderId of orderIds) await ask(1, 'ArrangePackage', { orderId, packageId, ...tracking, ...more })
  for (const orderId of orderIds) await ask(2, 'HandOverPackage', { orderId, packageId })
}
const arrived = async ({ ask }: Story, packageId: string, orderIds: ReadonlyArray<string>) => {
  for (const orderId of orderIds) await ask(2 * DAY, 'DeliverPackage', { orderId, packageId })
}
const lineIds = ['l1', 'l2']
const combined = async (story: Story, orderIds: ReadonlyArray<string>) => {
  for (const orderId of orderIds) await bought(story.center, orderId, 0)
  const orders = orderIds.map((orderId) => ({ orderId, lineIds }))
  valueOf(await combineOrders(story.center, { packageId: 'P1', buyerId: 'b1', orders }))
}
const refundOfOne = {
  orderId: 'o1',
  refundId: 'r1',
  reason: 'broken',
  lines: [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '250' }],
}

describe('a package of two orders', () => {
  test('of which one is partly refunded pays each order what it has earned, on one statement', async () => {
    const story = marketplaceStory()
    await combined(story, ['o1', 'o2'])
    await sent(story, 'P1', ['o1', 'o2'])
    await arrived(story, 'P1', ['o1', 'o2'])
    await story.ask(3 * DAY, 'RefundOrderLines', refundOfOne)
    await story.until(END)
    // 27.00 and 2.49 of shipping less 9 % of 29.49; 54.00 and 4.99 less 9 % of 58.99: shipping is earned per order.
    expect(stated(story)).toEqual([
      ['o1/order', 2_684n],
      ['o2/order', 5_368n],
    ])
    expect(paid(story)).toEqual([2_684n + 5_368n])
    expect([boardOf(story, 'o1'), boardOf(story, 'o2')]).toMatchObject([
      { packages: 1, refundedMinor: 2_750n },
      { packages: 1, refundedMinor: 0n },
    ])
    expect([left(story), await story.differences(END)]).toEqual([[], []])
    const payoutId = String(story.rows(payoutsTable).find(({ status }) => status === 'PAID')?.['payoutId'])
    const explained = await story.explained({ kind: 'PAYOUT', id: payoutId })
    expect(explained.orders.map(({ orderId }) => orderId).toSorted()).toEqual(['o1', 'o2'])
    expect(explained.differences).toEqual([])
  })

  test('of which one is cancelled before it is sent pays the other, as if it had been alone', async () => {
    const story = marketplaceStory()
    await combined(story, ['o1', 'o2'])
    const cancellation = { orderId: 'o1', initiator: 'SELLER', reason: 'seller_cancel_reason_out_of_stock' }
    await story.ask(1, 'CancelOrder', cancellation)
    await sent(story, 'P1', ['o2'])
    await arrived(story, 'P1', ['o2'])
    await story.until(END)
    expect(stated(story)).toEqual([['o2/order', 5_368n]])
    expect([paid(story), left(story), await story.differences(END)]).toEqual([[5_368n], [], []])
    expect(boardOf(story, 'o1')).toMatchObject({ status: 'CANCELLED' })
  })

  test('as well as an order in two packages charges the delivery once', async () => {
    const story = marketplaceStory()
    await bought(story.center, 'o1', 0)
    for (const [nr, lineId] of lineIds.entries()) await sent(story, `P${nr}`, ['o1'], { lineIds: [lineId] })
    for (const nr of lineIds.keys()) await arrived(story, `P${nr}`, ['o1'])
    await story.until(END)
    expect(stated(story)).toEqual([['o1/order', 5_368n]])
    expect([paid(story), left(story), await story.differences(END)]).toEqual([[5_368n], [], []])
  })
})

describe('a coupon of which the threshold is no longer met', () => {
  /** 10.00 off from 50.00 on, borne by the platform: 5.00 on each of two lines. */
  const off = { platformDiscountMinor: '500' }
  const lines = [lineJson('l1', off), lineJson('l2', { ...off, shippingOriginalMinor: '249' })]
  const explainedOrder = (story: Story) => story.explained({ kind: 'ORDER', id: 'o1' })

  const sold = async (story: Story) => {
    await story.ask(0, 'PlaceOrder', { ...placedJson, orderId: 'o1', lines })
    await story.ask(0, 'PayOrder', { orderId: 'o1', payments: [], hold: false })
    for (const lineId of lineIds) await sent(story, `P-${lineId}`, ['o1'], { lineIds: [lineId] })
  }

  test('since a part was lost on the way stays on the line that arrives, up to the bank', async () => {
    const story = marketplaceStory()
    await sold(story)
    const lost = { orderId: 'o1', initiator: 'SYSTEM', reason: 'package_lost', lineIds: ['l1'] }
    await story.ask(DAY, 'CancelOrder', lost)
    await arrived(story, 'P-l2', ['o1'])
    await story.until(END)
    // The buyer has paid 22.00 and 2.49, the platform adds 5.00, and takes 9 % of 29.49.
    expect(stated(story)).toEqual([['o1/order', 2_684n]])
    const { sums, differences } = await explainedOrder(story)
    expect(Object.fromEntries(sums.map(({ name, amount }) => [name, amount.minor]))).toEqual({
      PAID_BY_BUYERS: 4_899n,
      GIVEN_BACK_TO_BUYERS: -2_450n,
      PLATFORM_DISCOUNTS: 500n,
      PLATFORM_COMMISSION: -265n,
    })
    expect([paid(story), left(story), differences, await story.differences(END)]).toEqual([
      [2_684n],
      [],
      [],
      [],
    ])
  })

  test('since a part was sent back takes its own share of it back, and no more', async () => {
    const story = marketplaceStory()
    await sold(story)
    for (const lineId of lineIds) await arrived(story, `P-${lineId}`, ['o1'])
    await story.until(20 * DAY)
    const lines = [{ lineId: 'l1', saleMinor: '2200', shippingMinor: '250' }]
    await story.ask(21 * DAY, 'RefundOrderLines', {
      orderId: 'o1',
      refundId: 'r1',
      reason: 'returned',
      lines,
    })
    await story.until(END)
    // What is left of both is what the line alone settles for above.
    expect(stated(story)).toEqual([
      ['o1/order', 5_368n],
      ['o1/refund/r1', 2_684n - 5_368n],
    ])
    expect((await explainedOrder(story)).differences).toEqual([])
    expect(await story.differences(END)).toEqual([])
  })
})
