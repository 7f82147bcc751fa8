import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ChargedFee, ReversedFee } from '../../src/domain/kernel/fee.js'
import type * as Money from '../../src/domain/kernel/money.js'
import type * as Allocation from '../../src/domain/kernel/allocation.js'
import type * as Amounts from '../../src/domain/order/amounts.js'
import type * as Fee from '../../src/domain/commission/fee.js'
import type * as Transaction from '../../src/domain/kernel/transaction.js'
import type * as StatementState from '../../src/domain/statement/state.js'

// What a tired person might write. Each is put in the place of the real thing, deep inside the rules.
const MONEY = '../../src/domain/kernel/money.js'
const ALLOCATION = '../../src/domain/kernel/allocation.js'
const AMOUNTS = '../../src/domain/order/amounts.js'
const FEE = '../../src/domain/commission/fee.js'
const TRANSACTION = '../../src/domain/kernel/transaction.js'
const STATEMENT = '../../src/domain/statement/state.js'

const SHARE = 'a share of an amount is the exact one'
const SPLIT = 'an amount that is split over lines is the sum of its parts'
const REFUND = 'refunds of a line in any pieces'

type Portion = typeof Money.portionMinor
const portion = (portionMinor: Portion) =>
  [SHARE, MONEY, (real: typeof Money) => ({ ...real, portionMinor })] as const

const partsOf = (includedTaxBps = 0): bigint => BigInt(10_000 + includedTaxBps)
const floorOf = (n: bigint, d: bigint): bigint => n / d - (n % d < 0n ? 1n : 0n)

/** A part of a float: the whole number next to it. */
const rounded = (value: number): bigint => BigInt(Math.round(value))

const bugs: Readonly<
  Record<string, readonly [caughtBy: string, path: string, plant: (real: never) => object]>
> = {
  'a half is rounded towards zero': portion((base, rate, tax) => {
    const [n, d] = [2n * base * BigInt(rate), partsOf(tax)]
    return (n + (n < 0n ? d - 1n : 1n - d)) / (2n * d)
  }),
  'a half is rounded up, also below zero': portion((base, rate, tax) =>
    floorOf(2n * base * BigInt(rate) + partsOf(tax), 2n * partsOf(tax)),
  ),
  'a half is rounded to the even neighbour': portion((base, rate, tax) => {
    const [n, d] = [base * BigInt(rate), partsOf(tax)]
    const down = floorOf(n, d)
    const over = 2n * (n - down * d) - d
    return over > 0n || (over === 0n && down % 2n !== 0n) ? down + 1n : down
  }),
  'a rest is cut off': portion((base, rate, tax) => (base * BigInt(rate)) / partsOf(tax)),
  'a rate is a float': portion((base, rate, tax) =>
    rounded(Number(base) * (rate / 10_000) * (10_000 / Number(partsOf(tax)))),
  ),
  'an amount is a float': portion((base, rate, tax) => {
    const size = rounded((Math.abs(Number(base)) * rate) / Number(partsOf(tax)))
    return base < 0n ? -size : size
  }),
  'a sum is a float': [
    SPLIT,
    MONEY,
    (real: typeof Money) => ({
      ...real,
      sumMinor: (amounts: Iterable<bigint>) => {
        let total = 0
        for (const amount of amounts) total += Number(amount) / 100
        return rounded(total * 100)
      },
    }),
  ],
  'each part of a split is rounded by itself': [
    SPLIT,
    ALLOCATION,
    (real: typeof Allocation) => ({
      ...real,
      allocatedMinor: (total: bigint, weights: ReadonlyArray<bigint>) => {
        const all = weights.reduce((sum, weight) => sum + weight, 0n)
        return weights.map((weight) => (all === 0n ? 0n : (2n * total * weight + all) / (2n * all)))
      },
    }),
  ],
  'each refund takes its own rounded share of a discount back': [
    REFUND,
    AMOUNTS,
    (real: typeof Amounts) => ({
      ...real,
      refundOf: (...[line, sale, shipping]: Parameters<typeof Amounts.refundOf>) => ({
        ...real.refundOf(line, sale, shipping),
        platformDiscountMinor:
          line.saleMinor === 0n
            ? 0n
            : (2n * line.platformDiscountMinor * sale + line.saleMinor) / (2n * line.saleMinor),
      }),
    }),
  ],
  'a discount is taken back by a float share': [
    REFUND,
    AMOUNTS,
    (real: typeof Amounts) => ({
      ...real,
      refundOf: (...[line, sale, shipping]: Parameters<typeof Amounts.refundOf>) => {
        const share = line.saleMinor === 0n ? 0 : Number(sale) / Number(line.saleMinor)
        return {
          ...real.refundOf(line, sale, shipping),
          platformDiscountMinor: rounded(Number(line.platformDiscountMinor) * share),
        }
      },
    }),
  ],
  'each refund gives back the rounded fee of what it refunds': [
    'each fee is rounded once',
    FEE,
    (real: typeof Fee) => ({
      ...real,
      reversedFees: (...[charged, lines]: Parameters<typeof Fee.reversedFees>): ReadonlyArray<ReversedFee> =>
        real.reversedFees(charged, lines).map((fee) => ({
          ...fee,
          backMinor: roundedBack(fee, charged.fees.find((f) => f.charged.rule === fee.rule)?.charged),
        })),
    }),
  ],
  'a reserve is part of the settlement': [
    'leaves nothing on any account',
    TRANSACTION,
    (real: typeof Transaction) => ({
      ...real,
      transactionOf: (...args: Parameters<typeof Transaction.transactionOf>) => {
        const transaction = real.transactionOf(...args)
        const { settlementMinor, reserveMinor } = transaction
        return { ...transaction, settlementMinor: settlementMinor + reserveMinor }
      },
    }),
  ],
  'what a seller owes is left out of a statement': [
    'a statement is the sum of its lines',
    STATEMENT,
    (real: typeof StatementState) => ({
      ...real,
      evolve: (...[day, event]: Parameters<typeof StatementState.evolve>) => {
        const next = real.evolve(day, event)
        return next.status !== 'NONE' && next.sums.payableMinor < 0n
          ? { ...next, sums: { ...next.sums, payableMinor: 0n } }
          : next
      },
    }),
  ],
}

const roundedBack = (fee: ReversedFee, charged: ChargedFee | undefined): bigint => {
  const back = ((charged?.baseMinor ?? fee.baseMinor) - fee.baseMinor) * BigInt(fee.rule.rateBps)
  return (2n * back + 10_000n) / 20_000n
}

afterEach(() => {
  for (const path of [MONEY, ALLOCATION, AMOUNTS, FEE, TRANSACTION, STATEMENT]) vi.doUnmock(path)
  vi.resetModules()
})

describe('a planted bug is caught:', () => {
  test.each(Object.entries(bugs))('%s', async (_name, [caughtBy, path, plant]) => {
    vi.resetModules()
    vi.doMock(path, async (original) => plant(await original<never>()))
    const { moneyProperties } = await import('./index.js')
    const broken = moneyProperties.find(({ tried }) => tried({ runs: 500, seed: 1 }).breach !== undefined)
    expect(broken?.name).toContain(caughtBy)
  })
})
