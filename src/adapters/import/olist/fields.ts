import { epochMsOf, instantOfLocal, type Zone } from '../../../domain/kernel/time.js'

/** All of Olist's wall-clock times are those of São Paulo, daylight saving included. */
export const OLIST_ZONE = 'America/Sao_Paulo' as Zone

/** One column: `read` gives `undefined` for what breaks the rule, `null` for what may be, and is, absent. */
export interface Field<A> {
  readonly column: string
  readonly rule: string
  readonly read: (text: string) => A | undefined
}

const field = <A>(column: string, rule: string, read: (text: string) => A | undefined): Field<A> => ({
  column,
  rule,
  read,
})

const ID = /^[A-Za-z0-9][A-Za-z0-9_]{0,49}$/

/** No hyphen: ids are joined by hyphens, and two pairs must never give the same name. */
export const id = (column: string): Field<string> =>
  field(column, 'must be 1 to 50 letters, digits or _', (text) => (ID.test(text) ? text : undefined))

const WORD = /^[a-z0-9_]{1,40}$/

export const word = (column: string): Field<string> =>
  field(column, 'must be a word of 1 to 40 small letters, digits or _', (text) =>
    WORD.test(text) ? text : undefined,
  )

/** `unknown` where it is empty. */
export const category = (column: string): Field<string> =>
  field(column, 'must be at most 100 characters, without control characters', (text) => {
    if (text === '') return 'unknown'
    return text.length <= 100 && !/[\p{C}\uFFFD]/u.test(text) ? text : undefined
  })

export const oneOf = <W extends string>(column: string, words: ReadonlyArray<W>): Field<W> => {
  const known = new Map<string, W>(words.map((each) => [each, each]))
  return field(column, `must be one of ${words.join(', ')}`, (text) => known.get(text))
}

export const count = (column: string, min: number, max: number): Field<number> =>
  field(column, `must be a whole number from ${min} to ${max}`, (text) => {
    const number = /^[0-9]{1,6}$/.test(text) ? Number(text) : -1
    return number >= min && number <= max ? number : undefined
  })

// Always two decimals: an amount that was cut off must not pass as a smaller one.
const AMOUNT = /^[0-9]{1,9}\.[0-9][0-9]$/

/** Centavos. */
export const amountMinor = (column: string, leastMinor: 0 | 1): Field<number> =>
  field(column, `must be an amount ${leastMinor === 1 ? 'over zero ' : ''}such as 58.90`, (text) => {
    const minor = AMOUNT.test(text) ? Number(text.replace('.', '')) : -1
    return minor >= leastMinor ? minor : undefined
  })

const TIME_RULE = 'must be a time such as 2017-10-02 10:56:33'

const epochMs = (text: string): number | undefined => {
  const instant = text[10] === ' ' ? instantOfLocal(text.replace(' ', 'T'), OLIST_ZONE) : undefined
  return instant === undefined ? undefined : epochMsOf(instant)
}

/** In milliseconds since 1970. */
export const time = (column: string): Field<number> => field(column, TIME_RULE, epochMs)

export const timeOrNone = (column: string): Field<number | null> =>
  field(column, `${TIME_RULE}, or empty`, (text) => (text === '' ? null : epochMs(text)))
