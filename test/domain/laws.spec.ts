import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterSales } from '../../src/domain/afterSales/index.js'
import { commission } from '../../src/domain/commission/index.js'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, Event } from '../../src/domain/kernel/message.js'
import { order } from '../../src/domain/order/index.js'
import { product } from '../../src/domain/product/index.js'
import { seller } from '../../src/domain/seller/index.js'
import { isLeft, isRight } from '../../src/fp.js'
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
import { anyEvent } from '../support/eventArbitraries.js'
import { orderHistory } from '../support/orderHistories.js'
import * as products from '../support/products.js'
import * as sellers from '../support/sellers.js'
import { foldOf, storedAndRead } from '../support/spec.js'

/** Whoever changes it in passing is thrown at. */
const frozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part)
    Object.freeze(value)
  }
  return value
}

/** What every aggregate owes, whatever happened to it and whatever it is asked. */
const owedBy = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  commands: fc.Arbitrary<ReadonlyArray<C>>,
): void => {
  const event = anyEvent(aggregate.events.types) as unknown as fc.Arbitrary<E>
  const events = fc.array(event, { maxLength: 12 }).map(frozen)

  describe(`the ${aggregate.category}`, () => {
    test('reads each of its events back as it was stored', () => {
      fc.assert(
        fc.property(event, (each) => {
          expect(storedAndRead(aggregate.events, each)).toEqual(each)
        }),
      )
    })

    test('takes any event in any state, without a throw and without changing what it was given', () => {
      fc.assert(
        fc.property(events, (past) => {
          const folded = past.reduce(
            (state, each) => frozen(aggregate.evolve(state, each)),
            aggregate.initialState,
          )
          expect(folded).toEqual(foldOf(aggregate, past))
        }),
      )
    })

    test('is the same when its history is folded in two parts', () => {
      fc.assert(
        fc.property(events, fc.nat(12), (past, at) => {
          const half = foldOf(aggregate, past.slice(0, at))
          const whole = foldOf(aggregate, past)
          expect(past.slice(at).reduce(aggregate.evolve, half)).toEqual(whole)
        }),
      )
    })

    test('answers any command in any state', () => {
      fc.assert(
        fc.property(events, commands, (past, asked) => {
          const state = foldOf(aggregate, past)
          for (const command of asked) {
            const decision = aggregate.decide(command, state)
            if (isLeft(decision)) expect(decision.left).toHaveProperty('type')
          }
        }),
      )
    })

    test('stores what it decides, and decides nothing more when asked the same again', () => {
      fc.assert(
        fc.property(commands, (asked) => {
          let state = aggregate.initialState
          for (const command of asked) {
            const decision = aggregate.decide(command, state)
            if (isLeft(decision)) continue
            for (const each of decision.right) {
              expect(each.occurredAt).toBe(command.at)
              expect(storedAndRead(aggregate.events, each)).toEqual(each)
            }
            state = decision.right.reduce(aggregate.evolve, state)
            const again = aggregate.decide(command, state)
            if (isRight(again)) expect(again.right).toEqual([])
          }
        }),
      )
    })

    test('is found by the same id whatever it is asked', () => {
      const ids = fc.sample(commands, { numRuns: 20, seed: 1 }).flat().map(aggregate.idOf)
      expect(new Set(ids).size).toBe(1)
    })

    test('is begun by a command that is refused once it is there', () => {
      const begun = fc.sample(commands, { numRuns: 50, seed: 1 }).flat()
      const opening = begun.filter(({ type }) => aggregate.opening.has(type))
      expect(opening.length > 0).toBe(aggregate.opening.size > 0)
      for (const command of opening) {
        const opened = aggregate.decide(command, aggregate.initialState)
        if (isLeft(opened)) continue
        expect(isLeft(aggregate.decide(command, foldOf(aggregate, opened.right)))).toBe(true)
      }
    })
  })
}

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
