import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  businessDayAfter,
  calendarOf,
  dayAfter,
  endOfDay,
  isBusinessDay,
  lengthAfter,
} from '../../../src/domain/kernel/calendar.js'
import { businessCalendars } from '../../../src/domain/kernel/calendars.js'
import { epochMsOf, LocalDate, localDateOf, Zone, type Instant } from '../../../src/domain/kernel/time.js'
import { instant, valueOf } from '../../support/spec.js'

const day = (text: string): LocalDate => valueOf(LocalDate.decode(text))
const zone = (text: string): Zone => valueOf(Zone.decode(text))
const paris = zone('Europe/Paris')
const isOff = (market: string, text: string) => !isBusinessDay(businessCalendars, market, day(text))

describe('days off', () => {
  test.each([
    [
      'FR',
      '2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 2026-11-11 2026-12-25',
    ],
    ['DE', '2026-04-03 2026-04-06 2026-05-14 2026-05-25 2026-12-25'],
    ['ES', '2026-01-06 2026-04-03 2026-10-12 2026-12-08'],
    ['IT', '2026-01-06 2026-04-06 2026-06-02 2026-12-08'],
    ['IE', '2026-03-17 2026-05-04 2026-06-01 2026-08-03 2026-10-26'],
    ['GB', '2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31'],
    ['US', '2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-09-07 2026-10-12 2026-11-26'],
    ['BR', '2026-02-16 2026-02-17 2026-04-03 2026-04-21 2026-06-04 2026-11-20'],
  ])('in %s are %s, and each weekend', (market, days) => {
    for (const text of days.split(' ')) expect([text, isOff(market, text)]).toEqual([text, true])
    expect(isOff(market, '2026-03-07') && isOff(market, '2026-03-08')).toBe(true)
  })

  test.each([
    ['FR', '2026-04-03'],
    ['DE', '2026-07-14'],
    ['GB', '2026-05-11'],
    ['US', '2026-11-19'],
    ['JP', '2026-12-25'],
  ])('in %s are not %s', (market, text) => {
    expect(isOff(market, text)).toBe(false)
  })

  test('follow Easter, which is where the churches say', () => {
    const mondays = [
      '1961-04-03',
      '2000-04-24',
      '2008-03-24',
      '2024-04-01',
      '2025-04-21',
      '2027-03-29',
      '2038-04-26',
    ]
    expect(mondays.filter((text) => !isOff('FR', text))).toEqual([])
  })

  test('are those of their year: Brazil works on 20 November 2023, and no longer in 2024', () => {
    expect(isOff('BR', '2023-11-20')).toBe(false)
    expect(isOff('BR', '2024-11-20')).toBe(true)
    expect(calendarOf(businessCalendars, 'BR', day('2024-11-20'))?.validFrom).toBe('2024-01-01')
  })
})

describe('business days', () => {
  test.each([
    ['FR', '2026-02-16', 4, '2026-02-20'],
    ['FR', '2026-02-16', 7, '2026-02-25'],
    ['US', '2026-02-13', 1, '2026-02-17'],
    ['FR', '2026-02-21', 1, '2026-02-23'],
    ['FR', '2026-12-24', 2, '2026-12-29'],
    ['FR', '2026-04-30', 1, '2026-05-04'],
    ['FR', '2026-02-16', 0, '2026-02-16'],
  ])('in %s after %s, %i of them: %s', (market, from, count, to) => {
    expect(businessDayAfter(businessCalendars, market, day(from), count)).toBe(to)
  })

  test('are never off, are after the day, and add up', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((n) => dayAfter(day('1990-01-01'), n))
    const market = fc.constantFrom('FR', 'DE', 'ES', 'IT', 'IE', 'GB', 'US', 'BR', 'JP')
    const count = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(days, market, count, count, (from, where, a, b) => {
        const first = businessDayAfter(businessCalendars, where, from, a)
        expect(first > from && isBusinessDay(businessCalendars, where, first)).toBe(true)
        expect(businessDayAfter(businessCalendars, where, first, b)).toBe(
          businessDayAfter(businessCalendars, where, from, a + b),
        )
      }),
    )
  })

  test('that a wrong calendar never has end all the same', () => {
    const weekend = [1, 2, 3, 4, 5, 6, 7]
    const holidays = { fixed: [], easter: [], floating: [] }
    const never = [{ markets: ['*'], validFrom: day('0001-01-01'), weekend, holidays }]
    expect(businessDayAfter(never, 'FR', day('2026-01-01'), 1)).toBe('2026-03-02')
    expect(isBusinessDay([], 'FR', day('2026-01-03'))).toBe(true)
  })
})

describe('the end of a day', () => {
  test.each([
    ['Europe/Paris', '2026-02-20', '2026-02-20T22:59:59.000Z'],
    ['Europe/Paris', '2026-03-29', '2026-03-29T21:59:59.000Z'],
    ['Europe/Paris', '2026-10-25', '2026-10-25T22:59:59.000Z'],
    // Clocks went back from midnight to 23:00: the day has two hours of that name, and ends with the second.
    ['America/Sao_Paulo', '2018-02-17', '2018-02-18T02:59:59.000Z'],
    // They went forward at midnight: the next day began at one.
    ['America/Sao_Paulo', '2018-11-03', '2018-11-04T02:59:59.000Z'],
    ['Asia/Tokyo', '2026-12-31', '2026-12-31T14:59:59.000Z'],
    ['UTC', '2026-12-31', '2026-12-31T23:59:59.000Z'],
  ])('in %s of %s is %s', (where, text, end) => {
    expect(endOfDay(day(text), zone(where))).toBe(end)
  })

  test('is the last second of that day, whatever the clocks do', () => {
    const zones = fc.constantFrom('Europe/Paris', 'America/Sao_Paulo', 'America/New_York', 'Asia/Tokyo')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15_000 }), zones, (n, name) => {
        const date = dayAfter(day('1995-01-01'), n)
        const where = zone(name)
        const end = endOfDay(date, where)
        const next = instant(new Date(epochMsOf(end) + 1_000).toISOString())
        expect([localDateOf(end, where), localDateOf(next, where)]).toEqual([date, dayAfter(date, 1)])
      }),
    )
  })
})

describe('a length', () => {
  const place = { market: 'FR', zone: paris }
  const after = (from: Instant, length: Parameters<typeof lengthAfter>[3]) =>
    lengthAfter(businessCalendars, place, from, length)
  // A real French order, placed on a Monday in the afternoon.
  const placed = instant('2026-02-16T14:50:03.000Z')

  test('of business days ends at 23:59:59 in the zone of the seller', () => {
    expect(after(placed, { businessDays: 4 })).toBe('2026-02-20T22:59:59.000Z')
    expect(after(placed, { businessDays: 7 })).toBe('2026-02-25T22:59:59.000Z')
  })

  test('of days ends so too, also when the clocks change in between', () => {
    expect(after(instant('2026-03-28T08:00:00.000Z'), { days: 1 })).toBe('2026-03-29T21:59:59.000Z')
    expect(after(instant('2026-03-27T23:30:00.000Z'), { days: 1 })).toBe('2026-03-29T21:59:59.000Z')
  })

  test('of hours is that many hours, whatever the clocks show', () => {
    expect(after(instant('2026-03-28T12:00:00.000Z'), { hours: 24 })).toBe('2026-03-29T12:00:00.000Z')
  })
})
