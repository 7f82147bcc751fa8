import { waitReasons } from '../../application/queries.js'
import { accounts } from '../../projections/accounts.js'
import { formats } from '../parameters.js'
import { page, parameter, range, readModel, ref } from './reading.js'

const account = parameter(
  'account',
  { type: 'string', enum: [...accounts] },
  'Only postings of this account, each with what the account held after it',
)

const explanation = (what: 'order' | 'statement' | 'payout', operationId: string) =>
  readModel({
    operationId,
    summary: `Why the money of one ${what} is what it is, from the buyers' payments to the bank, and whether it adds up`,
    answer: ref('Explanation'),
    of: what,
  })

export const moneyPaths = {
  '/v1/orders/{id}/explanation': explanation('order', 'explainOrder'),
  '/v1/statements/{id}/explanation': explanation('statement', 'explainStatement'),
  '/v1/payouts/{id}/explanation': explanation('payout', 'explainPayout'),
  '/v1/sellers/{id}/ledger': readModel({
    operationId: 'listLedgerOfSeller',
    summary: "Postings of the events of a seller's orders, newest first",
    answer: ref('Ledger'),
    parameters: [
      account,
      parameter('orderId', { type: 'string' }, 'Only postings of this order'),
      ...range,
      ...page,
    ],
    of: 'seller',
    isPaged: true,
  }),
  '/v1/ledger/entries/{id}': readModel({
    operationId: 'getLedgerEntry',
    summary:
      'One posting, the rule behind it, all postings of the same event, and the events of the same money',
    answer: ref('LedgerEntry'),
    of: 'entry',
  }),
  '/v1/sellers/{id}/statements': readModel({
    operationId: 'listStatementsOfSeller',
    summary: 'Statements of a seller, one for each UTC day and currency, newest first',
    answer: ref('Statements'),
    parameters: page,
    of: 'seller',
    isPaged: true,
  }),
  '/v1/statements/{id}': readModel({
    operationId: 'getStatement',
    summary: 'One statement; its lines are listed beside',
    answer: ref('Statement'),
    of: 'statement',
  }),
  '/v1/statements/{id}/lines': readModel({
    operationId: 'listLinesOfStatement',
    summary: 'Lines of a statement in their order, each with its event and the rules behind its amounts',
    answer: ref('StatementLines'),
    parameters: [
      parameter(
        'format',
        { type: 'string', enum: [...formats] },
        'What the Accept header says otherwise: json, or csv with all lines at once',
      ),
      ...page,
    ],
    of: 'statement',
    isPaged: true,
    csv: 'A header row, then one row for each line; amounts are integer minor units of the currency in the row',
  }),
  '/v1/sellers/{id}/payouts': readModel({
    operationId: 'listPayoutsOfSeller',
    summary: 'Payouts of a seller, newest first',
    answer: ref('Payouts'),
    parameters: page,
    of: 'seller',
    isPaged: true,
  }),
  '/v1/payouts/{id}': readModel({
    operationId: 'getPayout',
    summary: 'One payout, and the statements and earlier payouts that it pays',
    answer: ref('PayoutWithParts'),
    of: 'payout',
  }),
  '/v1/sellers/{id}/unsettled': readModel({
    operationId: 'listUnsettledOrdersOfSeller',
    summary:
      'Paid orders that are not settled, what they are estimated to come to, and why they wait; due ones first',
    answer: ref('UnsettledOrders'),
    parameters: [
      parameter('reason', { type: 'string', enum: [...waitReasons] }, 'Only those that wait for this'),
      ...page,
    ],
    of: 'seller',
    isPaged: true,
  }),
  '/v1/reconciliation': readModel({
    ofSellers: true,
    operationId: 'reconcile',
    summary:
      'Whether statements, payouts, wallets and settlements agree in the read models, and what does not; of everybody or one seller',
    answer: ref('Reconciliation'),
    parameters: [
      parameter(
        'at',
        { type: 'string', format: 'date-time' },
        'What is due before this must be settled; now',
      ),
      parameter('sellerId', { type: 'string' }, 'Only figures of this seller, which is faster'),
    ],
    notFound: 'The seller is not known',
  }),
}
