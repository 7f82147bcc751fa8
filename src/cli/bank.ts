import { noFaults, type BankFaults } from '../adapters/bank/course.js'
import { bankWith } from '../adapters/bank/simulated.js'
import { postgresBankBooks } from '../adapters/postgres/simulatedBank.js'
import type { PayoutProvider } from '../application/payoutProvider.js'
import type { BankHabits } from '../domain/payout/index.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Database } from './database.js'

/** The same bank at every run. */
const SEED = 1

/** The simulated bank whose books are in the database: whoever comes back finds it as it was left. */
export const bankOf =
  (
    { pool, schema }: Pick<Database, 'pool' | 'schema'>,
    { faults = noFaults, habits }: { readonly faults?: BankFaults; readonly habits?: BankHabits } = {},
  ) =>
  (now: () => Instant): Required<PayoutProvider> =>
    bankWith(postgresBankBooks({ pool, schema }), { seed: SEED, now, faults, ...(habits && { habits }) })
