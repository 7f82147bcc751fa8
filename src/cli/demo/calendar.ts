import { epochMsOf, instantOf, instantOfLocal, Zone, type Instant } from '../../domain/kernel/time.js'
import type { Lots } from './lots.js'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export const PARIS = 'Europe/Paris'

/** A wall-clock time in Paris (`2026-03-01`, `09:30:00`). */
export const inParis = (day: string, time: string): Instant => {
  const instant = Zone.is(PARIS) ? instantOfLocal(`${day}T${time}`, PARIS) : undefined
  if (instant === undefined) throw new RangeError(`${day} ${time} is not a time in ${PARIS}`)
  return instant
}

/** After a wait of `minMs` to `maxMs`, to the second. */
export const after = (lots: Lots, at: Instant, minMs: number, maxMs: number): Instant =>
  instantOf(epochMsOf(at) + 1_000 * lots.integer(minMs / 1_000, maxMs / 1_000))

/** The demo's marketplace is told up to the last second of May 2026: what would come after has not happened. */
export const THE_END = inParis('2026-05-31', '23:59:59')

/** The days on which the demo's orders are placed, 1 March to 31 May 2026. */
export const days: ReadonlyArray<string> = Array.from({ length: 92 }, (_, i) =>
  instantOf(Date.UTC(2026, 2, 1) + i * DAY_MS).slice(0, 10),
)
