import { sumMinor } from '../domain/kernel/money.js'
import { isRight } from '../domain/kernel/reason.js'
import type {
  ExplainedLine,
  ExplainedOrder,
  ExplainedPayout,
  ExplainedStatement,
  Subject,
  TrailCheck,
  TrailDifference,
} from './explanation.js'
import { legsOf } from './explainedSteps.js'
import type { RuleCited } from './moneyViews.js'
import { handsOn, type Step } from './trail.js'
import type { Money } from './views.js'

/** What is compared with each other. */
export interface Compared {
  readonly orders: ReadonlyArray<ExplainedOrder>
  /** Adjustments of statements that are about no order. */
  readonly ofNoOrder: ReadonlyArray<Step>
  /** Events by the transaction that states them. */
  readonly stepsOf: ReadonlyMap<string, ReadonlyArray<Step>>
  readonly statements: ReadonlyArray<ExplainedStatement>
  readonly payouts: ReadonlyArray<ExplainedPayout>
}

interface Figures {
  readonly currency: string
  readonly withoutOrders: boolean
  readonly totalMinor: bigint
  readonly summedMinor: bigint
}

/** What it is about is said in words only where it does not agree: that is one of many thousands. */
type Named = string | (() => string)
type Compare = (check: TrailCheck, subject: Named, expectedMinor: bigint, foundMinor: bigint) => void

const sumOf = (amounts: ReadonlyArray<{ readonly amount: Money }>): bigint => {
  let minor = 0n
  for (const { amount } of amounts) minor += amount.minor
  return minor
}

const checkRule = (compare: Compare, subject: Named, rule: RuleCited): void => {
  const { rateBps, base, result, roundedBy, includedTaxBps, cap } = rule
  const told = { rateBps, roundedBy, includedTaxBps, baseMinor: base.minor, capMinor: cap?.minor }
  if (!isRight({ ...told, resultMinor: result.minor }))
    compare('AMOUNT_IS_ITS_RULE', subject, base.minor * BigInt(rateBps), result.minor)
}

const checkStep = (compare: Compare, { eventType, position, movements }: Step): void => {
  compare('EVENT_IS_BALANCED', () => `${eventType} at ${position}`, 0n, sumOf(movements))
  let before: RuleCited | undefined
  for (const { account, posting, rule, amount } of movements) {
    if (rule === undefined) continue
    const subject = (): string => `${position}.${posting}`
    // What one account loses the next one gets, by the same rule: it is worked out once.
    if (rule !== before) checkRule(compare, subject, rule)
    before = rule
    // What is charged is what the rule gives; what is given back is a difference of two such.
    if (eventType === 'CommissionCharged' && account === 'seller_pending')
      compare('AMOUNT_IS_ITS_RULE', subject, -rule.result.minor, amount.minor)
  }
}

const checkLine = (
  compare: Compare,
  statementId: string,
  told: ExplainedLine,
  steps: ReadonlyArray<Step>,
): void => {
  const { line, settlement, reserve, payable, details, transactionId } = told
  const subject = (): string => `${statementId}/${line}`
  const whole = settlement.minor + reserve.minor
  compare('LINE_IS_ITS_DETAILS', subject, whole, sumOf(details))
  compare('LINE_IS_ITS_DETAILS', subject, whole, payable.minor)
  compare('LINE_IS_ITS_POSTINGS', subject, payable.minor, legsOf(steps, 'seller_payable'))
  compare('LINE_IS_ITS_POSTINGS', subject, -reserve.minor, legsOf(steps, 'seller_reserved'))
  for (const account of ['buyer_funds_held', 'seller_pending'])
    compare('NOTHING_IS_LEFT_BEHIND', () => `${transactionId} in ${account}`, 0n, legsOf(steps, account))
  for (const { name, rule, amount } of details) {
    if (rule === undefined) continue
    const amountInWords = (): string => `${subject()} ${name}`
    checkRule(compare, amountInWords, rule)
    if (name === 'reserve_collected')
      compare('AMOUNT_IS_ITS_RULE', amountInWords, -rule.result.minor, amount.minor)
  }
}

const checkStatement = (compare: Compare, { statementId, payable, told }: ExplainedStatement): void => {
  const lines = sumMinor(told.map((line) => line.payable.minor))
  compare('STATEMENT_IS_ITS_LINES', statementId, payable.minor, lines)
}

/** What a source hands on, as far as it is known here. */
const handedOn = ({ statements, payouts }: Compared, kind: string, source: string): bigint | undefined => {
  if (kind === 'STATEMENT') return statements.find(({ statementId }) => statementId === source)?.payable.minor
  const amount = payouts.find(({ payoutId }) => payoutId === source)?.amount.minor
  if (amount === undefined) return undefined
  return handsOn(kind) ? amount : -amount
}

const checkPayout = (compare: Compare, compared: Compared, payout: ExplainedPayout): void => {
  const { payoutId, amount, status, pays, steps } = payout
  compare('PAYOUT_IS_ITS_ENTRIES', payoutId, amount.minor, sumOf(pays))
  for (const { kind, source, amount: entry } of pays) {
    const whole = handedOn(compared, kind, source)
    if (whole !== undefined) compare('ENTRY_IS_ITS_SOURCE', `${payoutId} of ${source}`, whole, entry.minor)
  }
  const expected = status === 'PAID' ? amount.minor : 0n
  compare('BANK_IS_THE_PAYOUT', payoutId, expected, legsOf(steps, 'bank'))
}

/** What does not agree on the way from the buyers' payments to the bank, in the order of that way. */
export const differencesIn = (
  { kind, id }: Subject,
  compared: Compared,
  { currency, withoutOrders, totalMinor, summedMinor }: Figures,
): ReadonlyArray<TrailDifference> => {
  const { orders, ofNoOrder, stepsOf, statements, payouts } = compared
  const differences: Array<TrailDifference> = []
  const compare: Compare = (check, subject, expected, found) => {
    if (expected !== found)
      differences.push({
        check,
        subject: typeof subject === 'string' ? subject : subject(),
        expected: { minor: expected, currency },
        found: { minor: found, currency },
      })
  }
  for (const { steps } of orders) for (const step of steps) checkStep(compare, step)
  for (const step of ofNoOrder) checkStep(compare, step)
  for (const statement of statements) {
    const { statementId, told } = statement
    for (const line of told) checkLine(compare, statementId, line, stepsOf.get(line.transactionId) ?? [])
    if (kind !== 'ORDER' && !withoutOrders) checkStatement(compare, statement)
  }
  for (const payout of payouts) {
    for (const step of payout.steps) checkStep(compare, step)
    checkPayout(compare, compared, payout)
  }
  if (!withoutOrders) compare('SUM_IS_THE_WHOLE', id, totalMinor, summedMinor)
  return differences
}
