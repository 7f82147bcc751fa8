import { epochMsOf, instantOf, LocalDate, type Instant } from './time.js'

const DAY_MS = 86_400_000

const dayAt = (epochMs: number): LocalDate => {
  const day = instantOf(epochMs).slice(0, 10)
  return LocalDate.is(day) ? day : dayAt(0)
}

/** The UTC day of an instant. Statements are cut at 00:00 UTC, whatever the seller's zone is. */
export const utcDayOf = (instant: Instant): LocalDate => dayAt(epochMsOf(instant))

/** 00:00 UTC of a day, or some hours later. */
export const startOf = (day: LocalDate, hours = 0): Instant =>
  instantOf(Date.parse(`${day}T00:00:00.000Z`) + hours * 3_600_000)

export const daysAfter = (day: LocalDate, days: number): LocalDate =>
  dayAt(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS)

/** As many times 24 hours later. */
export const instantDaysAfter = (instant: Instant, days: number): Instant =>
  instantOf(epochMsOf(instant) + days * DAY_MS)

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export const weekdayOf = (day: LocalDate): number => new Date(`${day}T00:00:00.000Z`).getUTCDay() || 7

/** From 1 on. */
export const dayOfMonth = (day: LocalDate): number => Number(day.slice(8))
