import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commissionCommands } from '../../../src/domain/commission/commands.js'
import type { CommissionEvent } from '../../../src/domain/commission/events.js'
import type { FeeRule } from '../../../src/domain/commission/feeSchedule.js'
import { commission, type Commission } from '../../../src/domain/commission/index.js'
import { handle } from '../../../src/domain/events.js'
import { portionMinor, sumMinor } from '../../../src/domain/kernel/money.js'
import { instantOf } from '../../../src/domain/kernel/time.js'
import { order } from '../../../src/domain/order/index.js'
import type { OrderEvent } from '../../../src/domain/order/events.js'
import { commissions } from '../../../src/domain/processes/commissions.js'
import { isRight, right } from '../../../src/fp.js'
import { charge, reverse } from '../../support/commissions.js'
import { orderHistory, refundOfAll } from '../../support/orderHistories.js'
import { cancel } from '../../support/orders.js'
import { commandOf, foldOf, valueOf } from '../../support/spec.js'

const rounding = fc.constantFrom('PER_LINE' as const, 'PER_SKU' as const)
const base = fc.constantFrom('SALE' as const, 'SALE_SHIPPING_PLATFORM_DISCOUNT' as const)
const rule = fc.record({
  ruleId: fc.constantFrom('a', 'b'),
  ruleVersion: fc.constantFrom(1, 2),
  rateBps: fc.oneof(fc.nat(10_000), fc.constantFrom(500, 900, 1_200)),
  base,
  rounding,
})

const parts = ['saleMinor', 'shippingMinor', 'platformDiscountMinor'] as const
const amount = fc.oneof(fc.nat(20), fc.nat(100_000))
const lines = fc
  .array(
    fc.record({
      skuId: fc.constantFrom('k1', 'k2'),
      rule,
      amounts: fc.tuple(amount, amount, amount),
      cuts: fc.array(fc.nat(100), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((all) => all.map((line, i) => ({ ...line, lineId: `l${i}` })))

const named = (amounts: ReadonlyArray<number>) =>
  Object.fromEntries(parts.map((part, i) => [part, `${amounts[i] ?? 0}`]))

/** A line's amounts cut into pieces that add up to them. */
const piecesOf = ({
  lineId,
  amounts,
  cuts,
}: {
  lineId: string
  amounts: ReadonlyArray<number>
  cuts: ReadonlyArray<number>
}) => {
  const bounds = [0, ...cuts.toSorted((a, b) => a - b), 100]
  return bounds.slice(1).map((to, i) => ({
    lineId,
    ...named(amounts.map((all) => Math.floor((all * to) / 100) - Math.floor((all * (bounds[i] ?? 0)) / 100))),
  }))
}

const groupOf = ({ charged: { lineId, skuId, rule: by } }: LineOf<Commission>): string =>
  by.rounding === 'PER_LINE' ? lineId : `${skuId} ${by.ruleId} ${by.ruleVersion} ${by.rateBps}`
type LineOf<C> = C extends { readonly lines: ReadonlyArray<infer L> } ? L : never

/** For each group of lines that are rounded together: the rounded fee on its remaining base, and the fee still booked. */
const booksOf = (state: Commission) => {
  const all = state.status === 'NONE' ? [] : state.lines
  return [...new Set(all.map(groupOf))].map((group) => {
    const of = all.filter((line) => groupOf(line) === group)
    const remaining = sumMinor(of.map((line) => line.charged.baseMinor - line.reversedBaseMinor))
    const booked = sumMinor(of.map((line) => line.charged.feeMinor - line.reversedFeeMinor))
    return { remaining, booked, owed: portionMinor(remaining, of[0]?.charged.rule.rateBps ?? 0) }
  })
}

const feeOf = (events: ReadonlyArray<CommissionEvent>): bigint =>
  sumMinor(
    events.map(({ type, data }) => {
      const feeMinor = sumMinor(data.lines.map((line) => line.feeMinor))
      return type === 'CommissionCharged' ? feeMinor : -feeMinor
    }),
  )

test('fees that are rounded together add up to the rounded whole, and no line gets money for being sold', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const events = valueOf(
        commission.decide(
          charge(all.map(({ amounts, cuts: _, ...line }) => ({ ...line, ...named(amounts) }))),
          commission.initialState,
        ),
      )
      for (const { booked, owed } of booksOf(foldOf(commission, events))) expect(booked).toBe(owed)
      expect(events.flatMap(({ data }) => data.lines).every(({ feeMinor }) => feeMinor >= 0n)).toBe(true)
    }),
  )
})

test('whatever is given back, in whatever pieces and order, the fee is the rounded one on the rest: in the end none', () => {
  const pieces = lines.chain((all) => {
    const every = all.flatMap(piecesOf)
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(every, { minLength: every.length }))
  })
  fc.assert(
    fc.property(pieces, ([all, steps]) => {
      const charged = charge(all.map(({ amounts, cuts: _, ...line }) => ({ ...line, ...named(amounts) })))
      let past = valueOf(commission.decide(charged, commission.initialState))
      for (const [i, step] of steps.entries()) {
        const state = foldOf(commission, past)
        past = [...past, ...valueOf(commission.decide(reverse(`r${i}`, [step]), state))]
        for (const { booked, owed, remaining } of booksOf(foldOf(commission, past))) {
          expect(booked).toBe(owed)
          expect(booked >= 0n && remaining >= 0n).toBe(true)
        }
      }
      expect(feeOf(past)).toBe(0n)
    }),
  )
})

test('several lines given back at once give back what they would one by one', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const whole = all.map(({ lineId, amounts }) => ({ lineId, ...named(amounts) }))
      const charged = valueOf(
        commission.decide(
          charge(all.map(({ amounts, cuts: _, ...line }) => ({ ...line, ...named(amounts) }))),
          commission.initialState,
        ),
      )
      const state = foldOf(commission, charged)
      expect(feeOf(valueOf(commission.decide(reverse('r', whole), state)))).toBe(-feeOf(charged))
    }),
  )
})

/** What an order's history comes to in commission, through the process. */
const commissionOn = (schedule: ReadonlyArray<FeeRule>, events: ReadonlyArray<OrderEvent>) => {
  const process = commissions(schedule)
  let past: ReadonlyArray<CommissionEvent> = []
  for (const event of events) {
    for (const request of valueOf(handle(process.on, event) ?? right([]))) {
      const asked = commandOf(commissionCommands, request)
      const state = foldOf(commission, past)
      const decided = valueOf(commission.decide(asked, state))
      const again = commission.decide(asked, foldOf(commission, [...past, ...decided]))
      if (isRight(again)) expect(again.right).toEqual([])
      past = [...past, ...decided]
      expect(feeOf(past) >= 0n).toBe(true)
    }
  }
  return past
}

const schedule = rule.map((one): ReadonlyArray<FeeRule> => [
  { ...one, market: 'FR', validFrom: instantOf(0) },
])

test('an order pays commission once, when it is delivered, and never after all was given back', () => {
  fc.assert(
    fc.property(orderHistory, schedule, fc.boolean(), (life, fees, byCancelling) => {
      const state = life.order
      fc.pre(state.status !== 'NONE')
      const last = byCancelling ? cancel('OPERATOR') : refundOfAll(state)
      fc.pre(last !== undefined)
      const ended = order.decide(last, state)
      const free = state.lines.some(
        (line) => line.saleMinor + line.shippingMinor === 0n && line.platformDiscountMinor > 0n,
      )
      // A line for which the buyer paid nothing at all cannot be refunded, only cancelled.
      const over = isRight(ended) && ended.right.length > 0 && (byCancelling || !free)
      const events = [...life.events, ...(isRight(ended) ? ended.right : [])]
      const past = commissionOn(fees, events)
      const delivered = events.filter(({ type }) => type === 'OrderDelivered').length
      expect(past.filter(({ type }) => type === 'CommissionCharged').length).toBe(delivered)
      if (over) expect(feeOf(past)).toBe(0n)
    }),
  )
})
