import { instantOf } from '../kernel/time.js'
import type { HandlingPolicy } from './handlingPolicy.js'
import type { OrderType } from './terms.js'

/** As many as can be stored: where no figure was published, none is made up. */
const anyDays = { markets: ['*'], validFrom: instantOf(0), required: false, minDays: 1, maxDays: 90 }
const later = (orderType: OrderType): HandlingPolicy => ({ ...anyDays, orderType })

// Source: TikTok Shop's listing rules: a pre-order in the EU is handled in 3 to 30 days.
export const handlingPolicies: ReadonlyArray<HandlingPolicy> = [
  { ...later('PRE_ORDER'), required: true },
  {
    ...later('PRE_ORDER'),
    required: true,
    markets: ['DE', 'ES', 'FR', 'IE', 'IT'],
    minDays: 3,
    maxDays: 30,
  },
  later('MADE_TO_ORDER'),
  later('BACK_ORDER'),
]
