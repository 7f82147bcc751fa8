import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf } from '../../src/domain/kernel/time.js'
import { ledger, ledgerPostingsTable } from '../../src/projections/ledger.js'
import { reconcile } from '../../src/projections/reconciliation.js'
import { unsettled, unsettledTable } from '../../src/projections/unsettled.js'
import { histories } from '../support/arbitraries/history.js'
import { moneyWorld } from '../support/moneyWorld.js'
import { amountsJson, orderDelivered, orderPaid, refunded } from '../support/orders.js'
import { recorded, rowsIn } from '../support/projections.js'
import { instant, NOW } from '../support/spec.js'

const money = moneyWorld(instantOf(0))
const part = (minor: number) => ({
  ...amountsJson('l1', { saleMinor: `${minor}`, shippingMinor: '0' }),
  sellerDiscountMinor: '0',
  platformDiscountMinor: '0',
  whole: false,
})

/** An order that was delivered, of which parts were given back before or after it settled. */
const lives = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 800 }), fc.nat(20)), { maxLength: 3 })
  .map((backs) => {
    const sold = [orderPaid(), orderDelivered('P1')].reduce(money.tell, money.empty)
    const given = backs
      .toSorted(([, a], [, b]) => a - b)
      .reduce((world, [minor, days], i) => {
        const at = instantOf(Date.parse(NOW) + days * 86_400_000)
        const back = refunded(`r${i}`, [part(minor)], ['DELIVERED', 'DELIVERED'], true)
        return money.tell(money.until(world, at), { ...back, occurredAt: at })
      }, sold)
    return recorded(money.until(given, instantOf(Date.parse(NOW) + 30 * 86_400_000)).log)
  })

test('an order that waits is estimated at exactly what it has earned, and settles for that', () => {
  fc.assert(
    fc.property(lives, (history) => {
      const estimates = history.flatMap(({ event }, i) => {
        if (event.type !== 'SettlementOpened' && event.type !== 'SettlementAmended') return []
        const past = history.slice(0, i + 1)
        const earned = rowsIn(ledger, ledgerPostingsTable, past)
          .filter(({ account }) => account === 'seller_pending')
          .reduce((sum, { amountMinor }) => sum + BigInt(String(amountMinor)), 0n)
        const [row] = rowsIn(unsettled, unsettledTable, past)
        expect(row).toMatchObject({ reason: 'WAITING_PERIOD', estimatedSettlementMinor: earned })
        return [earned]
      })
      const settled = history.flatMap(({ event }) => (event.type === 'OrderSettled' ? [event.data] : []))
      expect(settled.map(({ transaction }) => transaction.settlementMinor)).toEqual(estimates.slice(-1))
      expect(rowsIn(unsettled, unsettledTable, history)).toMatchObject([{ reason: 'SETTLED' }])
      expect(reconcile(history, instant('2027-12-31T00:00:00.000Z'))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('what buyers have paid and not got back is what an order would come to before fees', () => {
  fc.assert(
    fc.property(histories(3), ({ occurrences }) => {
      for (let n = 0; n <= occurrences.length; n += 15) {
        const past = occurrences.slice(0, n)
        const held = new Map<unknown, bigint>()
        for (const { account, orderId, amountMinor } of rowsIn(ledger, ledgerPostingsTable, past)) {
          if (account === 'buyer_funds_held')
            held.set(orderId, (held.get(orderId) ?? 0n) + BigInt(String(amountMinor)))
        }
        for (const row of rowsIn(unsettled, unsettledTable, past)) {
          const { deliveredAt, cancelledAt, estimatedGrossMinor, orderId } = row
          if (deliveredAt !== null || cancelledAt !== null) continue
          expect(BigInt(String(estimatedGrossMinor))).toBeGreaterThanOrEqual(held.get(orderId) ?? 0n)
        }
      }
    }),
    { numRuns: 20 },
  )
})
