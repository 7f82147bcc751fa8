import type { Instant } from '../domain/kernel/time.js'
import { explain } from './explain.js'
import { amountOfStep } from './explainedSteps.js'
import type { Explanation, Subject } from './explanation.js'
import type { LedgerEntry } from './moneyViews.js'
import type { Step, TrailReads } from './trail.js'
import type { Money } from './views.js'

/** An event on the way of money, and what it was about. */
export interface ChainLink {
  readonly eventId: string
  readonly eventType: string
  readonly position: bigint
  readonly occurredAt: Instant
  /** An order, a statement or a payout. */
  readonly about: string
  /** Positive: for the seller. */
  readonly amount: Money
  readonly bankReference?: string
}

const ofStep = (about: string, currency: string, step: Step): ChainLink => {
  const { eventId, eventType, position, occurredAt } = step
  return { eventId, eventType, position, occurredAt, about, amount: { minor: amountOfStep(step), currency } }
}

const linksOf = ({ orders, statements, payouts, currency }: Explanation): ReadonlyArray<ChainLink> => [
  ...orders.flatMap(({ orderId, steps }) => steps.map((step) => ofStep(orderId, currency, step))),
  ...statements.flatMap(({ statementId, told }) =>
    told
      // An adjustment is an event of the order that it is about, where there is one.
      .filter(({ transactionId }) => !transactionId.startsWith(`${statementId}/`))
      .map(({ eventId, position, occurredAt, payable }) => {
        const event = { eventId, eventType: 'StatementLineAdded', position, occurredAt }
        return { ...event, about: statementId, amount: payable }
      }),
  ),
  ...payouts.flatMap(({ payoutId, pays, steps, bankReference }) => [
    ...pays.map(({ eventId, position, addedAt, amount }) => {
      const event = { eventId, eventType: 'PayoutEntryAdded', position, occurredAt: addedAt }
      return { ...event, about: payoutId, amount }
    }),
    ...steps.map((step) => ({
      ...ofStep(payoutId, currency, step),
      ...(bankReference === undefined || step.eventType !== 'PayoutPaid' ? {} : { bankReference }),
    })),
  ]),
]

const subjectOf = ({ orderId, periodId, eventType }: LedgerEntry): Subject | undefined => {
  if (orderId !== undefined) return { kind: 'ORDER', id: orderId }
  if (periodId === undefined) return undefined
  return { kind: eventType.startsWith('Payout') ? 'PAYOUT' : 'STATEMENT', id: periodId }
}

/**
 * The events that a posting is one of, from the buyer's payment to the bank, in the order of the log: those of its order, or of its
 * statement or payout, and where the money went from there.
 */
export const chainOf = async (reads: TrailReads, entry: LedgerEntry): Promise<ReadonlyArray<ChainLink>> => {
  const subject = subjectOf(entry)
  const explanation = subject && (await explain(reads, subject, { withoutOrders: true }))
  if (explanation === undefined) return []
  return linksOf(explanation).toSorted((a, b) => (a.position < b.position ? -1 : 1))
}
