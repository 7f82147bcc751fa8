import type { BankFaults } from '../../adapters/bank/course.js'
import { simulatedCarrier } from '../../adapters/carrier/simulated.js'
import { pacedClock, type PacedClock } from '../../adapters/pacedClock.js'
import { postgresReachedTime } from '../../adapters/postgres/simulatedClock.js'
import { system as machine } from '../../adapters/system.js'
import type { System } from '../../application/ports.js'
import type { PayoutProvider } from '../../application/payoutProvider.js'
import type { BankHabits } from '../../domain/payout/index.js'
import type { Instant } from '../../domain/kernel/time.js'
import { bankOf } from '../bank.js'
import type { World } from '../comptoir.js'
import type { Database } from '../database.js'
import { DAY_MS, HOUR_MS } from './calendar.js'
import { laterIn, type Later } from './later.js'

/** A bank as they are: now and then it says nothing, says it twice, or sends the money back. */
const faults: BankFaults = {
  lostOrders: 1,
  lostAnswers: 3,
  lateOrders: 3,
  failures: 2,
  returns: 2,
  duplicates: 20,
}

/** Where a day passes in a second, a key that lives for a day would be forgotten before anybody could ask. */
const habits: BankHabits = { keyLifeMs: 30 * DAY_MS, patienceMs: HOUR_MS }

/** The demo's marketplace with time going on in it. */
export interface LiveWorld {
  readonly speed: number
  readonly time: PacedClock
  readonly system: System
  readonly people: Later['people']
  /** The bank at another time than now. */
  readonly bank: (now: () => Instant) => PayoutProvider
  readonly around: World
}

/** Nothing goes on yet: `time.run` lets it. */
export const liveWorld = ({ pool, schema }: Database, speed: number): LiveWorld => {
  const time = pacedClock({ speed, real: machine, reached: postgresReachedTime({ pool, schema }) })
  const system = { ...machine, now: time.now }
  const bank = bankOf({ pool, schema }, { faults, habits })
  const { people, scans } = laterIn()
  const carriers = [...scans].map(([name, known]) =>
    simulatedCarrier({ name, seed: 'comptoir', now: time.now, known }),
  )
  const around = { clock: { payouts: bank(time.now) }, carriers, system }
  return { speed, time, system, people, bank, around }
}
