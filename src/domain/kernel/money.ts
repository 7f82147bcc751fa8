import * as t from 'io-ts'
import { integer, refined } from './codec.js'
import { reading, UNREADABLE } from './reading.js'

const DECIMAL = /^(?:0|-?[1-9][0-9]*)$/

const minorWithin = (name: string, least: bigint, most: bigint): t.Type<bigint, string> => {
  const is = (u: unknown): u is bigint => typeof u === 'bigint' && u >= least && u <= most
  const rule = `must be a decimal string of minor units from ${least} to ${most}`
  const read = (u: unknown): bigint | typeof UNREADABLE => {
    // Most amounts are nothing.
    if (u === '0' && least <= 0n) return 0n
    if (typeof u !== 'string' || u.length > 20 || !DECIMAL.test(u)) return UNREADABLE
    const minor = BigInt(u)
    return is(minor) ? minor : UNREADABLE
  }
  return reading(
    new t.Type<bigint, string>(
      name,
      is,
      (u, c) => {
        const minor = read(u)
        return minor === UNREADABLE ? t.failure(u, c, rule) : t.success(minor)
      },
      (minor) => minor.toString(),
    ),
    read,
  )
}

/** A price, a part of one, or a fee: minor units of its currency (cents), never negative. JSON: a decimal string. */
export const AmountMinor = minorWithin('AmountMinor', 0n, 999_999_999_999n)

/** A sum of some amounts, never negative. It fits Postgres's int8 with room for sums of sums. JSON: a decimal string. */
export const TotalMinor = minorWithin('TotalMinor', 0n, 999_999_999_999_999n)

/** A sum of any sign: what a seller is owed, or owes. It fits Postgres's int8. JSON: a decimal string. */
export const SignedMinor = minorWithin('SignedMinor', -999_999_999_999_999_999n, 999_999_999_999_999_999n)

/** Hundredths of a percent: 1200 = 12 %. */
export const RateBps = integer(0, 10_000)

// ISO 4217. Old codes stay: an old event must decode for ever. Minor units are never taken from Intl, which differs from
// ISO for HUF, IDR, COP, PKR, IQD and others.
const EXPONENTS: ReadonlyMap<number, string> = new Map([
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE ' +
      'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL ' +
      'HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU ' +
      'MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG ' +
      'SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST ' +
      'XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
])

const exponentsByCode: ReadonlyMap<string, number> = new Map(
  [...EXPONENTS].flatMap(([exponent, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, exponent]),
  ),
)

export interface CurrencyBrand {
  readonly Currency: unique symbol
}
const CurrencyCode = refined(
  'CurrencyCode',
  'must be an ISO 4217 currency code',
  (u): u is string => typeof u === 'string' && exponentsByCode.has(u),
)
export const Currency = t.brand(
  CurrencyCode,
  (code): code is t.Branded<string, CurrencyBrand> => exponentsByCode.has(code),
  'Currency',
)
export type Currency = t.TypeOf<typeof Currency>

/** Digits after the decimal point: EUR 2, JPY 0. Source: ISO 4217. */
export const exponentOf = (currency: Currency): number => exponentsByCode.get(currency) ?? 2

/** Whole basis points. */
const WHOLE = 10_000

/** How many parts a minor unit is divided into while a share of an amount is exact: more, where the amount includes a tax. */
export const partsOf = (includedTaxBps = 0): bigint => BigInt(WHOLE + includedTaxBps)

/**
 * A share of an amount, in minor units, rounded half away from zero: the one rounding rule of the house.
 * 1 % of 150 is 2, of −150 is −2. `includedTaxBps`: the share is taken of what remains without the tax that the amount
 * includes, exactly: 8 % of 116.97 with 16 % of tax in it is 8 % of 100.83620…, which is 8.07.
 */
export const portionMinor = (baseMinor: bigint, rateBps: number, includedTaxBps = 0): bigint => {
  const scaled = 2n * baseMinor * BigInt(rateBps)
  const parts = partsOf(includedTaxBps)
  return (scaled + (scaled < 0n ? -parts : parts)) / (2n * parts)
}

/** What rounding added, in parts of a minor unit: `resultMinor × parts = baseMinor × rateBps + roundedBy`. Never more than one minor unit. */
export const roundedByOf = (
  resultMinor: bigint,
  baseMinor: bigint,
  rateBps: number,
  includedTaxBps = 0,
): number => Number(resultMinor * partsOf(includedTaxBps) - baseMinor * BigInt(rateBps))

export const sumMinor = (amounts: Iterable<bigint>): bigint => {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}
