import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseStatuses } from '../../../src/domain/afterSales/events.js'
import { afterSales } from '../../../src/domain/afterSales/index.js'
import { isLeft } from '../../../src/fp.js'
import { caseCommands } from '../../support/afterSalesArbitraries.js'

test('a case never grants more than was refundable of a line, whatever is asked of it', () => {
  fc.assert(
    fc.property(caseCommands, (commands) => {
      let state = afterSales.initialState
      for (const command of commands) {
        const decided = afterSales.decide(command, state)
        if (isLeft(decided)) continue
        for (const event of decided.right) {
          if (event.type !== 'AfterSalesRefundGranted') continue
          for (const { saleMinor, shippingMinor } of event.data.lines) {
            expect(saleMinor <= 2500n && shippingMinor <= 250n && saleMinor + shippingMinor > 0n).toBe(true)
          }
        }
        state = decided.right.reduce(afterSales.evolve, state)
      }
    }),
  )
})

test('every event of a case tells the status before it and the one after it', () => {
  fc.assert(
    fc.property(caseCommands, (commands) => {
      let state = afterSales.initialState
      for (const command of commands) {
        const decided = afterSales.decide(command, state)
        for (const event of isLeft(decided) ? [] : decided.right) {
          if ('from' in event.data) expect(event.data.from).toBe(state.status)
          state = afterSales.evolve(state, event)
          expect(state.status).toBe(event.data.status)
        }
      }
    }),
  )
})

test('the cases that are tried visit every status and every event', () => {
  const lives = fc.sample(caseCommands, { numRuns: 2_000, seed: 7 })
  const seen = new Set<string>()
  for (const commands of lives) {
    let state = afterSales.initialState
    for (const command of commands) {
      const decided = afterSales.decide(command, state)
      for (const event of isLeft(decided) ? [] : decided.right) {
        seen.add(event.type).add(event.data.status)
        state = afterSales.evolve(state, event)
      }
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining([...afterSales.events.types, ...caseStatuses]))
})
