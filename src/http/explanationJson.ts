import type {
  ExplainedLine,
  ExplainedOrder,
  ExplainedPayout,
  ExplainedStatement,
  Explanation,
  Place,
} from '../application/explanation.js'
import type { Json } from '../domain/kernel/message.js'
import { money, object } from './json.js'
import * as json from './moneyJson.js'
import type { Step } from '../application/trail.js'

const step = ({ position, transactionId, movements, ...event }: Step): Json =>
  object({
    ...event,
    position: position.toString(),
    transactionId,
    movements: movements.map(({ posting, amount, rule, ...movement }) =>
      object({
        entryId: `${position}.${posting}`,
        ...movement,
        amount: money(amount),
        rule: rule && json.rule(rule),
      }),
    ),
  })

const order = ({ orderId, steps, stated }: ExplainedOrder): Json => ({
  orderId,
  steps: steps.map(step),
  stated: stated.map(({ payable, ...place }) => ({ ...place, payable: money(payable) })),
})

const line = ({ position, ...view }: ExplainedLine): Json =>
  object({ ...json.statementLine(view), position: position.toString() })

const statement = ({ told, ...view }: ExplainedStatement): Json =>
  object({ ...json.statement(view), told: told.map(line) })

const payout = ({ pays, steps, ...view }: ExplainedPayout): Json =>
  object({
    ...json.payout(view),
    pays: pays.map(({ amount, position, ...part }) => ({
      ...part,
      amount: money(amount),
      position: position.toString(),
    })),
    steps: steps.map(step),
  })

const place = ({ amount, ...view }: Place): Json => object({ ...view, amount: money(amount) })

export const explanation = (view: Explanation): Json => ({
  subject: { ...view.subject },
  sellerId: view.sellerId,
  currency: view.currency,
  orders: view.orders.map(order),
  statements: view.statements.map(statement),
  payouts: view.payouts.map(payout),
  sums: view.sums.map(({ name, amount, of }) => ({ name, amount: money(amount), of })),
  total: money(view.total),
  places: view.places.map(place),
  atBank: money(view.atBank),
  differences: view.differences.map(({ check, subject, expected, found }) => ({
    check,
    subject,
    expected: money(expected),
    found: money(found),
  })),
  isSteady: view.isSteady,
})
