import { Currency, exponentOf } from '../domain/kernel/money.js'
import type { Money } from '../application/views.js'

/** A decimal number with so many digits after the point: 530910 with 4 is `53.091`, with at least two of them kept. */
const decimal = (value: bigint, digits: number, least: number): string => {
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  const fraction = text.slice(text.length - digits)
  const kept = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`
}

const digitsOf = (currency: string): number => (Currency.is(currency) ? exponentOf(currency) : 2)

/** `5,368.00`: as many decimals as the currency has, whatever the locale. */
export const amountText = ({ minor, currency }: Money): string =>
  decimal(minor, digitsOf(currency), digitsOf(currency))

/** An amount before rounding, in ten-thousandths of a minor unit: `53.0910`. */
export const exactText = (parts: bigint, currency: string): string =>
  decimal(parts, digitsOf(currency) + 4, digitsOf(currency))

/** Basis points as a percentage: 450 is `4.5 %`. */
export const rateText = (bps: number): string => `${decimal(BigInt(bps), 2, 0)} %`
