import type { ExplainedLine, ExplainedPayout, ExplainedStatement, Stated } from './explanation.js'
import type { Compared } from './explainedChecks.js'
import { transactionsOf } from './explainedSteps.js'
import type { StatementAmounts, StatementDetail } from './moneyViews.js'
import type { LineRow, PayoutRow, StatementRow, Step, Trail } from './trail.js'

type AmountsRow = Pick<
  LineRow,
  | 'currency'
  | 'revenueMinor'
  | 'shippingMinor'
  | 'feeTaxMinor'
  | 'adjustmentMinor'
  | 'settlementMinor'
  | 'reserveMinor'
  | 'payableMinor'
>

const amountsOf = ({ currency, ...row }: AmountsRow): StatementAmounts => ({
  revenue: { minor: row.revenueMinor, currency },
  shipping: { minor: row.shippingMinor, currency },
  feeTax: { minor: row.feeTaxMinor, currency },
  adjustment: { minor: row.adjustmentMinor, currency },
  settlement: { minor: row.settlementMinor, currency },
  reserve: { minor: row.reserveMinor, currency },
  payable: { minor: row.payableMinor, currency },
})

/** Rows by what `nameOf` says of them. */
const grouped = <A>(rows: ReadonlyArray<A>, nameOf: (row: A) => string): ReadonlyMap<string, Array<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const row of rows) {
    const name = nameOf(row)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return groups
}

const lineOf = (row: LineRow, details: ReadonlyArray<StatementDetail>): ExplainedLine => ({
  line: row.line,
  transactionId: row.transactionId,
  type: row.type,
  ...(row.orderId === null ? {} : { orderId: row.orderId }),
  currency: row.currency,
  ...amountsOf(row),
  eventId: row.eventId,
  position: row.position,
  occurredAt: row.occurredAt,
  details,
})

const statementOf = (row: StatementRow, told: ReadonlyArray<ExplainedLine>): ExplainedStatement => ({
  statementId: row.statementId,
  sellerId: row.sellerId,
  date: row.date,
  currency: row.currency,
  status: row.status,
  lines: row.lines,
  ...amountsOf(row),
  closesAt: row.closesAt,
  ...(row.closedAt === null ? {} : { closedAt: row.closedAt }),
  ...(row.payoutId === null ? {} : { payoutId: row.payoutId }),
  told,
})

/** Statements by their day, each with its lines in their order. */
export const statementsIn = ({
  statements,
  lines,
  details,
}: Pick<Trail, 'statements' | 'lines' | 'details'>): ReadonlyArray<ExplainedStatement> => {
  const detailsOf = new Map(details.map((told) => [`${told.statementId}/${told.line}`, told.details]))
  const linesOf = grouped(lines, ({ statementId }) => statementId)
  return statements
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .map((row) =>
      statementOf(
        row,
        (linesOf.get(row.statementId) ?? [])
          .sort((a, b) => a.line - b.line)
          .map((line) => lineOf(line, detailsOf.get(`${line.statementId}/${line.line}`) ?? [])),
      ),
    )
}

const payoutFieldsOf = (row: PayoutRow): Omit<ExplainedPayout, 'pays' | 'steps'> => ({
  payoutId: row.payoutId,
  sellerId: row.sellerId,
  date: row.date,
  status: row.status,
  held: row.held,
  amount: { minor: row.amountMinor, currency: row.currency },
  entries: row.entries,
  attempts: row.attempts,
  ...(row.waitReason === null ? {} : { waitReason: row.waitReason }),
  ...(row.toDate === null ? {} : { toDate: row.toDate }),
  ...(row.bankReference === null ? {} : { bankReference: row.bankReference }),
  cutOffAt: row.cutOffAt,
  ...(row.plannedAt === null ? {} : { plannedAt: row.plannedAt }),
  ...(row.paidAt === null ? {} : { paidAt: row.paidAt }),
  updatedAt: row.updatedAt,
})

/** Payouts by their day, each with what it pays and what it moved. */
export const payoutsIn = ({
  payouts,
  entries,
  periods,
}: Pick<Trail, 'payouts' | 'entries' | 'periods'>): ReadonlyArray<ExplainedPayout> => {
  const entriesOf = grouped(entries, ({ payoutId }) => payoutId)
  const stepsOf = grouped(periods, ({ periodId }) => periodId ?? '')
  return payouts
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .map((row) => ({
      ...payoutFieldsOf(row),
      pays: (entriesOf.get(row.payoutId) ?? [])
        .sort((a, b) => (a.position < b.position ? -1 : 1))
        .map(({ kind, source, currency, amountMinor, addedAt, eventId, position }) => ({
          kind,
          source,
          amount: { minor: amountMinor, currency },
          addedAt,
          eventId,
          position,
        })),
      steps: (stepsOf.get(row.payoutId) ?? []).map(({ step }) => step),
    }))
}

const statedIn = ({ statementId, line, payableMinor, currency }: LineRow): Stated => ({
  statementId,
  line,
  payable: { minor: payableMinor, currency },
})

/** The orders with the events that moved their money, and the events by the transaction that states them. */
export const ordersIn = ({
  steps,
  lines,
}: Pick<Trail, 'steps' | 'lines'>): Pick<Compared, 'orders' | 'ofNoOrder' | 'stepsOf'> => {
  const told = new Map<
    string,
    { readonly orderId: string; readonly steps: Array<Step>; readonly stated: Array<Stated> }
  >()
  const toldOf = (orderId: string) => {
    const known = told.get(orderId)
    if (known !== undefined) return known
    const order = { orderId, steps: [], stated: [] }
    told.set(orderId, order)
    return order
  }
  const ofNoOrder: Array<Step> = []
  for (const { orderId, step } of steps) {
    if (orderId === null) ofNoOrder.push(step)
    else toldOf(orderId).steps.push(step)
  }
  for (const line of lines) if (line.orderId !== null) toldOf(line.orderId).stated.push(statedIn(line))
  const stepsOf = new Map<string, ReadonlyArray<Step>>()
  for (const step of ofNoOrder) if (step.transactionId !== undefined) stepsOf.set(step.transactionId, [step])
  for (const { orderId, steps: own } of told.values())
    for (const [transactionId, moved] of transactionsOf(orderId, own)) stepsOf.set(transactionId, moved)
  return { orders: [...told.values()], ofNoOrder, stepsOf }
}
