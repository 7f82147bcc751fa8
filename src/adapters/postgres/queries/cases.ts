import type { CaseDeadline, CaseStep, CaseView } from '../../../application/caseViews.js'
import type { CaseFilter, Queries } from '../../../application/queries.js'
import { CaseStatus, CaseType } from '../../../domain/afterSales/events.js'
import { CaseId, OrderId, SellerId } from '../../../domain/kernel/ids.js'
import { textOf } from '../rowText.js'
import { conditionsOf } from './filters.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import * as read from './row.js'

// Offers that are made and declined again and again are no way to go on: a case has some ten events.
const STEPS_MAX = 1_000

const deadlineOf = (row: Row): CaseDeadline | undefined => {
  const noRule = read.optional(row, 'no_rule')
  if (noRule !== undefined) return { noRule }
  const clock = read.optional(row, 'clock')
  return clock === undefined
    ? undefined
    : { deadlineId: read.text(row, 'deadline_id'), clock, dueAt: read.instant(row, 'due_at') }
}

const optionalMoney = (row: Row, column: string) =>
  read.optional(row, column) === undefined ? undefined : read.money(row, column)

const viewOf = (row: Row): CaseView => ({
  caseId: read.text(row, 'case_id'),
  orderId: read.text(row, 'order_id'),
  sellerId: read.text(row, 'seller_id'),
  caseType: read.oneIn(row, 'case_type', CaseType),
  status: read.oneIn(row, 'status', CaseStatus),
  reason: read.text(row, 'reason'),
  market: read.text(row, 'market'),
  zone: read.text(row, 'zone'),
  units: read.count(row, 'units'),
  claimed: read.money(row, 'claimed_minor'),
  ...read.present({
    offered: optionalMoney(row, 'offered_minor'),
    granted: optionalMoney(row, 'granted_minor'),
    replacementOrderId: read.optional(row, 'replacement_order_id'),
    sellerFault: read.optionalFlag(row, 'seller_fault'),
    deadline: deadlineOf(row),
    endedAt: read.optionalInstant(row, 'ended_at'),
  }),
  openedAt: read.instant(row, 'opened_at'),
  updatedAt: read.instant(row, 'updated_at'),
})

const stepOf = (row: Row): CaseStep => ({
  revision: read.big(row, 'revision'),
  eventType: read.text(row, 'event_type'),
  occurredAt: read.instant(row, 'occurred_at'),
  recordedAt: read.instant(row, 'recorded_at'),
  status: read.oneIn(row, 'status', CaseStatus),
  detail: read.object(row, 'detail'),
})

const columns = `case_id, order_id, seller_id, case_type, status, reason, market, zone, currency, units, claimed_minor,
  offered_minor, granted_minor, replacement_order_id, seller_fault, clock, deadline_id, no_rule,
  ${['due_at', 'opened_at', 'ended_at', 'updated_at'].map((column) => read.instantSql(column)).join(', ')}`

const canBe = ({ sellerId, orderId }: CaseFilter): boolean =>
  (sellerId === undefined || SellerId.is(sellerId)) && (orderId === undefined || OrderId.is(orderId))

export const caseQueries = (ask: Ask, schema: string): Pick<Queries, 'cases' | 'case'> => {
  const one = statement(
    'after_sales_case',
    `SELECT ${columns} FROM ${schema}.after_sales_cases WHERE case_id = $1`,
  )
  const steps = statement(
    'after_sales_steps',
    `SELECT revision, event_type, ${read.instantSql('occurred_at')}, ${read.instantSql('recorded_at')}, status, detail
       FROM ${schema}.after_sales_steps WHERE case_id = $1 ORDER BY revision LIMIT ${STEPS_MAX + 1}`,
  )
  return {
    cases: async ({ limit, after, ...filter }) => {
      if (!canBe(filter)) return { items: [] }
      const { sellerId, orderId, status, caseType, open } = filter
      const conditions = conditionsOf(
        [
          sellerId === undefined ? undefined : ['seller_id = ?', sellerId],
          orderId === undefined ? undefined : ['order_id = ?', orderId],
          status === undefined ? undefined : ['status = ?', status],
          caseType === undefined ? undefined : ['case_type = ?', caseType],
        ],
        4,
      )
      const ends = open === undefined ? '' : ` AND ended_at IS ${open ? '' : 'NOT '}NULL`
      const page = statement(
        'after_sales_cases',
        `SELECT ${columns} FROM ${schema}.after_sales_cases c
           WHERE (c.opened_at, case_id) < ($1::timestamptz, $2)${conditions.sql}${ends}
           ORDER BY c.opened_at DESC, case_id DESC LIMIT $3`,
      )
      const key = [after ? textOf('timestamptz', after.openedAt) : 'infinity', after?.caseId ?? '']
      const rows = await ask(page, [...key, limit + 1, ...conditions.values])
      return pageOf(rows.map(viewOf), limit, ({ openedAt, caseId }) => ({ openedAt, caseId }))
    },
    case: async (caseId) => {
      if (!CaseId.is(caseId)) return undefined
      const [row] = await ask(one, [caseId])
      if (row === undefined) return undefined
      const rows = await ask(steps, [caseId])
      return {
        ...viewOf(row),
        steps: rows.slice(0, STEPS_MAX).map(stepOf),
        stepsAreComplete: rows.length <= STEPS_MAX,
      }
    },
  }
}
