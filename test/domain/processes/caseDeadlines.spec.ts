import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterSalesCommands } from '../../../src/domain/afterSales/commands.js'
import type { AfterSalesEvent } from '../../../src/domain/afterSales/events.js'
import { afterSales } from '../../../src/domain/afterSales/index.js'
import { businessCalendars } from '../../../src/domain/kernel/calendars.js'
import { caseDeadlines } from '../../../src/domain/processes/caseDeadlines.js'
import { standing } from '../../../src/domain/processes/deadline.js'
import { isLeft, left } from '../../../src/fp.js'
import { caseOpened, happened, historyTo, offered } from '../../support/afterSales.js'
import { caseCommands } from '../../support/afterSalesArbitraries.js'
import { at, changesOf, clocksOfCases, runningAfter } from '../../support/deadlines.js'
import { commandOf } from '../../support/spec.js'

const THURSDAY = '2026-03-05T12:30:00.000Z'
const after = (...events: ReadonlyArray<AfterSalesEvent>) =>
  runningAfter(clocksOfCases, ...events.map((event) => at(event, THURSDAY)))

describe('the clocks of a case', () => {
  test.each([
    ['REQUESTED', { CASE_ANSWER: '2026-03-07T12:30:00.000Z' }],
    ['AWAITING_BUYER_RESPONSE', { OFFER_ANSWER: '2026-03-07T12:30:00.000Z' }],
    ['AWAITING_BUYER_SHIP', { RETURN_SHIP: '2026-03-19T22:59:59.000Z' }],
    ['BUYER_SHIPPED', { RETURN_CHECK: '2026-03-09T22:59:59.000Z' }],
    ['REJECTED', { APPEAL: '2026-03-12T22:59:59.000Z' }],
    ['RETURN_REJECTED', { APPEAL: '2026-03-12T22:59:59.000Z' }],
    ['IN_ARBITRATION', {}],
    ['GRANTED', {}],
    ['COMPLETED', {}],
    ['CANCELLED', {}],
    ['CLOSED', {}],
  ] as const)('that run while it is %s', (status, running) => {
    expect(after(...historyTo[status])).toEqual(running)
  })

  test('do not hurry the seller before the goods are there, and bring a return that is lost to the platform', () => {
    expect(after(...historyTo.BUYER_SHIPPED.slice(0, -1))).toEqual({
      RETURN_ARRIVAL: '2026-04-04T21:59:59.000Z',
    })
  })

  test('give the seller as much time again when an offer is declined', () => {
    const declined = (status: 'REQUESTED' | 'BUYER_SHIPPED') =>
      happened('AfterSalesOfferDeclined', 'AWAITING_BUYER_RESPONSE', status, { declinedBy: 'BUYER' })
    expect(after(...historyTo.AWAITING_BUYER_RESPONSE, declined('REQUESTED'))).toEqual({
      CASE_ANSWER: '2026-03-07T12:30:00.000Z',
    })
    const made = offered('BUYER_SHIPPED', ['l1', '1', '0'])
    expect(after(...historyTo.BUYER_SHIPPED, made)).toEqual({ OFFER_ANSWER: '2026-03-07T12:30:00.000Z' })
    expect(after(...historyTo.BUYER_SHIPPED, made, declined('BUYER_SHIPPED'))).toEqual({
      RETURN_CHECK: '2026-03-09T22:59:59.000Z',
    })
  })

  test('are missed when no rule tells their length: nothing is skipped', () => {
    const none = caseDeadlines([], businessCalendars)
    const opened = caseOpened() as Extract<AfterSalesEvent, { type: 'AfterSalesCaseOpened' }>
    expect(none.on.AfterSalesCaseOpened?.(opened)).toEqual(
      left({ type: 'ClockRuleMissing', detail: `no length of CASE_ANSWER in FR at ${THURSDAY}` }),
    )
  })
})

test('a case for which nobody does anything any more waits for the platform or its money, or is over', () => {
  fc.assert(
    fc.property(caseCommands, (commands) => {
      let state = afterSales.initialState
      let changes = changesOf(clocksOfCases, [])
      const take = (events: ReadonlyArray<AfterSalesEvent>) => {
        changes = [...changes, ...changesOf(clocksOfCases, events)]
        state = events.reduce(afterSales.evolve, state)
      }
      for (const command of commands) {
        const decided = afterSales.decide(command, state)
        if (!isLeft(decided)) take(decided.right)
      }
      for (let asked = 0; asked < 20; asked++) {
        const [next] = standing(changes).values()
        if (next === undefined) break
        changes = [...changes, { type: 'DeadlineCancelled', deadlineId: next.deadlineId }]
        const decided = afterSales.decide(
          commandOf(afterSalesCommands, { ...next.request, at: next.dueAt }),
          state,
        )
        expect(isLeft(decided)).toBe(false)
        if (!isLeft(decided)) take(decided.right)
      }
      expect(standing(changes).size).toBe(0)
      expect(state.status).toMatch(/^(IN_ARBITRATION|GRANTED|COMPLETED|CANCELLED|CLOSED)$/)
    }),
  )
})
