import { expect, test } from 'vitest'
import { pacedClock, type ReachedTime } from '../../src/adapters/pacedClock.js'
import { epochMsOf, instantOf, type Instant } from '../../src/domain/kernel/time.js'
import { instant } from '../support/spec.js'

const FROM = instant('2026-05-31T22:00:00.000Z')
const HOUR_MS = 3_600_000

/** A real clock that is put forward by hand, and what is written down beside it. */
const workshop = () => {
  let realMs = Date.parse('2027-01-01T00:00:00.000Z')
  let written: Instant | undefined
  let isAway = false
  const reached: ReachedTime = {
    read: async () => written,
    write: async (at) => {
      if (isAway) throw new Error('away')
      if (written === undefined || at > written) written = at
    },
  }
  /** As a program that starts: `pass` lets seconds go by and the clock write what it writes, then `end` lets it stop. */
  const start = async (speed: number, from = FROM) => {
    const stop = new AbortController()
    let wake = (): void => undefined
    const sleep = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve
      })
    const clock = pacedClock({ speed, real: { now: () => instantOf(realMs), sleep }, reached })
    await clock.standAt(from)
    const begun = clock.now()
    const run = clock.run(stop.signal)
    const turn = async (): Promise<void> => {
      wake()
      for (let i = 0; i < 5; i++) await Promise.resolve()
    }
    await turn()
    return {
      begun,
      now: clock.now,
      pass: async (seconds: number) => {
        for (let i = 0; i < seconds; i++) {
          realMs += 1_000
          await turn()
        }
      },
      jump: (ms: number) => {
        realMs += ms
      },
      end: async () => {
        stop.abort()
        wake()
        await run
      },
    }
  }
  return { start, setAway: (away: boolean) => void (isAway = away) }
}

const hoursAfter = (from: Instant, to: Instant): number => (epochMsOf(to) - epochMsOf(from)) / HOUR_MS

test('a second is an hour at 3600x, and a second at 1x', async () => {
  const fast = await workshop().start(3_600)
  await fast.pass(5)
  expect(hoursAfter(FROM, fast.now())).toBe(5)
  const slow = await workshop().start(1)
  await slow.pass(5)
  expect(epochMsOf(slow.now()) - epochMsOf(FROM)).toBe(5_000)
})

test('after a crash it goes on behind every moment that it has shown', async () => {
  const it = workshop()
  const first = await it.start(3_600)
  await first.pass(10)
  first.jump(900)
  const shown = first.now()
  // Nobody ends it.
  const second = await it.start(3_600)
  expect(second.begun > shown).toBe(true)
  expect(hoursAfter(shown, second.begun)).toBeLessThanOrEqual(3)
})

test('what happened meanwhile, by whoever else, is not before it either', async () => {
  const it = workshop()
  const first = await it.start(60)
  await first.pass(2)
  const later = instantOf(epochMsOf(FROM) + 90 * HOUR_MS)
  expect((await it.start(60, later)).begun).toBe(later)
})

test('it stands while nobody can write down how far it comes, and goes on from there', async () => {
  const it = workshop()
  const clock = await it.start(3_600)
  it.setAway(true)
  await clock.pass(60)
  const stood = clock.now()
  expect(hoursAfter(FROM, stood)).toBe(3)
  it.setAway(false)
  await clock.pass(1)
  await clock.pass(2)
  expect(hoursAfter(stood, clock.now())).toBeGreaterThan(0)
  expect(hoursAfter(stood, clock.now())).toBeLessThanOrEqual(3)
})

test('it stands, and never goes back, where the real clock is set back or the machine slept', async () => {
  const clock = await workshop().start(3_600)
  await clock.pass(2)
  const before = clock.now()
  clock.jump(-HOUR_MS)
  expect(clock.now()).toBe(before)
  clock.jump(9 * HOUR_MS)
  expect(hoursAfter(before, clock.now())).toBeLessThanOrEqual(3)
})
