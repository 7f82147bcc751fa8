import {
  epochMsOf,
  instantOf,
  instantOfLocal,
  LocalDate,
  localDateOf,
  type Instant,
  type Zone,
} from './time.js'

/** Days off that come every year: on a date, some days after Easter Sunday, or on the n-th weekday of a month. */
export interface Holidays {
  /** `MM-DD`. */
  readonly fixed: ReadonlyArray<string>
  /** Days after Easter Sunday; negative before it. */
  readonly easter: ReadonlyArray<number>
  /** `weekday` 1 is Monday, 7 Sunday; `nth` 1 is the first of the month, -1 the last. */
  readonly floating: ReadonlyArray<{ readonly month: number; readonly weekday: number; readonly nth: number }>
}

/** Which days count as business days in some markets, from a day on. */
export interface BusinessCalendar {
  readonly markets: ReadonlyArray<string>
  readonly validFrom: LocalDate
  /** Weekdays off: 6 and 7 are Saturday and Sunday. */
  readonly weekend: ReadonlyArray<number>
  readonly holidays: Holidays
}

const DAY_MS = 86_400_000

const startMs = (day: LocalDate): number => Date.parse(`${day}T00:00:00.000Z`)

/** The calendar day so many days later; like instants it stays in the years 0 to 9999. */
export const dayAfter = (day: LocalDate, days: number): LocalDate => {
  const later = instantOf(startMs(day) + days * DAY_MS).slice(0, 10)
  return LocalDate.is(later) ? later : day
}

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
const weekdayOf = (day: LocalDate): number => new Date(startMs(day)).getUTCDay() || 7

/** The Gregorian Easter Sunday of a year, in days after 1 March. Source: the anonymous algorithm («Nature», 1876). */
const easterAfterMarch = (year: number): number => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  return h + l - 7 * m + 21
}

const isHoliday = ({ fixed, easter, floating }: Holidays, day: LocalDate): boolean => {
  if (fixed.includes(day.slice(5))) return true
  const year = Number(day.slice(0, 4))
  const sinceMarch = (startMs(day) - Date.parse(`${day.slice(0, 4)}-03-01T00:00:00.000Z`)) / DAY_MS
  if (easter.includes(sinceMarch - easterAfterMarch(year))) return true
  const month = Number(day.slice(5, 7))
  const inMonth = Number(day.slice(8))
  const isLast = dayAfter(day, 7).slice(5, 7) !== day.slice(5, 7)
  return floating.some(
    (rule) =>
      rule.month === month &&
      rule.weekday === weekdayOf(day) &&
      (rule.nth > 0 ? rule.nth === Math.ceil(inMonth / 7) : isLast),
  )
}

/** The calendar of a market on a day; markets without one of their own go by that of `*`. */
export const calendarOf = (
  calendars: ReadonlyArray<BusinessCalendar>,
  market: string,
  day: LocalDate,
): BusinessCalendar | undefined => {
  const inForce = (name: string) =>
    calendars
      .filter(({ markets, validFrom }) => markets.includes(name) && validFrom <= day)
      .reduce<BusinessCalendar | undefined>(
        (latest, each) => (latest === undefined || each.validFrom > latest.validFrom ? each : latest),
        undefined,
      )
  return inForce(market) ?? inForce('*')
}

export const isBusinessDay = (
  calendars: ReadonlyArray<BusinessCalendar>,
  market: string,
  day: LocalDate,
): boolean => {
  const calendar = calendarOf(calendars, market, day)
  if (calendar === undefined) return true
  return !calendar.weekend.includes(weekdayOf(day)) && !isHoliday(calendar.holidays, day)
}

/** No run of days off is longer: where it seems so, a calendar is wrong and days are counted as they come. */
const DAYS_OFF_MAX = 60

/** The n-th business day after this day, which does not count itself. */
export const businessDayAfter = (
  calendars: ReadonlyArray<BusinessCalendar>,
  market: string,
  day: LocalDate,
  businessDays: number,
): LocalDate => {
  let current = day
  for (let left = businessDays; left > 0; left--) {
    let off = 0
    do {
      current = dayAfter(current, 1)
      off += 1
    } while (!isBusinessDay(calendars, market, current) && off < DAYS_OFF_MAX)
  }
  return current
}

/**
 * The last second of a day in a zone, 23:59:59: the second before the next day begins, so that it is right on days of 23
 * and 25 hours too, also where clocks are changed at midnight.
 */
export const endOfDay = (day: LocalDate, zone: Zone): Instant => {
  const next = instantOfLocal(`${dayAfter(day, 1)}T00:00:00`, zone)
  return instantOf((next === undefined ? startMs(day) + DAY_MS : epochMsOf(next)) - 1_000)
}

/** How long something may take. Days end at 23:59:59 in the seller's zone; the day on which it began does not count. */
export type Length =
  { readonly hours: number } | { readonly days: number } | { readonly businessDays: number }

// A day's deadlines are the same for everybody in one place: what was worked out is remembered. It depends on nothing but
// its arguments.
const ENDS_MAX = 20_000
const endsOf = new WeakMap<ReadonlyArray<BusinessCalendar>, Map<string, Instant>>()

const endAfter = (
  calendars: ReadonlyArray<BusinessCalendar>,
  { market, zone }: { readonly market: string; readonly zone: Zone },
  day: LocalDate,
  length: Exclude<Length, { readonly hours: number }>,
): Instant => {
  const ends = endsOf.get(calendars) ?? new Map<string, Instant>()
  endsOf.set(calendars, ends)
  const [days, unit] = 'days' in length ? [length.days, 'd'] : [length.businessDays, 'b']
  const name = `${day} ${days}${unit} ${zone} ${market}`
  const known = ends.get(name)
  if (known !== undefined) return known
  const last = unit === 'd' ? dayAfter(day, days) : businessDayAfter(calendars, market, day, days)
  const end = endOfDay(last, zone)
  if (ends.size >= ENDS_MAX) ends.clear()
  ends.set(name, end)
  return end
}

/** When this length is over. */
export const lengthAfter = (
  calendars: ReadonlyArray<BusinessCalendar>,
  place: { readonly market: string; readonly zone: Zone },
  from: Instant,
  length: Length,
): Instant => {
  if ('hours' in length) return instantOf(epochMsOf(from) + length.hours * 3_600_000)
  return endAfter(calendars, place, localDateOf(from, place.zone), length)
}
