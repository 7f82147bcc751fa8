import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { instantOf, instantOfLocal, localDateOf, Zone } from '../../../src/domain/kernel/time.js'
import { valueOf } from '../../support/spec.js'

const zone = (name: string): Zone => valueOf(Zone.decode(name))

describe('clocks agree with Temporal', () => {
  const names = [
    'UTC',
    'Europe/Paris',
    'Europe/Dublin',
    'America/Sao_Paulo',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'Antarctica/Casey',
    'Pacific/Apia',
    'Pacific/Kiritimati',
  ]
  const anyZone = fc.constantFrom(...names).map(zone)
  const from = Date.UTC(1970, 0, 1)
  const to = Date.UTC(2037, 0, 1)
  const anyMs = fc.integer({ min: from, max: to })
  const NEAR_MS = 64_800_000

  /** Moments in a zone, most of them near a change of its clocks. */
  const moment = fc
    .tuple(anyZone, anyMs, fc.integer({ min: -NEAR_MS, max: NEAR_MS }))
    .map(([name, ms, near]): readonly [Zone, number] => {
      const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(name)
      const change = there.getTimeZoneTransition('next') ?? there.getTimeZoneTransition('previous')
      return [name, change === null ? ms : change.epochMilliseconds + near]
    })

  const agreeOnTheDay = ([name, ms]: readonly [Zone, number]): void => {
    const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(name).toPlainDate()
    expect(localDateOf(instantOf(ms), name)).toBe(day.toString())
  }
  const agreeOnTheMoment = ([name, ms]: readonly [Zone, number]): void => {
    const wallClock = instantOf(ms).slice(0, 19)
    const there = Temporal.PlainDateTime.from(wallClock).toZonedDateTime(name, {
      disambiguation: 'compatible',
    })
    expect(instantOfLocal(wallClock, name)).toBe(instantOf(there.epochMilliseconds))
  }

  test('on the day of any moment', () => {
    fc.assert(fc.property(fc.tuple(anyZone, anyMs), agreeOnTheDay))
  })

  test('on the day of moments near a change', () => {
    fc.assert(fc.property(moment, agreeOnTheDay))
  })

  test('on the moment of any wall-clock time', () => {
    fc.assert(fc.property(fc.tuple(anyZone, anyMs), agreeOnTheMoment))
  })

  test('on the moment of wall-clock times near a change', () => {
    fc.assert(fc.property(moment, agreeOnTheMoment))
  })

  test('however many zones and days are asked for', () => {
    const every = Intl.supportedValuesOf('timeZone').filter(Zone.is)
    for (const name of [...every, ...every]) agreeOnTheDay([name, Date.UTC(2026, 2, 29, 0, 30)])
  })

  test('however many spellings of a zone were seen', () => {
    const name = 'argentina/buenos_aires'
    for (let n = 0; n < 600; n++) {
      const spelt = name.replace(/[a-z]/g, (letter, i: number) =>
        n & (1 << i) ? letter.toUpperCase() : letter,
      )
      agreeOnTheDay([zone(`America/${spelt}`), Date.UTC(2026, 2, 29, 0, 30)])
    }
  })
})
