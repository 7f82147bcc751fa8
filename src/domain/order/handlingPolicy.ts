import type { Instant } from '../kernel/time.js'
import type { OrderType } from './terms.js'

/** How many days an order of this type may be handled before its clocks of shipping start, in some markets, from a day on. */
export interface HandlingPolicy {
  readonly orderType: OrderType
  readonly markets: ReadonlyArray<string>
  readonly validFrom: Instant
  /** The buyer is told when it will be sent: without a number of days there is nothing to tell. */
  readonly required: boolean
  readonly minDays: number
  readonly maxDays: number
}

interface Asked {
  readonly orderType: OrderType
  readonly market: string
  readonly handlingDays?: number | undefined
}

/** What is wrong with the days of an order; `field` is the one of the command that it is about. */
export type HandlingProblem = { readonly field: 'handlingDays'; readonly orderType: OrderType } & (
  | { readonly type: 'HandlingDaysMissing'; readonly minDays: number; readonly maxDays: number }
  | { readonly type: 'HandlingDaysOutOfBounds'; readonly minDays: number; readonly maxDays: number }
  /** What is in stock is sent at once. */
  | { readonly type: 'HandlingDaysDoNotFit' }
)

/** The policy in force; markets without one of their own go by that of `*`. None: orders of this type are sent at once. */
const inForce = (
  policies: ReadonlyArray<HandlingPolicy>,
  { orderType, market }: Asked,
  at: Instant,
): HandlingPolicy | undefined => {
  const latestIn = (name: string) =>
    policies
      .filter((each) => each.orderType === orderType && each.markets.includes(name) && each.validFrom <= at)
      .reduce<HandlingPolicy | undefined>(
        (latest, each) => (latest === undefined || each.validFrom > latest.validFrom ? each : latest),
        undefined,
      )
  return latestIn(market) ?? latestIn('*')
}

export const handlingProblem = (
  policies: ReadonlyArray<HandlingPolicy>,
  asked: Asked,
  at: Instant,
): HandlingProblem | undefined => {
  const { orderType, handlingDays } = asked
  const field = 'handlingDays'
  const policy = inForce(policies, asked, at)
  if (policy === undefined) {
    return handlingDays === undefined ? undefined : { type: 'HandlingDaysDoNotFit', field, orderType }
  }
  const { minDays, maxDays, required } = policy
  if (handlingDays === undefined) {
    return required ? { type: 'HandlingDaysMissing', field, orderType, minDays, maxDays } : undefined
  }
  return handlingDays < minDays || handlingDays > maxDays
    ? { type: 'HandlingDaysOutOfBounds', field, orderType, minDays, maxDays }
    : undefined
}
