import type * as t from 'io-ts'
import { closed, integer, oneOf, text } from './codec.js'
import { feeBases, type ChargedFee } from './fee.js'
import { AmountMinor, partsOf, portionMinor, RateBps, SignedMinor } from './money.js'

/** What the rate is of. `SETTLEMENT`: what an order settles for, a part of which is withheld. */
const ReasonBase = oneOf('ReasonBase', [...feeBases, 'SETTLEMENT'])

/**
 * Why an amount is what it is: the rule, its rate, what the rate was taken of, and what rounding added (in parts of a minor
 * unit). `resultMinor` is what the rule gives now; where some of it had been booked before, the amount is the difference.
 * `includedTaxBps`: the share is of what remains without this tax. `capMinor`: more than this the rule never gives.
 */
export const Reason = closed(
  'Reason',
  {
    ruleId: text(1, 200),
    ruleVersion: integer(1, 1_000_000),
    rateBps: RateBps,
    base: ReasonBase,
    baseMinor: SignedMinor,
    resultMinor: SignedMinor,
    roundedBy: integer(-20_000, 20_000),
  },
  { includedTaxBps: integer(0, 10_000), capMinor: AmountMinor },
)
export type Reason = t.TypeOf<typeof Reason>

/** The rule behind a fee, and what it gives now. */
export const reasonOf = ({
  rule,
  baseMinor,
  feeMinor,
  roundedBy,
}: Pick<ChargedFee, 'rule' | 'baseMinor' | 'feeMinor' | 'roundedBy'>): Reason => {
  const { ruleId, ruleVersion, rateBps, base, includedTaxBps, capMinor } = rule
  return {
    ruleId,
    ruleVersion,
    rateBps,
    base,
    baseMinor,
    resultMinor: feeMinor,
    roundedBy,
    ...(includedTaxBps === undefined ? {} : { includedTaxBps }),
    ...(capMinor === undefined ? {} : { capMinor }),
  }
}

/** The figures of a rule that can be worked out once more. */
export interface Calculation {
  readonly rateBps: number
  readonly baseMinor: bigint
  readonly resultMinor: bigint
  readonly roundedBy: number
  readonly includedTaxBps?: number | undefined
  readonly capMinor?: bigint | undefined
}

/** Whether the rate of the base, rounded once by as much as is told, or the cap, is the result. */
export const isRight = (told: Calculation): boolean => {
  const { rateBps, baseMinor, resultMinor, roundedBy, includedTaxBps, capMinor } = told
  const rounded = portionMinor(baseMinor, rateBps, includedTaxBps)
  if (capMinor !== undefined && rounded > capMinor) return resultMinor === capMinor && roundedBy === 0
  const exact = baseMinor * BigInt(rateBps)
  return resultMinor === rounded && resultMinor * partsOf(includedTaxBps) === exact + BigInt(roundedBy)
}
