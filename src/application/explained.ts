import { sumMinor } from '../domain/kernel/money.js'
import { differencesIn, type Compared } from './explainedChecks.js'
import { ordersIn, payoutsIn, statementsIn } from './explainedParts.js'
import { placeOfPayout, placeOfStated, placesOfOrder } from './explainedPlaces.js'
import { legsOf } from './explainedSteps.js'
import { sumsOf } from './explainedSums.js'
import type { ExplainOptions, Explanation, Place, Subject } from './explanation.js'
import type { Step, Trail } from './trail.js'
import type { Money } from './views.js'

/** The payouts whose balance is part of this one, itself included. */
const withinPayout = (id: string, { payouts }: Pick<Compared, 'payouts'>): ReadonlySet<string> => {
  const within = new Set([id])
  // Those that hand on come before those that take over: the latest first.
  for (const { payoutId, pays } of payouts.toReversed()) {
    if (!within.has(payoutId)) continue
    for (const { kind, source } of pays) {
      if (kind !== 'STATEMENT' && kind !== 'ARRIVED_AFTER_ALL') within.add(source)
    }
  }
  return within
}

/** What the subject comes to beside the lines that are told, and where all of it is. */
interface Whole {
  readonly total: bigint
  readonly others: ReadonlyArray<readonly [name: string, minor: bigint]>
  readonly places: ReadonlyArray<Place>
  readonly steps: ReadonlyArray<Step>
}

const wholeOfOrder = (trail: Trail, { orders, statements, payouts }: Compared): Whole => {
  const { currency } = trail.own
  const steps = orders[0]?.steps ?? []
  const held = legsOf(steps, 'buyer_funds_held')
  const pending = legsOf(steps, 'seller_pending')
  const money = (minor: bigint): Money => ({ minor, currency })
  const stated = statements.flatMap((statement) =>
    statement.told.map(({ payable }) => placeOfStated(payable, statement, payouts)),
  )
  const waits = placesOfOrder(
    money(held),
    money(pending),
    money(legsOf(steps, 'seller_reserved')),
    trail.waiting[0],
  )
  const lines = trail.lines.map(({ payableMinor }) => payableMinor)
  return { total: sumMinor(lines) + held + pending, others: [], places: [...stated, ...waits], steps }
}

const statedSteps = ({ stepsOf, statements }: Compared): ReadonlyArray<Step> =>
  statements.flatMap(({ told }) => told.flatMap(({ transactionId }) => stepsOf.get(transactionId) ?? []))

const wholeOfStatement = (compared: Compared): Whole => {
  const { statements, payouts } = compared
  const [statement] = statements
  return {
    total: statement?.payable.minor ?? 0n,
    others: [],
    places: statement === undefined ? [] : [placeOfStated(statement.payable, statement, payouts)],
    steps: statedSteps(compared),
  }
}

const wholeOfPayout = (id: string, compared: Compared): Whole => {
  const payout = compared.payouts.find(({ payoutId }) => payoutId === id)
  const within = withinPayout(id, compared)
  const others = compared.payouts
    .filter(({ payoutId }) => within.has(payoutId))
    .flatMap(({ pays }) => pays.filter(({ kind }) => kind === 'ARRIVED_AFTER_ALL'))
    .map(({ kind, amount }) => [kind, amount.minor] as const)
  return {
    total: payout?.amount.minor ?? 0n,
    others,
    places: payout === undefined ? [] : [placeOfPayout(payout, compared.payouts)],
    steps: statedSteps(compared),
  }
}

const wholeOf = ({ kind, id }: Subject, trail: Trail, compared: Compared): Whole => {
  switch (kind) {
    case 'ORDER':
      return wholeOfOrder(trail, compared)
    case 'STATEMENT':
      return wholeOfStatement(compared)
    case 'PAYOUT':
      return wholeOfPayout(id, compared)
  }
}

/** The explanation that these rows give, and what in them does not agree. Pure: the same rows, the same explanation. */
export const explained = (
  subject: Subject,
  trail: Trail,
  { withoutOrders }: ExplainOptions = {},
): Omit<Explanation, 'isSteady'> => {
  const { sellerId, currency } = trail.own
  const compared: Compared = {
    ...ordersIn(trail),
    statements: statementsIn(trail),
    payouts: payoutsIn(trail),
  }
  const { total, others, places, steps } = wholeOf(subject, trail, compared)
  const sums = sumsOf(steps, others, currency)
  const atBank = sumMinor(places.filter(({ at }) => at === 'bank').map(({ amount }) => amount.minor))
  const { orders, statements, payouts } = compared
  return {
    subject,
    sellerId,
    currency,
    orders,
    statements,
    payouts,
    sums,
    total: { minor: total, currency },
    places,
    atBank: { minor: atBank, currency },
    differences: differencesIn(subject, compared, {
      currency,
      withoutOrders: withoutOrders === true,
      totalMinor: total,
      summedMinor: sumMinor(sums.map(({ amount }) => amount.minor)),
    }),
  }
}
