import { bankFlaws } from './bank.js'
import { deliveryFlaws } from './delivery.js'
import type { Flaw } from './flaw.js'
import { moneyFlaws } from './money.js'

/** Every bug that is planted. A new one is a value in one of the three lists. */
export const flaws: ReadonlyArray<Flaw> = [...moneyFlaws, ...bankFlaws, ...deliveryFlaws]
