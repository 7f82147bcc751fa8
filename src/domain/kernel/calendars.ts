import type { BusinessCalendar, Holidays } from './calendar.js'
import { LocalDate } from './time.js'

const SATURDAY_AND_SUNDAY = [6, 7]
const GOOD_FRIDAY = -2
const EASTER_MONDAY = 1
const ASCENSION = 39
const WHIT_MONDAY = 50
const CORPUS_CHRISTI = 60
const CARNIVAL = [-48, -47]

const none: Holidays = { fixed: [], easter: [], floating: [] }

const since = (day: string): BusinessCalendar['validFrom'] | undefined =>
  LocalDate.is(day) ? day : undefined

const calendar = (
  markets: ReadonlyArray<string>,
  holidays: Partial<Holidays>,
  validFrom = since('0001-01-01'),
): ReadonlyArray<BusinessCalendar> =>
  validFrom === undefined
    ? []
    : [{ markets, validFrom, weekend: SATURDAY_AND_SUNDAY, holidays: { ...none, ...holidays } }]

// Source: the public holidays that the law of each country has in all of it. Brazil has Black Awareness Day since 2024.
export const businessCalendars: ReadonlyArray<BusinessCalendar> = [
  ...calendar(['*'], {}),
  ...calendar(['FR'], {
    fixed: ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'],
    easter: [EASTER_MONDAY, ASCENSION, WHIT_MONDAY],
  }),
  ...calendar(['DE'], {
    fixed: ['01-01', '05-01', '10-03', '12-25', '12-26'],
    easter: [GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY],
  }),
  ...calendar(['ES'], {
    fixed: ['01-01', '01-06', '05-01', '08-15', '10-12', '11-01', '12-06', '12-08', '12-25'],
    easter: [GOOD_FRIDAY],
  }),
  ...calendar(['IT'], {
    fixed: ['01-01', '01-06', '04-25', '05-01', '06-02', '08-15', '11-01', '12-08', '12-25', '12-26'],
    easter: [EASTER_MONDAY],
  }),
  ...calendar(['IE'], {
    fixed: ['01-01', '03-17', '12-25', '12-26'],
    easter: [EASTER_MONDAY],
    floating: [5, 6, 8]
      .map((month) => ({ month, weekday: 1, nth: 1 }))
      .concat({ month: 10, weekday: 1, nth: -1 }),
  }),
  ...calendar(['GB'], {
    fixed: ['01-01', '12-25', '12-26'],
    easter: [GOOD_FRIDAY, EASTER_MONDAY],
    floating: [
      { month: 5, weekday: 1, nth: 1 },
      { month: 5, weekday: 1, nth: -1 },
      { month: 8, weekday: 1, nth: -1 },
    ],
  }),
  ...calendar(['US'], {
    fixed: ['01-01', '06-19', '07-04', '11-11', '12-25'],
    floating: [
      { month: 1, weekday: 1, nth: 3 },
      { month: 2, weekday: 1, nth: 3 },
      { month: 5, weekday: 1, nth: -1 },
      { month: 9, weekday: 1, nth: 1 },
      { month: 10, weekday: 1, nth: 2 },
      { month: 11, weekday: 4, nth: 4 },
    ],
  }),
  ...calendar(['BR'], {
    fixed: ['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25'],
    easter: [...CARNIVAL, GOOD_FRIDAY, CORPUS_CHRISTI],
  }),
  ...calendar(
    ['BR'],
    {
      fixed: ['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25'],
      easter: [...CARNIVAL, GOOD_FRIDAY, CORPUS_CHRISTI],
    },
    since('2024-01-01'),
  ),
]
