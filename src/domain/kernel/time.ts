import * as t from 'io-ts'
import { refined } from './codec.js'

// Every month has days 1 to 28. The last days of months, in the first group, are what `Date` is asked about: it takes
// ten times as long.
const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]|(29|30|31))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const LOCAL_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]|(29|30|31))$/

const isInstant = (u: unknown): u is string => {
  if (typeof u !== 'string') return false
  const found = INSTANT.exec(u)
  return found !== null && (found[1] === undefined || isoOf(Date.parse(u)) === u)
}

/** Empty for what is no moment at all. */
const isoOf = (ms: number): string => (Number.isNaN(ms) ? '' : new Date(ms).toISOString())

export interface InstantBrand {
  readonly Instant: unique symbol
}
/** RFC 3339 in UTC with milliseconds, always 24 characters (`2017-10-02T13:56:33.000Z`), so that text order is time order. */
export const Instant = t.brand(
  refined('InstantText', 'must be a UTC instant such as 2017-10-02T13:56:33.000Z', isInstant),
  (u): u is t.Branded<string, InstantBrand> => u.length === 24,
  'Instant',
)
export type Instant = t.TypeOf<typeof Instant>

/** Milliseconds since 1970 as an instant; outside the years 0 to 9999 it is clamped to them. NaN gives 1970. */
export const instantOf = (epochMs: number): Instant => {
  const within = Math.min(Math.max(epochMs, -62_167_219_200_000), 253_402_300_799_999)
  const iso = isoOf(Math.trunc(within))
  return Instant.is(iso) ? iso : instantOf(0)
}

export const epochMsOf = (instant: Instant): number => Date.parse(instant)

const isZone = (u: unknown): u is string => {
  if (typeof u === 'string' && clocks.has(u)) return true
  if (
    typeof u !== 'string' ||
    u.length > 64 ||
    !/^(?:UTC|[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)+)$/.test(u)
  )
    return false
  return zoneClock(u) !== undefined
}

export interface ZoneBrand {
  readonly Zone: unique symbol
}
/** An IANA time zone: `Europe/Paris`, `America/Sao_Paulo`, `UTC`. */
export const Zone = t.brand(
  refined('ZoneName', 'must be an IANA time zone such as Europe/Paris', isZone),
  (u): u is t.Branded<string, ZoneBrand> => u.length > 0,
  'Zone',
)
export type Zone = t.TypeOf<typeof Zone>

export interface LocalDateBrand {
  readonly LocalDate: unique symbol
}
const isLocalDate = (u: unknown): u is string => {
  if (typeof u !== 'string') return false
  const found = LOCAL_DATE.exec(u)
  return found !== null && (found[1] === undefined || isoOf(Date.parse(`${u}T00:00:00.000Z`)).startsWith(u))
}

/** A calendar day somewhere: `2017-10-02`. */
export const LocalDate = t.brand(
  refined('LocalDateText', 'must be a day such as 2017-10-02', isLocalDate),
  (u): u is t.Branded<string, LocalDateBrand> => u.length === 10,
  'LocalDate',
)
export type LocalDate = t.TypeOf<typeof LocalDate>

// Building a formatter costs 50 µs and a use 2 µs: both formatters and the offsets at quarter hours are remembered.
// They depend on nothing but their arguments, so what is remembered can never be wrong.
const QUARTER_HOUR_MS = 900_000
const CLOCKS_MAX = 500
/** Of all zones together. */
const OFFSETS_MAX = 200_000
const clocks = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()
let offsetsHeld = 0

const zoneClock = (zone: string): Intl.DateTimeFormat | undefined => {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (clocks.size >= CLOCKS_MAX) clocks.clear()
    clocks.set(zone, clock)
    return clock
  } catch {
    return undefined
  }
}

/** To the second, like the formatter. */
const wallClockMs = (zone: string, epochMs: number): number => {
  const parts = new Map(
    zoneClock(zone)
      ?.formatToParts(epochMs)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0)
  const wall = new Date(0)
  wall.setUTCFullYear(
    parts.get('era') === 'BC' ? 1 - part('year') : part('year'),
    part('month') - 1,
    part('day'),
  )
  wall.setUTCHours(part('hour'), part('minute'), part('second'))
  return wall.getTime()
}

const offsetMsAtQuarter = (zone: Zone, quarter: number): number => {
  const known = offsets.get(zone)?.get(quarter)
  if (known !== undefined) return known
  if (offsetsHeld >= OFFSETS_MAX) {
    offsets.clear()
    offsetsHeld = 0
  }
  const start = quarter * QUARTER_HOUR_MS
  const offset = wallClockMs(zone, start) - start
  offsets.set(zone, (offsets.get(zone) ?? new Map<number, number>()).set(quarter, offset))
  offsetsHeld += 1
  return offset
}

/**
 * How far the zone's wall clock is ahead of UTC at this moment, in milliseconds. Source: the IANA data of the runtime.
 * Most clocks change on a quarter hour, not all: St. John's did at one minute past midnight until 2011.
 */
const offsetMsAt = (zone: Zone, epochMs: number): number => {
  const quarter = Math.floor(epochMs / QUARTER_HOUR_MS)
  const offset = offsetMsAtQuarter(zone, quarter)
  if (offset === offsetMsAtQuarter(zone, quarter + 1)) return offset
  const second = Math.floor(epochMs / 1_000) * 1_000
  return wallClockMs(zone, second) - second
}

// By their number since 1970: to write a day and to check it takes longer than all else that is done to find it.
const DAYS_MAX = 20_000
const days = new Map<number, LocalDate>()

/** The calendar day of an instant in a zone, daylight saving included; like instants it stays in the years 0 to 9999. */
export const localDateOf = (instant: Instant, zone: Zone): LocalDate => {
  const epochMs = epochMsOf(instant)
  const localMs = epochMs + offsetMsAt(zone, epochMs)
  const number = Math.floor(localMs / 86_400_000)
  const known = days.get(number)
  if (known !== undefined) return known
  const day = instantOf(localMs).slice(0, 10)
  if (!LocalDate.is(day)) return localDateOf(instantOf(0), zone)
  if (days.size >= DAYS_MAX) days.clear()
  days.set(number, day)
  return day
}

/**
 * The instant of a wall-clock time (`2017-10-02T10:56:33`) in a zone. A time that a change of clocks skips is moved
 * forward by the gap, one that it repeats is taken the first time: Temporal's «compatible» rule.
 */
export const instantOfLocal = (wallClock: string, zone: Zone): Instant | undefined => {
  const wallMs = Date.parse(`${wallClock}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(wallClock) || isoOf(wallMs).slice(0, 19) !== wallClock)
    return undefined
  const before = offsetMsAt(zone, wallMs - 86_400_000)
  const after = offsetMsAt(zone, wallMs + 86_400_000)
  const fits = [before, after].find((offset) => offsetMsAt(zone, wallMs - offset) === offset)
  return instantOf(wallMs - (fits ?? before))
}
