import { reconciliationChecks } from '../../projections/difference.js'
import { waitReasons } from '../../application/queries.js'
import { explanationSchemas } from './explanationSchemas.js'
import {
  amount,
  count,
  currency,
  day,
  entryId,
  flag,
  id,
  instant,
  listOf,
  object,
  periodId,
  position,
  ref,
  text,
  type Schema,
} from './shapes.js'

const reconciliationCheck: Schema = { type: 'string', enum: [...reconciliationChecks] }

type Fields = Readonly<Record<string, Schema>>

export const posting: Fields = {
  entryId: { ...entryId, description: 'By which /v1/ledger/entries tells more of it' },
  position,
  posting: { ...count, description: 'Place of the leg in its event, from 0' },
  eventId: text,
  eventType: text,
  account: text,
  owner: { ...text, description: 'A seller id, a creator id, or platform' },
  amount: amount('Positive: owed to or earned by the owner. The legs of one event sum to zero per currency'),
  occurredAt: instant,
  recordedAt: instant,
}

export const postingOptional: Fields = {
  orderId: id,
  periodId: { ...text, description: 'The statement or payout that it is about' },
  balance: amount(
    "What this account of the seller's ledger held after it; only where one account was asked for",
  ),
}

const sums: Fields = {
  revenue: amount('For goods'),
  shipping: amount('For shipping, and what it cost'),
  feeTax: amount('Fees and taxes; negative: the seller pays them'),
  adjustment: amount('What is neither: chargebacks, penalties, compensations'),
  settlement: amount('revenue + shipping + feeTax + adjustment'),
  reserve: amount('Negative: withheld; positive: released'),
  payable: amount('settlement + reserve'),
}

const payout: Fields = {
  payoutId: periodId,
  sellerId: id,
  date: day,
  status: {
    type: 'string',
    enum: ['OPEN', 'CARRIED_OVER', 'PLANNED', 'PROCESSING', 'PAID', 'FAILED', 'RETURNED'],
  },
  held: { ...flag, description: 'The platform keeps it back for now' },
  amount: amount('The sum of what it pays; negative: the seller owes'),
  entries: { ...count, description: 'How many statements and earlier payouts it is made of' },
  attempts: { ...count, description: 'How often the bank was asked' },
  cutOffAt: { ...instant, description: 'What comes later is paid later' },
  updatedAt: instant,
}

const payoutOptional: Fields = {
  waitReason: { ...text, description: 'Why nothing is paid on this day' },
  toDate: { ...day, description: 'The day on which it goes on' },
  bankReference: text,
  plannedAt: instant,
  paidAt: instant,
}

const statement: Fields = {
  statementId: periodId,
  sellerId: id,
  date: { ...day, description: 'In UTC' },
  currency,
  status: { type: 'string', enum: ['OPEN', 'SETTLED'] },
  lines: count,
  ...sums,
  closesAt: instant,
}

const statementOptional: Fields = {
  closedAt: instant,
  payoutId: { ...periodId, description: 'The payout that it became part of' },
}

const statementLine: Fields = {
  line: { type: 'integer', minimum: 1 },
  transactionId: text,
  type: { ...text, description: 'ORDER, RESERVE or the type of an adjustment, known or not' },
  currency,
  ...sums,
  eventId: text,
  occurredAt: instant,
  details: listOf('StatementDetail'),
}

const statementLineOptional: Fields = { orderId: id }

/** The shapes of what is told of money. */
export const moneySchemas = {
  ...explanationSchemas(
    [statementLine, statementLineOptional],
    [statement, statementOptional],
    [payout, payoutOptional],
  ),
  RuleCited: object(
    {
      ruleId: text,
      version: { type: 'integer', minimum: 1 },
      rateBps: { type: 'integer', description: 'In basis points' },
      of: { ...text, description: 'What the base is, such as GROSS or SETTLEMENT' },
      base: amount('What the rate is taken of'),
      result: amount('What the rule gives'),
      roundedBy: {
        type: 'integer',
        description:
          'What rounding added, in parts of a minor unit: ten-thousandths, more of them where a tax is included',
      },
    },
    {
      includedTaxBps: {
        type: 'integer',
        description: 'The base includes this tax, and the share is of what remains without it',
      },
      cap: amount('The most that the rule gives'),
    },
  ),
  LedgerEntry: object(
    {
      ...posting,
      legs: { ...listOf('Posting'), description: 'All postings of the same event' },
      chain: {
        ...listOf('ChainLink'),
        description:
          "The events of the same money, from the buyer's payment to the bank, in the order of the log",
      },
    },
    { ...postingOptional, skuId: text, rule: ref('RuleCited') },
  ),
  Statement: object(statement, statementOptional),
  Statements: object({ statements: listOf('Statement') }),
  StatementDetail: object(
    { part: text, name: text, amount: amount('Positive: for the seller') },
    { skuId: text, rule: ref('RuleCited') },
  ),
  StatementLine: object(statementLine, statementLineOptional),
  StatementLines: object({ lines: listOf('StatementLine') }),
  Payout: object(payout, payoutOptional),
  Payouts: object({ payouts: listOf('Payout') }),
  PayoutPart: object({
    kind: {
      type: 'string',
      enum: ['STATEMENT', 'CARRIED_OVER', 'FAILED', 'RETURNED', 'ARRIVED_AFTER_ALL'],
    },
    source: { ...text, description: 'The statement, or the earlier payout' },
    amount: amount('Negative: it lessens the payout'),
    addedAt: instant,
  }),
  PayoutWithParts: object({ ...payout, pays: listOf('PayoutPart') }, payoutOptional),
  UnsettledOrder: object(
    {
      orderId: id,
      sellerId: id,
      reason: { type: 'string', enum: [...waitReasons] },
      openCases: count,
      estimatedGross: amount('Goods and shipping, with what the platform adds; before fees'),
    },
    {
      estimatedSettlement: amount('After fees; absent before they are charged'),
      deliveredAt: instant,
      dueAt: instant,
    },
  ),
  UnsettledOrders: object({ orders: listOf('UnsettledOrder') }),
  Difference: object(
    {
      check: reconciliationCheck,
      subject: { ...text, description: 'An order, statement or payout; of a wallet, its owner and account' },
      expected: amount('What it should be'),
      found: amount('What it is'),
    },
    { eventId: { ...text, description: 'The event after which it was so' } },
  ),
  ComparedModel: object({ name: text }, { position }),
  Reconciliation: object(
    {
      at: { ...instant, description: 'What is due before this must be settled' },
      checks: { type: 'array', items: reconciliationCheck, description: 'What was compared' },
      differences: listOf('Difference'),
      differencesAreComplete: flag,
      readModels: {
        ...listOf('ComparedModel'),
        description: 'How far each had come: at different positions they may differ for that reason alone',
      },
    },
    { sellerId: id },
  ),
}
