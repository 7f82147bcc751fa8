import type { System } from '../application/ports.js'
import { epochMsOf, instantOf, type Instant } from '../domain/kernel/time.js'

/** Where it is written down how far a clock may have come. */
export interface ReachedTime {
  /** `undefined`: it has never gone. */
  read(): Promise<Instant | undefined>
  /** An earlier moment than the one that is there changes nothing. */
  write(at: Instant): Promise<void>
}

export interface PacedClock {
  readonly now: () => Instant
  /** Where it had come to when it went last; `undefined`: it has never gone. */
  reached(): Promise<Instant | undefined>
  /** Stands at `from`, or where it had come to before if that is later, and writes that down. */
  standAt(from: Instant): Promise<void>
  /** Goes from there until `signal` aborts. Never rejects: while it cannot be written down, time stands still. */
  run(signal: AbortSignal): Promise<void>
}

const WRITTEN_EVERY_MS = 1_000
/** So far ahead it is written down where the clock may come to. */
const AHEAD_MS = 3_000

/**
 * A clock that goes `speed` times as fast as the real one. It is written down beforehand how far it may come: after a crash it
 * goes on from there, at most three seconds of real time ahead, and never shows a moment for the second time.
 */
export const pacedClock = ({
  speed,
  real,
  reached,
}: {
  readonly speed: number
  readonly real: Pick<System, 'now' | 'sleep'>
  readonly reached: ReachedTime
}): PacedClock => {
  let [fromMs, realFromMs, allowedMs, shownMs] = [0, 0, 0, 0]

  const goFrom = (ms: number): void => {
    fromMs = ms
    realFromMs = epochMsOf(real.now())
  }

  const nowMs = (): number => {
    const goneMs = epochMsOf(real.now()) - realFromMs
    const ms = fromMs + goneMs * speed
    // It stood, because nothing was written down or the machine slept: it goes on from there.
    if (ms > allowedMs) goFrom(allowedMs)
    shownMs = Math.max(shownMs, Math.min(ms, allowedMs))
    return shownMs
  }

  return {
    now: () => instantOf(nowMs()),
    reached: () => reached.read(),
    standAt: async (from) => {
      const before = await reached.read()
      goFrom(Math.max(epochMsOf(from), before === undefined ? 0 : epochMsOf(before)))
      ;[allowedMs, shownMs] = [fromMs, fromMs]
      await reached.write(instantOf(fromMs))
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const aheadMs = nowMs() + AHEAD_MS * speed
        const isWritten = await reached.write(instantOf(aheadMs)).then(
          () => true,
          () => false,
        )
        if (isWritten) allowedMs = aheadMs
        await real.sleep(WRITTEN_EVERY_MS, signal)
      }
    },
  }
}
