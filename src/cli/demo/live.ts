import type { System } from '../../application/ports.js'
import type { SellerCenter } from '../../application/sellerCenter.js'
import { isLeft } from '../../fp.js'
import { DAY_MS } from './calendar.js'
import type { Plan } from './later.js'

const EVERY_MS = 1_000
/** Whoever is refused tries again for so long: the order may not have come that far yet. */
const INSISTS_MS = 2 * DAY_MS

/**
 * Asks for what sellers and buyers want when its time has come, until `signal` aborts. The ids of the commands are the same
 * at every start, so what was done before is not done twice.
 */
export const playPeople = async (
  people: ReadonlyArray<Plan>,
  { center, system }: { center: Pick<SellerCenter, 'execute'>; system: Pick<System, 'now' | 'sleep'> },
  signal: AbortSignal,
): Promise<void> => {
  let left = people
  while (!signal.aborted && left.length > 0) {
    const now = system.now()
    const refused: Array<Plan> = []
    for (const plan of left.filter(({ at }) => at <= now)) {
      const outcome = await center.execute(plan)
      if (isLeft(outcome) && Date.parse(now) - Date.parse(plan.at) < INSISTS_MS) refused.push(plan)
    }
    left = [...refused, ...left.filter(({ at }) => at > now)]
    await system.sleep(EVERY_MS, signal)
  }
}
