import { subjectKinds, trailChecks } from '../../application/explanation.js'
import {
  amount,
  count,
  currency,
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

type Fields = Readonly<Record<string, Schema>>

const happened: Fields = { eventId: text, eventType: text, position, occurredAt: instant }
const about: Schema = { ...text, description: 'An order, a statement or a payout' }

/** The shapes of what explains money; those of statements and payouts are theirs, and what is told beside. */
export const explanationSchemas = (
  line: readonly [Fields, Fields],
  statement: readonly [Fields, Fields],
  payout: readonly [Fields, Fields],
) => ({
  ChainLink: object(
    { ...happened, about, amount: amount('Positive: for the seller') },
    { bankReference: text },
  ),
  Movement: object(
    {
      entryId,
      account: text,
      owner: text,
      amount: amount('Positive: owed to or earned by the owner'),
    },
    { feeKind: text, skuId: text, rule: ref('RuleCited') },
  ),
  Step: object(
    { ...happened, movements: { ...listOf('Movement'), description: 'They sum to zero' } },
    { transactionId: { ...text, description: 'The transaction that states it' } },
  ),
  Stated: object({
    statementId: periodId,
    line: count,
    payable: amount('What of the order is payable there'),
  }),
  ExplainedOrder: object({
    orderId: id,
    steps: { ...listOf('Step'), description: 'All that moved its money, the first event first' },
    stated: listOf('Stated'),
  }),
  ExplainedLine: object({ ...line[0], position }, line[1]),
  ExplainedStatement: object({ ...statement[0], told: listOf('ExplainedLine') }, statement[1]),
  ExplainedPart: object({
    kind: text,
    source: text,
    amount: amount('Negative: it lessens the payout'),
    addedAt: instant,
    eventId: text,
    position,
  }),
  ExplainedPayout: object({ ...payout[0], pays: listOf('ExplainedPart'), steps: listOf('Step') }, payout[1]),
  Sum: object({
    name: text,
    amount: amount('Positive: for the seller'),
    of: { ...count, description: 'How many amounts' },
  }),
  Place: object(
    {
      at: { ...text, description: 'An account of the ledger; bank: the seller has it' },
      amount: amount('So much is there'),
    },
    { id: about, reason: text, until: text, bankReference: text },
  ),
  TrailDifference: object({
    check: { type: 'string', enum: [...trailChecks] },
    subject: about,
    expected: amount('What it should be'),
    found: amount('What it is'),
  }),
  Explanation: object({
    subject: object({ kind: { type: 'string', enum: [...subjectKinds] }, id: about }),
    sellerId: id,
    currency,
    orders: listOf('ExplainedOrder'),
    statements: listOf('ExplainedStatement'),
    payouts: { ...listOf('ExplainedPayout'), description: 'The earliest first' },
    sums: {
      ...listOf('Sum'),
      description: 'From what buyers paid to the total, by the postings of the ledger',
    },
    total: amount('What it comes to for the seller, by statements and payouts'),
    places: { ...listOf('Place'), description: 'Where it is now' },
    atBank: amount('What of it the seller has'),
    differences: { ...listOf('TrailDifference'), description: 'Empty where everything agrees' },
    isSteady: { ...flag, description: 'False: read models were being written, and a difference may be none' },
  }),
})
