import type { FeeKind, FrozenRule } from './fee.js'
import { epochMsOf, type Instant } from './time.js'

/** A row of a fee schedule: a rule, and whom and when it is for. */
export interface FeeRule extends FrozenRule {
  readonly market: string
  /** Absent: all categories of the market that have no row of their own. */
  readonly category?: string
  /** Only for sellers that are newer than this, in days of 24 hours, when the order is placed. */
  readonly sellerNewerThanDays?: number
  /** Only for orders of which a parcel was sent by a service that the platform's service levels do not cover. */
  readonly outsideServiceLevel?: true
  /** Only for lines that were bought in a campaign of the platform. */
  readonly inCampaign?: true
  /** From when on, compared with the moment the order was placed. */
  readonly validFrom: Instant
}

export type FeeSchedule = ReadonlyArray<FeeRule>

/** What selects a rule: recorded facts alone, so that the same order gets the same rule for ever. */
export interface FeeFacts {
  readonly market: string
  readonly category: string
  readonly placedAt: Instant
  /** When the seller's shop was verified; unknown: not a new seller. */
  readonly sellerSince?: Instant | undefined
  /** How the order was sent; unknown: within the service levels. */
  readonly outsideServiceLevel?: boolean
  /** Unknown: in none. */
  readonly inCampaign?: boolean
}

const DAY_MS = 86_400_000

const isNewer = (days: number, { placedAt, sellerSince }: FeeFacts): boolean =>
  sellerSince !== undefined && epochMsOf(placedAt) < epochMsOf(sellerSince) + days * DAY_MS

const isInForce = (rule: FeeRule, facts: FeeFacts): boolean =>
  rule.market === facts.market &&
  (rule.category === undefined || rule.category === facts.category) &&
  (rule.sellerNewerThanDays === undefined || isNewer(rule.sellerNewerThanDays, facts)) &&
  (rule.outsideServiceLevel === undefined || facts.outsideServiceLevel === true) &&
  (rule.inCampaign === undefined || facts.inCampaign === true) &&
  rule.validFrom <= facts.placedAt

/** A new seller's rule goes before that of the category, that before that of the market; then the latest, then the highest version. */
const prevails = (a: FeeRule, b: FeeRule): boolean => {
  if (isForNew(a) !== isForNew(b)) return isForNew(a)
  if ((a.category === undefined) !== (b.category === undefined)) return a.category !== undefined
  if (a.validFrom !== b.validFrom) return a.validFrom > b.validFrom
  return a.ruleVersion > b.ruleVersion
}

const isForNew = ({ sellerNewerThanDays }: FeeRule): boolean => sellerNewerThanDays !== undefined

const frozen = ({
  market: _market,
  category: _category,
  sellerNewerThanDays: _days,
  outsideServiceLevel: _outside,
  inCampaign: _campaign,
  validFrom: _from,
  ...rule
}: FeeRule): FrozenRule => rule

/** The rules in force, one of each kind that the market knows; none: this market has no fees here, which is a gap in the data. */
export const rulesFor = (schedule: FeeSchedule, facts: FeeFacts): ReadonlyArray<FrozenRule> => {
  const best = new Map<FeeKind, FeeRule>()
  for (const rule of schedule) {
    if (!isInForce(rule, facts)) continue
    const chosen = best.get(rule.kind)
    if (chosen === undefined || prevails(rule, chosen)) best.set(rule.kind, rule)
  }
  return [...best.values()].map(frozen)
}
