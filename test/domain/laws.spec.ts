import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterSales } from '../../src/domain/afterSales/index.js'
import { commission } from '../../src/domain/commission/index.js'
import { order } from '../../src/domain/order/index.js'
import { product } from '../../src/domain/product/index.js'
import { seller } from '../../src/domain/seller/index.js'
import {
  brazilRule,
  charge,
  creatorRule,
  euRule,
  feeAmounts,
  payCreators,
  reverse,
} from '../support/commissions.js'
import { caseCommands } from '../support/afterSalesArbitraries.js'
import { owedBy } from '../support/aggregateLaws.js'
import { orderHistory } from '../support/orderHistories.js'
import * as products from '../support/products.js'
import * as sellers from '../support/sellers.js'

const some = <C>(command: fc.Arbitrary<C>) => fc.array(command, { minLength: 1, maxLength: 15 })

owedBy(
  seller,
  some(
    fc.constantFrom(
      sellers.registerSeller(),
      sellers.registerSeller({ market: 'BR' }),
      sellers.submitSeller(),
      sellers.submitSeller([]),
      sellers.verifySeller(),
      sellers.rejectSeller(),
      sellers.rejectSeller(['SANCTIONED']),
      sellers.suspendSeller(),
      sellers.suspendSeller('again'),
      sellers.reinstateSeller(),
      sellers.agreeTerms(),
      sellers.agreeTerms({ termsVersion: 2, settleAfterDays: 1 }),
      sellers.agreeTerms({}, '2026-04-01T00:00:00.000Z'),
    ),
  ),
)

owedBy(
  product,
  some(
    fc.oneof(
      fc.nat(2).map((priceMinor) => products.listProduct({ priceMinor: `${priceMinor}` })),
      fc
        .tuple(fc.nat(3), fc.constantFrom('EUR', 'BRL'))
        .map(([to, currency]) => products.changePrice(`${to}`, currency)),
      fc.nat(2).map(products.countStock),
      fc.constantFrom(products.putLive(), products.takeOffline()),
    ),
  ),
)

owedBy(
  order,
  orderHistory.map(({ commands }) => commands),
)

owedBy(afterSales, caseCommands)

const toCharge = fc
  .record({
    lineId: fc.constantFrom('l1', 'l2', 'l3'),
    skuId: fc.constantFrom('k1', 'k2'),
    rules: fc.constantFrom([euRule], [brazilRule], [euRule, creatorRule]),
    amount: fc.nat(300),
  })
  .map(({ amount, ...line }) => ({ ...line, ...feeAmounts(amount, 7, 3) }))
const toReverse = fc
  .tuple(fc.constantFrom('l1', 'l2', 'l3'), fc.nat(100))
  .map(([lineId, amount]) => ({ lineId, ...feeAmounts(amount, 1, 1) }))
const uniqueLines = <L extends { readonly lineId: string }>(line: fc.Arbitrary<L>) =>
  fc.uniqueArray(line, { selector: ({ lineId }) => lineId, minLength: 1, maxLength: 3 })

owedBy(
  commission,
  fc
    .tuple(
      uniqueLines(toCharge).map(charge),
      some(
        fc.oneof(
          fc
            .tuple(fc.constantFrom('r1', 'r2', 'r3'), uniqueLines(toReverse))
            .map(([id, lines]) => reverse(id, lines)),
          uniqueLines(toCharge).map(charge),
          fc.constant(payCreators()),
        ),
      ),
    )
    .map(([first, others]) => [first, ...others]),
)

test('the lives of orders that are tried visit every status and every event', () => {
  const lives = fc.sample(orderHistory, { numRuns: 600, seed: 7 })
  const events = lives.flatMap((life) => life.events)
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(order.events.types))
  expect(new Set(lives.map((life) => life.order.status)).size).toBe(9)
  expect(lives.flatMap((life) => life.commands).length).toBeGreaterThan(events.length)
})
