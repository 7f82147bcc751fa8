import type { Instant } from '../domain/kernel/time.js'
import { compared, type Compared, type Difference, type ReconciliationCheck } from './difference.js'

interface Handed {
  readonly currency: string
  readonly minor: bigint
  readonly eventId: string
  readonly at: Instant
}

/** Amounts on their way from one account to the next: given under a name, to be taken under it, once and whole. */
export interface HandedOn {
  readonly give: (name: string, amount: Handed) => void
  readonly take: (name: string, of: Compared, foundMinor: bigint) => ReadonlyArray<Difference>
  /** What was given before then and never taken. */
  readonly left: (before: Instant) => ReadonlyArray<Difference>
}

/** Keeps what is on its way, and nothing of what has arrived. */
export const handedOn = (check: ReconciliationCheck): HandedOn => {
  const given = new Map<string, Handed>()
  return {
    give: (name, amount) => {
      given.set(name, amount)
    },
    take: (name, of, foundMinor) => {
      const expectedMinor = given.get(name)?.minor ?? 0n
      given.delete(name)
      return compared(check, of, expectedMinor, foundMinor)
    },
    left: (before) =>
      [...given]
        .filter(([, { at }]) => at < before)
        .flatMap(([name, { currency, minor, eventId }]) =>
          compared(check, [name, currency, eventId], minor, 0n),
        ),
  }
}
