import type { Instant } from '../kernel/time.js'
import type { CommissionEvent } from './events.js'

type Rule = Extract<CommissionEvent, { readonly type: 'CommissionCharged' }>['data']['lines'][number]['rule']

/** A row of a fee schedule. `category` absent: all categories of the market that have no row of their own. */
export interface FeeRule extends Rule {
  readonly market: string
  readonly category?: string
  /** From when on, compared with the moment the order was placed. */
  readonly validFrom: Instant
}

export type FeeSchedule = ReadonlyArray<FeeRule>

/** The rule in force: that of the category before that of the market, the latest valid one, the highest version. */
export const ruleFor = (
  schedule: FeeSchedule,
  market: string,
  category: string,
  placedAt: Instant,
): Rule | undefined => {
  const inForce = schedule.filter(
    (rule) =>
      rule.market === market &&
      (rule.category === undefined || rule.category === category) &&
      rule.validFrom <= placedAt,
  )
  const best = inForce.reduce<FeeRule | undefined>(
    (chosen, rule) => (chosen === undefined || prevails(rule, chosen) ? rule : chosen),
    undefined,
  )
  if (best === undefined) return undefined
  const { ruleId, ruleVersion, rateBps, base, rounding } = best
  return { ruleId, ruleVersion, rateBps, base, rounding }
}

const prevails = (a: FeeRule, b: FeeRule): boolean => {
  if ((a.category === undefined) !== (b.category === undefined)) return a.category !== undefined
  if (a.validFrom !== b.validFrom) return a.validFrom > b.validFrom
  return a.ruleVersion > b.ruleVersion
}
