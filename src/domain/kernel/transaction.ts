import type * as t from 'io-ts'
import { closed, listOf, oneOf, refined, text } from './codec.js'
import { SkuId } from './ids.js'
import { SignedMinor, sumMinor } from './money.js'
import { Reason } from './reason.js'

/** Where an amount stands in `settlement = revenue + shipping + fees and tax + adjustment`; a reserve is none of it. */
export const parts = ['REVENUE', 'SHIPPING', 'FEE_TAX', 'ADJUSTMENT', 'RESERVE'] as const
export type Part = (typeof parts)[number]
const Part = oneOf<Part>('Part', parts)

/** One amount of a transaction, signed: positive for the seller. `name` is the platform's own for it. */
export const MoneyLine = closed(
  'MoneyLine',
  { part: Part, name: text(1, 100), amountMinor: SignedMinor },
  { skuId: SkuId, reason: Reason },
)
export type MoneyLine = t.TypeOf<typeof MoneyLine>

/** Free text from outside may come with full-width brackets or spaces around it: one word for one thing. */
export const normalised = (type: string): string => type.normalize('NFKC').trim()

/** `ORDER`, `RESERVE`, an adjustment's own type, or one that is not known here: such is kept, never dropped. */
export const TransactionType = refined(
  'TransactionType',
  'must be text of 1 to 100 characters in Unicode normal form KC, without spaces around it',
  (u): u is string => text(1, 100).is(u) && normalised(u) === u,
)

/** A movement on a seller's statement. The sums are those of its lines: `settlement` of all but the reserve. */
export const Transaction = closed(
  'Transaction',
  {
    transactionId: text(1, 300),
    type: TransactionType,
    lines: listOf(MoneyLine, 1, 5_000),
    revenueMinor: SignedMinor,
    shippingMinor: SignedMinor,
    feeTaxMinor: SignedMinor,
    adjustmentMinor: SignedMinor,
    settlementMinor: SignedMinor,
    reserveMinor: SignedMinor,
  },
  {},
)
export type Transaction = t.TypeOf<typeof Transaction>

const sumOf = (lines: ReadonlyArray<MoneyLine>, part: Part): bigint =>
  sumMinor(lines.filter((line) => line.part === part).map(({ amountMinor }) => amountMinor))

/** Whether every sum of a transaction can be stored: its lines may, each by itself, and be too much together. */
export const sumsAreStorable = ({
  lines: _,
  transactionId: _id,
  type: _type,
  ...sums
}: Transaction): boolean => Object.values(sums).every((sum) => SignedMinor.is(sum))

/** A transaction of these lines; its sums follow. */
export const transactionOf = (
  transactionId: string,
  type: string,
  lines: ReadonlyArray<MoneyLine>,
): Transaction => {
  const sums = {
    revenueMinor: sumOf(lines, 'REVENUE'),
    shippingMinor: sumOf(lines, 'SHIPPING'),
    feeTaxMinor: sumOf(lines, 'FEE_TAX'),
    adjustmentMinor: sumOf(lines, 'ADJUSTMENT'),
  }
  return {
    transactionId,
    type,
    lines,
    ...sums,
    settlementMinor: sumMinor(Object.values(sums)),
    reserveMinor: sumOf(lines, 'RESERVE'),
  }
}
