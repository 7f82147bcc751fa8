import { amountOfStep } from '../../application/explainedSteps.js'
import type {
  ExplainedLine,
  ExplainedOrder,
  ExplainedPayout,
  ExplainedStatement,
  Explanation,
  Place,
  TrailDifference,
} from '../../application/explanation.js'
import type { Money } from '../../application/views.js'
import { amountText } from '../amounts.js'
import { bookLines, ruler, type BookRow } from './ledgerColumns.js'
import { checkWords, placeWords, plain, reasonWords, ruleText, stepWords, sumWords } from './words.js'
import type { Step } from '../../application/trail.js'

interface Happened {
  readonly eventType: string
  readonly position: bigint
  readonly eventId: string
}

const eventText = ({ eventType, position, eventId }: Happened): string =>
  `${eventType} at ${position}, ${eventId}`

const stepRow = (step: Step, currency: string): BookRow => {
  return {
    words: `  ${step.occurredAt}  ${stepWords[step.eventType] ?? step.eventType}`,
    amount: amountText({ minor: amountOfStep(step), currency }),
    why: eventText(step),
  }
}

/** What fees are charged by, as long as no statement says so. */
const feeRows = ({ movements }: Step): ReadonlyArray<BookRow> =>
  movements
    .filter(({ account, feeKind }) => account === 'seller_pending' && feeKind !== undefined)
    .map(({ feeKind = '', skuId, amount, rule }) => ({
      words: `    ${plain(feeKind)}${skuId === undefined ? '' : ` on ${skuId}`}`,
      amount: amountText(amount),
      ...(rule === undefined ? {} : { why: ruleText(rule) }),
    }))

const lineRows = (line: ExplainedLine, statementId: string): ReadonlyArray<BookRow> => {
  const payable = amountText(line.payable)
  return [
    { words: `  Line ${line.line} of statement ${statementId}: ${line.transactionId}` },
    ...line.details.map(({ name, skuId, amount, rule }) => ({
      words: `    ${plain(name)}${skuId === undefined ? '' : ` of ${skuId}`}`,
      amount: amountText(amount),
      ...(rule === undefined ? {} : { why: ruleText(rule) }),
    })),
    ruler(payable),
    {
      words: '    payable',
      amount: payable,
      why: eventText({
        ...line,
        eventType: line.transactionId.startsWith(`${statementId}/`)
          ? 'StatementAdjusted'
          : 'StatementLineAdded',
      }),
    },
  ]
}

const orderLines = (
  { orderId, steps, stated }: ExplainedOrder,
  { currency }: Explanation,
  lineOf: ReadonlyMap<string, ExplainedLine>,
): ReadonlyArray<string> => {
  const rows = steps.flatMap((step) => [
    stepRow(step, currency),
    ...(stated.length === 0 ? feeRows(step) : []),
  ])
  const told = stated.flatMap(({ statementId, line }) => {
    const found = lineOf.get(`${statementId}/${line}`)
    return found === undefined ? [] : lineRows(found, statementId)
  })
  return ['', `Order ${orderId}`, ...bookLines([...rows, ...told])]
}

const statementLines = (
  { statementId, status, closesAt, closedAt, told, payable, lines }: ExplainedStatement,
  isWhole: boolean,
): ReadonlyArray<string> => {
  const when = closedAt === undefined ? `open until ${closesAt}` : `closed ${closedAt}`
  const title = `Statement ${statementId}, ${status}, ${when}`
  if (!isWhole) return ['', `${title}: ${lines} lines, ${amountText(payable)} in all`]
  const rows = told.map((line) => ({
    words: `  line ${line.line}  ${line.type}  ${line.transactionId}`,
    amount: amountText(line.payable),
    why: `event at ${line.position}, ${line.eventId}`,
  }))
  const sum = amountText(payable)
  return ['', title, ...bookLines([...rows, ruler(sum), { words: '  payable', amount: sum }])]
}

const payoutLines = (payout: ExplainedPayout, { currency }: Explanation): ReadonlyArray<string> => {
  const { payoutId, status, amount, pays, steps, waitReason, toDate, bankReference, attempts } = payout
  const waits = waitReason === undefined ? '' : `: ${reasonWords[waitReason] ?? plain(waitReason)}`
  const goesOn = toDate === undefined ? '' : `, goes on ${toDate}`
  const bank = bankReference === undefined ? '' : `, bank reference ${bankReference}`
  const sum = amountText(amount)
  return [
    '',
    `Payout ${payoutId}, ${status}${waits}${goesOn}${bank}`,
    ...bookLines([
      ...pays.map((part) => ({
        words: `  ${part.kind === 'STATEMENT' ? 'statement' : `${plain(part.kind)}: payout`} ${part.source}`,
        amount: amountText(part.amount),
        why: eventText({ ...part, eventType: 'PayoutEntryAdded' }),
      })),
      ruler(sum),
      { words: '  to be paid', amount: sum, ...(attempts > 1 ? { why: `${attempts} attempts` } : {}) },
      ...steps.map((step) => stepRow(step, currency)),
    ]),
  ]
}

const placeRow = ({ at, amount, id, reason, until, bankReference }: Place): BookRow => ({
  words: `  ${placeWords[at] ?? plain(at)}`,
  amount: amountText(amount),
  why: [
    id,
    reason === undefined ? undefined : (reasonWords[reason] ?? plain(reason)),
    until === undefined ? undefined : `until ${until}`,
    bankReference === undefined ? undefined : `bank reference ${bankReference}`,
  ]
    .filter((part) => part !== undefined)
    .join(', '),
})

/** Those in one place by the same payout or statement, together. */
const together = (places: ReadonlyArray<Place>): ReadonlyArray<Place> => {
  const named = new Map<string, Place>()
  for (const place of places) {
    const name = `${place.at} ${place.id ?? ''} ${place.reason ?? ''}`
    const before = named.get(name)
    const minor = (before?.amount.minor ?? 0n) + place.amount.minor
    named.set(name, { ...place, amount: { ...place.amount, minor } })
  }
  return [...named.values()]
}

const bottomLines = ({ sums, total, places, atBank }: Explanation): ReadonlyArray<string> => {
  const sum = amountText(total)
  // What is at the bank is told last: it is what all the rest is about.
  const elsewhere = together(places.filter(({ at }) => at !== 'bank'))
  const atTheBank = together(places.filter(({ at }) => at === 'bank'))
  const bank = atTheBank.length > 0 ? atTheBank : [{ at: 'bank', amount: atBank }]
  return [
    '',
    'From the buyers to the bank',
    ...bookLines([
      ...sums.map(({ name, amount, of }) => ({
        words: `  ${sumWords[name] ?? plain(name)}`,
        amount: amountText(amount),
        ...(of > 1 ? { why: `${of.toLocaleString('en-US')} amounts` } : {}),
      })),
      ruler(sum),
      { words: '  comes to', amount: sum },
      ...elsewhere.map(placeRow),
      ...bank.map(placeRow),
    ]),
  ]
}

const differenceLines = (differences: ReadonlyArray<TrailDifference>): ReadonlyArray<string> =>
  differences.length === 0
    ? []
    : [
        '',
        'What does not agree',
        ...differences.map(
          ({ check, subject, expected, found }) =>
            `  ${checkWords[check]}: ${subject} should be ${amountText(expected)}, is ${amountText(found)}`,
        ),
      ]

const titles = { ORDER: 'Order', STATEMENT: 'Statement', PAYOUT: 'Payout' } as const

const withCurrency = (money: Money): string => `${amountText(money)} ${money.currency}`

/** An explanation as pages of books: orders, then statements, then payouts, and what is at the bank at the bottom. */
export const explanationScreen = (explanation: Explanation): ReadonlyArray<string> => {
  const { subject, sellerId, total, orders, statements, payouts, differences } = explanation
  const lineOf = new Map(
    statements.flatMap(({ statementId, told }) =>
      told.map((line) => [`${statementId}/${line.line}`, line] as const),
    ),
  )
  return [
    `${titles[subject.kind]} ${subject.id} of ${sellerId}: ${withCurrency(total)}`,
    ...orders.flatMap((order) => orderLines(order, explanation, lineOf)),
    ...statements.flatMap((statement) => statementLines(statement, subject.kind !== 'ORDER')),
    ...payouts.flatMap((payout) => payoutLines(payout, explanation)),
    ...bottomLines(explanation),
    ...differenceLines(differences),
  ]
}
