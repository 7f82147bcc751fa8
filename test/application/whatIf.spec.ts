import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainJson } from '../../src/application/plainJson.js'
import { whatIf, type WhatIf } from '../../src/application/whatIf/whatIf.js'
import { memoryWhatIfScratch } from '../support/whatIfScratch.js'
import type { FeeSchedule } from '../../src/domain/kernel/feeSchedule.js'
import { feeScheduleOf } from '../../src/domain/kernel/feeScheduleJson.js'
import { feeSchedule } from '../../src/domain/kernel/feeSchedules.js'
import { commissions } from '../../src/domain/processes/commissions.js'
import { commission } from '../../src/domain/commission/index.js'
import { seller } from '../../src/domain/seller/index.js'
import { isLeft, right } from '../../src/fp.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { recorded } from '../support/projections.js'
import { histories } from '../support/arbitraries/history.js'
import { historyStore } from '../support/deliveries.js'
import { valueOf } from '../support/spec.js'

/** Without the order in trouble, which was charged though it was never delivered. */
const told = fc.sample(histories(10), { numRuns: 12, seed: 3 }).map((history) => ({
  ...history,
  occurrences: history.occurrences.filter(
    ({ event: { data } }) => !('orderId' in data && data.orderId === 'trouble'),
  ),
}))

const asked = async (
  history: { readonly occurrences: ReadonlyArray<Occurrence> },
  schedule: FeeSchedule,
): Promise<WhatIf> =>
  valueOf(
    await whatIf({
      events: historyStore(history.occurrences),
      scratch: memoryWhatIfScratch(),
      schedule,
    }),
  )

test('a schedule is the same after it was written as JSON and read', () => {
  expect(feeScheduleOf(JSON.parse(JSON.stringify(plainJson(feeSchedule))))).toEqual({
    _tag: 'Right',
    right: feeSchedule,
  })
})

test('a wrong rule is named by its place', () => {
  const json = plainJson(feeSchedule.slice(0, 2)) as ReadonlyArray<object>
  const wrong = feeScheduleOf([json[0], { ...json[1], rateBps: 'a lot' }])
  expect(isLeft(wrong) && wrong.left[0]?.pointer).toBe('/1/rateBps')
})

/** The deliveries of a history, each charged by the process as it is in force, of sellers that nobody knows. */
const chargedAsInForce = (occurrences: ReadonlyArray<Occurrence>): ReadonlyArray<Occurrence> =>
  recorded(
    occurrences.flatMap(({ event }) => {
      if (event.type !== 'OrderDelivered') return []
      const [request] = valueOf(
        commissions(feeSchedule).on.OrderDelivered?.(event, seller.initialState) ?? right([]),
      )
      const json = { commandId: '00000000-0000-4000-8000-000000000001', actor: 'test', ...request }
      const command = valueOf(commission.commands.decode('ChargeCommission', json))
      return [event, ...valueOf(commission.decide(command, commission.initialState))]
    }),
  )

test('under the schedule that was in force nothing differs, under another what it says', async () => {
  let orders = 0
  for (const { occurrences } of told) {
    const history = { occurrences: chargedAsInForce(occurrences) }
    const same = await asked(history, feeSchedule)
    orders += same.orders
    expect(same.rows.filter(({ differenceMinor }) => differenceMinor !== 0n)).toEqual([])
    const dearer = feeSchedule.map((rule) => ({ ...rule, rateBps: rule.rateBps + 100 }))
    for (const row of (await asked(history, dearer)).rows) expect(row.differenceMinor).toBeLessThanOrEqual(0n)
  }
  expect(orders).toBeGreaterThan(0)
})

test('without any rate sellers get all fees back but those that are shares of creators', async () => {
  const free = feeSchedule.map((rule) => ({ ...rule, rateBps: 0 }))
  for (const history of told) {
    const { rows } = await asked(history, free)
    const shares = history.occurrences.flatMap(({ event }) =>
      event.type === 'CommissionCharged'
        ? event.data.fees
            .filter(({ rule }) => rule.kind.startsWith('AFFILIATE'))
            .map(({ feeMinor }) => feeMinor)
        : event.type === 'CommissionReversed'
          ? event.data.fees
              .filter(({ rule }) => rule.kind.startsWith('AFFILIATE'))
              .map(({ backMinor }) => -backMinor)
          : [],
    )
    const sum = (all: ReadonlyArray<bigint>) => all.reduce((a, b) => a + b, 0n)
    expect(sum(rows.map(({ whatIfMinor }) => whatIfMinor))).toBe(sum(shares))
  }
})
