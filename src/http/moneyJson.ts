import type { ChainLink } from '../application/chain.js'
import type {
  LedgerEntry,
  PayoutView,
  PayoutWithParts,
  RuleCited,
  StatementAmounts,
  StatementDetail,
  StatementLineView,
  StatementView,
  UnsettledView,
} from '../application/moneyViews.js'
import type { DifferenceView, ReconciliationView } from '../application/reconciliationView.js'
import type { Money } from '../application/views.js'
import type { Json } from '../domain/kernel/message.js'
import { money, object, posting } from './json.js'

/** An object of an answer. */
interface Shape {
  readonly [key: string]: Json
}
type Fields = Readonly<Record<string, Json | undefined>>

const optionalMoney = (amount: Money | undefined): Json | undefined => amount && money(amount)

const amounts = (view: StatementAmounts): Fields => ({
  revenue: money(view.revenue),
  shipping: money(view.shipping),
  feeTax: money(view.feeTax),
  adjustment: money(view.adjustment),
  settlement: money(view.settlement),
  reserve: money(view.reserve),
  payable: money(view.payable),
})

export const rule = ({ base, result, cap, ...cited }: RuleCited): Shape =>
  object({ ...cited, base: money(base), result: money(result), cap: optionalMoney(cap) })

export const statement = (view: StatementView): Shape =>
  object({
    statementId: view.statementId,
    sellerId: view.sellerId,
    date: view.date,
    currency: view.currency,
    status: view.status,
    lines: view.lines,
    ...amounts(view),
    closesAt: view.closesAt,
    closedAt: view.closedAt,
    payoutId: view.payoutId,
  })

const detail = ({ part, name, skuId, amount, rule: cited }: StatementDetail): Json =>
  object({ part, name, skuId, amount: money(amount), rule: cited && rule(cited) })

export const statementLine = (view: StatementLineView): Shape =>
  object({
    line: view.line,
    transactionId: view.transactionId,
    type: view.type,
    orderId: view.orderId,
    currency: view.currency,
    ...amounts(view),
    eventId: view.eventId,
    occurredAt: view.occurredAt,
    details: view.details.map(detail),
  })

const payoutFields = ({ amount, ...view }: PayoutView): Fields => ({ ...view, amount: money(amount) })

export const payout = (view: PayoutView): Shape => object(payoutFields(view))

export const payoutWithParts = ({ pays, ...view }: PayoutWithParts): Json =>
  object({
    ...payoutFields(view),
    pays: pays.map(({ kind, source, amount, addedAt }) => ({ kind, source, amount: money(amount), addedAt })),
  })

export const unsettled = ({ estimatedGross, estimatedSettlement, ...view }: UnsettledView): Json =>
  object({
    ...view,
    estimatedGross: money(estimatedGross),
    estimatedSettlement: optionalMoney(estimatedSettlement),
  })

export const entry = (view: LedgerEntry, chain: ReadonlyArray<ChainLink>): Json =>
  object({
    ...posting(view),
    skuId: view.skuId,
    rule: view.rule && rule(view.rule),
    legs: view.legs.map(posting),
    chain: chain.map(({ position, amount, ...link }) =>
      object({ ...link, position: position.toString(), amount: money(amount) }),
    ),
  })

const difference = ({ expected, found, ...view }: DifferenceView): Json =>
  object({ ...view, expected: money(expected), found: money(found) })

export const reconciliation = ({ differences, readModels, checks, ...view }: ReconciliationView): Json =>
  object({
    ...view,
    checks: [...checks],
    differences: differences.map(difference),
    readModels: readModels.map(({ name, position }) => object({ name, position: position?.toString() })),
  })
