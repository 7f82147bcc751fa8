import { describe, expect, test } from 'vitest'
import { memoryTrailReads } from '../../src/adapters/memory/trail.js'
import type { MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { explain } from '../../src/application/explain.js'
import type { TrailReads } from '../../src/application/trail.js'
import type { Values } from '../../src/projections/column.js'
import { trailInMemory } from '../support/explaining.js'
import { paidOut } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'

const paidOutId =
  paidOut().flatMap((event) => (event.type === 'PayoutPlanned' ? [event.data.payoutId] : []))[0] ?? ''

/** The same read models with one row of a table changed. */
const tampered = (reads: MemoryReadStore, table: string, change: (row: Values) => Values): TrailReads =>
  memoryTrailReads({
    statuses: reads.statuses,
    table: (shape) =>
      shape.name === table
        ? reads.table(shape).map((row, i) => (i === 0 ? change(row) : row))
        : reads.table(shape),
  })

const more = (name: string) => (row: Values) => ({ ...row, [name]: BigInt(row[name] ?? 0) + 1n })

describe('a cent that is not where it should be', () => {
  test.each([
    ['ledger_postings', 'amountMinor', 'EVENT_IS_BALANCED'],
    ['statement_details', 'amountMinor', 'LINE_IS_ITS_DETAILS'],
    ['statement_lines', 'payableMinor', 'LINE_IS_ITS_POSTINGS'],
    ['statements', 'payableMinor', 'STATEMENT_IS_ITS_LINES'],
    ['payout_entries', 'amountMinor', 'ENTRY_IS_ITS_SOURCE'],
    ['payout_entries', 'amountMinor', 'PAYOUT_IS_ITS_ENTRIES'],
    ['payouts', 'amountMinor', 'BANK_IS_THE_PAYOUT'],
    ['payouts', 'amountMinor', 'SUM_IS_THE_WHOLE'],
  ])('in %s (%s) is told: %s', async (table, column, check) => {
    const { reads } = await trailInMemory(recorded(paidOut()))
    const subject = { kind: 'PAYOUT', id: paidOutId } as const
    const explanation = await explain(tampered(reads, table, more(column)), subject)
    expect(explanation?.differences.map((difference) => difference.check)).toContain(check)
  })

  test.each(['ledger_postings', 'statement_details'])('by its rule in %s is told', async (table) => {
    const { reads } = await trailInMemory(recorded(paidOut()))
    const trail = memoryTrailReads({
      statuses: reads.statuses,
      table: (shape) =>
        reads
          .table(shape)
          .map((row) => (shape.name === table && row['ruleId'] ? more('baseMinor')(row) : row)),
    })
    const explanation = await explain(trail, { kind: 'PAYOUT', id: paidOutId })
    expect(explanation?.differences.map(({ check }) => check)).toContain('AMOUNT_IS_ITS_RULE')
  })

  test('while the read models are at different events, is told as one that may be none', async () => {
    const { reads } = await trailInMemory(recorded(paidOut()))
    const trail = tampered(reads, 'payouts', more('amountMinor'))
    let position = 0n
    const moving = { ...trail, positions: () => Promise.resolve([position++]) }
    const explanation = await explain(moving, { kind: 'PAYOUT', id: paidOutId })
    expect(explanation).toMatchObject({ isSteady: false })
  })
})
