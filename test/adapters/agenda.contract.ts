import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Agenda } from '../../src/application/agenda.js'
import type { ReadStore, TableChange } from '../../src/application/ports.js'
import type { Values } from '../../src/projections/column.js'
import { deadlinesAskedTable, deadlinesTable } from '../../src/projections/deadlines.js'
import { payoutsTable } from '../../src/projections/payouts.js'
import { hour } from '../support/lives.js'
import { instant, valueOf } from '../support/spec.js'

/** An agenda over a read store that is empty. */
export interface OpenAgenda {
  readonly agenda: Agenda
  readonly reads: ReadStore
}

const request = { type: 'CompleteOrder', data: { orderId: 'o1' } }

const deadline = (deadlineId: string, at: number, more: Values = {}): Values => ({
  deadlineId,
  sellerId: 's1',
  clock: 'COMPLETE',
  state: 'STANDING',
  dueAt: hour(at),
  scheduledBy: 'e1',
  request: JSON.stringify(request),
  ...more,
})

const asked = (deadlineId: string, scheduledBy = 'e1'): Values => ({
  deadlineId,
  scheduledBy,
  outcome: 'DONE',
  askedAt: hour(0),
})

const payout = (payoutId: string, status: string): Values => ({
  payoutId,
  sellerId: 's1',
  date: '2026-03-02',
  currency: 'EUR',
  status,
  held: false,
  amountMinor: 1n,
  entries: 1,
  attempts: 0,
  waitReason: null,
  toDate: null,
  bankReference: null,
  cutOffAt: hour(0),
  plannedAt: null,
  paidAt: null,
  updatedAt: hour(0),
})

const keep = async ({ reads }: OpenAgenda, ...changes: ReadonlyArray<TableChange>): Promise<void> => {
  const owner = await reads.claim('p', 1, 'history')
  const position = { commit: (owner.position?.commit ?? 0n) + 1n, prepare: 1n }
  valueOf(await reads.commit(owner, { position, eventId: 'e' }, changes))
}

const standing = (...rows: ReadonlyArray<Values>): TableChange => ({ table: deadlinesTable, rows })
const marks = (...rows: ReadonlyArray<Values>): TableChange => ({ table: deadlinesAskedTable, rows })

/** What every agenda owes. `open` gives an empty one. */
export const agendaContract = (name: string, open: () => Promise<OpenAgenda>): void => {
  const dueOf = async ({ agenda }: OpenAgenda, options: Partial<Parameters<Agenda['due']>[0]> = {}) =>
    (await agenda.due({ limit: 100, ...options })).map(({ deadlineId }) => deadlineId)

  describe(`what is due (${name})`, () => {
    test('is nothing at first', async () => {
      expect(await dueOf(await open())).toEqual([])
    })

    test('is told whole, with what is to be asked', async () => {
      const it = await open()
      await keep(it, standing(deadline('d1', 5)))
      expect(await it.agenda.due({ limit: 1 })).toEqual([
        { deadlineId: 'd1', dueAt: hour(5), scheduledBy: 'e1', request },
      ])
    })

    test('is due at its very moment, and not a millisecond before', async () => {
      const it = await open()
      await keep(it, standing(deadline('d1', 5)))
      const before = instant(new Date(Date.parse(hour(5)) - 1).toISOString())
      expect(await dueOf(it, { until: before })).toEqual([])
      expect(await dueOf(it, { until: instant(hour(5)) })).toEqual(['d1'])
    })

    test('is neither what was cancelled nor what no rule covers', async () => {
      const it = await open()
      await keep(
        it,
        standing(deadline('d1', 1, { state: 'CANCELLED' }), deadline('d2', 1, { state: 'NO_RULE' })),
      )
      expect(await dueOf(it)).toEqual([])
    })

    test('is not asked again, unless another event has set it since', async () => {
      const it = await open()
      await keep(it, standing(deadline('d1', 1), deadline('d2', 2)), marks(asked('d1')))
      expect(await dueOf(it)).toEqual(['d2'])
      await keep(it, standing(deadline('d1', 3, { scheduledBy: 'e2' })))
      expect(await dueOf(it)).toEqual(['d2', 'd1'])
    })

    test('may be asked of some clocks only', async () => {
      const it = await open()
      await keep(it, standing(deadline('d1', 1), deadline('d2', 2, { clock: 'SETTLEMENT' })))
      expect(await dueOf(it, { clocks: ['SETTLEMENT', 'RESERVE_RELEASE'] })).toEqual(['d2'])
      expect(await dueOf(it, { clocks: [] })).toEqual([])
    })

    test('comes by its time, then by its id as bytes, and no more than was asked for', async () => {
      const it = await open()
      const ids = fc.uniqueArray(fc.stringMatching(/^[a-zA-Z0-9_/.~-]{1,12}$/), {
        minLength: 2,
        maxLength: 20,
      })
      const [sample = []] = fc.sample(ids, { numRuns: 1, seed: 11 })
      await keep(it, standing(...sample.map((id, i) => deadline(id, i % 3))))
      const expected = sample
        .map((id, i) => ({ id, at: i % 3 }))
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id)
      expect(await dueOf(it)).toEqual(expected)
      expect(await dueOf(it, { limit: 3 })).toEqual(expected.slice(0, 3))
    })
  })

  describe(`the payouts in flight (${name})`, () => {
    test('are those that were planned and have no last answer, page by page', async () => {
      const it = await open()
      const statuses = [
        'OPEN',
        'PLANNED',
        'PROCESSING',
        'PAID',
        'FAILED',
        'RETURNED',
        'CARRIED_OVER',
        'PLANNED',
      ]
      const rows = statuses.map((status, i) => payout(`s${i}.2026-03-02.EUR`, status))
      await keep(it, { table: payoutsTable, rows })
      const first = await it.agenda.payoutsInFlight({ limit: 2 })
      expect(first).toEqual(['s1.2026-03-02.EUR', 's2.2026-03-02.EUR'])
      expect(await it.agenda.payoutsInFlight({ after: first[1], limit: 2 })).toEqual(['s7.2026-03-02.EUR'])
    })
  })
}
