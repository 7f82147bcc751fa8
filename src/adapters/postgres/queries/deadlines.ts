import type { DeadlineView } from '../../../application/deadlineViews.js'
import type { Queries } from '../../../application/queries.js'
import { SellerId } from '../../../domain/kernel/ids.js'
import { clocks } from '../../../domain/processes/clocks.js'
import { deadlines } from '../../../projections/deadlines.js'
import { textOf } from '../rowText.js'
import { conditionsOf } from './filters.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import * as read from './row.js'

const Clock = {
  name: 'clock',
  is: (value: unknown): value is (typeof clocks)[number] => clocks.some((clock) => clock === value),
}

const word = (object: unknown, name: string): string => {
  const fields: ReadonlyArray<readonly [string, unknown]> =
    typeof object === 'object' && object !== null ? Object.entries(object) : []
  const value = new Map(fields).get(name)
  return typeof value === 'string' ? value : ''
}

/** What a request is about: of its ids the one that names its stream. */
const subjectOf = (data: unknown): string =>
  word(data, 'caseId') || word(data, 'statementId') || word(data, 'payoutId') || word(data, 'orderId')

const viewOf = (row: Row): DeadlineView => {
  const common = {
    deadlineId: read.text(row, 'deadline_id'),
    sellerId: read.text(row, 'seller_id'),
    dueAt: read.instant(row, 'due_at_ms'),
    scheduledBy: read.text(row, 'scheduled_by'),
  }
  const request = read.object(row, 'request')
  return read.text(row, 'state') === 'NO_RULE'
    ? { ...common, state: 'NO_RULE', cause: word(request, 'type'), detail: word(request, 'detail') }
    : {
        ...common,
        state: 'STANDING',
        clock: read.oneIn(row, 'clock', Clock),
        asks: word(request, 'type'),
        subject: subjectOf(request['data']),
      }
}

export const deadlinesQuery = (ask: Ask, schema: string): Pick<Queries, 'deadlines'> => {
  const kept = statement(
    'deadlines_kept',
    `SELECT 1 FROM ${schema}.projection_checkpoints WHERE name = '${deadlines.name}'`,
  )
  return {
    deadlines: async ({ limit, after, sellerId, until, clock, state }) => {
      if (sellerId !== undefined && !SellerId.is(sellerId)) return { items: [] }
      const conditions = conditionsOf(
        [
          sellerId === undefined ? undefined : ['seller_id = ?', sellerId],
          until === undefined ? undefined : ['d.due_at <= ?::timestamptz', textOf('timestamptz', until)],
          clock === undefined ? undefined : ['clock = ?', clock],
          state === undefined ? undefined : ['state = ?', state],
        ],
        4,
      )
      const page = statement(
        'deadlines',
        `SELECT deadline_id, seller_id, clock, state, ${read.instantSql('d.due_at', 'due_at_ms')}, scheduled_by, request
           FROM ${schema}.deadlines d
           WHERE state <> 'CANCELLED' AND (d.due_at, deadline_id) > ($1::timestamptz, $2)${conditions.sql}
             AND NOT EXISTS (SELECT FROM ${schema}.deadlines_asked a
               WHERE a.deadline_id = d.deadline_id AND a.scheduled_by = d.scheduled_by)
           ORDER BY d.due_at, deadline_id LIMIT $3`,
      )
      const key = [after ? textOf('timestamptz', after.dueAt) : '-infinity', after?.deadlineId ?? '']
      const rows = await ask(page, [...key, limit + 1, ...conditions.values])
      if (rows.length === 0 && (await ask(kept, [])).length === 0) return undefined
      return pageOf(rows.map(viewOf), limit, ({ dueAt, deadlineId }) => ({ dueAt, deadlineId }))
    },
  }
}
