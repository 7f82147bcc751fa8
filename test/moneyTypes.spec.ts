import { describe, expect, expectTypeOf, test } from 'vitest'
import type { CaseView } from '../src/application/caseViews.js'
import type {
  LedgerEntry,
  PayoutView,
  PayoutWithParts,
  StatementLineView,
  StatementView,
  UnsettledView,
} from '../src/application/moneyViews.js'
import type { SellerCenterRequest } from '../src/application/sellerCenter.js'
import type { BalanceView, Kpis, OrderView, PostingView, TopProduct } from '../src/application/views.js'
import type { AfterSalesCommand } from '../src/domain/afterSales/commands.js'
import type { CommissionCommand } from '../src/domain/commission/commands.js'
import type { DomainEvent } from '../src/domain/events.js'
import type { OrderCommand } from '../src/domain/order/commands.js'
import type { PayoutCommand } from '../src/domain/payout/commands.js'
import type { ProductCommand } from '../src/domain/product/commands.js'
import type { SellerCommand } from '../src/domain/seller/commands.js'
import type { SettlementCommand } from '../src/domain/settlement/commands.js'
import type { StatementCommand } from '../src/domain/statement/commands.js'
import { openapi } from '../src/http/openapi.js'
import { deadlinesAskedTable, deadlinesTable } from '../src/projections/deadlines.js'
import { projections } from '../src/projections/index.js'

// The types are what is tested here: the compiler reads this file, and fails where an amount could be a number.

type Leaf = string | number | bigint | boolean | symbol | null | undefined
type IsAny<T> = 0 extends 1 & T ? true : false

/** The names of all fields in it that are amounts. */
type AmountsOf<T> = T extends Leaf
  ? never
  : T extends (...args: infer _A) => infer R
    ? AmountsOf<Awaited<R>>
    : T extends ReadonlyArray<infer A>
      ? AmountsOf<A>
      : { [K in keyof T & string]-?: K extends `${string}Minor` | 'minor' ? K : AmountsOf<T[K]> }[keyof T &
          string]

/** The names of those that may be something else than wanted; where they may be missing or null, that is no amount. */
type Strays<T, Wanted> = T extends Leaf
  ? never
  : T extends (...args: infer _A) => infer R
    ? Strays<Awaited<R>, Wanted>
    : T extends ReadonlyArray<infer A>
      ? Strays<A, Wanted>
      : {
          [K in keyof T & string]-?: K extends `${string}Minor` | 'minor'
            ? IsAny<T[K]> extends true
              ? K
              : [T[K]] extends [Wanted | null | undefined]
                ? never
                : K
            : Strays<T[K], Wanted>
        }[keyof T & string]

type DomainCommand =
  | AfterSalesCommand
  | CommissionCommand
  | OrderCommand
  | PayoutCommand
  | ProductCommand
  | SellerCommand
  | SettlementCommand
  | StatementCommand

type Answer =
  | BalanceView
  | CaseView
  | Kpis
  | LedgerEntry
  | OrderView
  | PayoutView
  | PayoutWithParts
  | PostingView
  | StatementLineView
  | StatementView
  | TopProduct
  | UnsettledView

describe('an amount is a bigint, and a decimal string outside, in', () => {
  test('every event', () => {
    expectTypeOf<Strays<DomainEvent, bigint>>().toBeNever()
    expectTypeOf<'saleMinor' | 'feeMinor' | 'backMinor' | 'payableMinor' | 'carriedMinor'>().toExtend<
      AmountsOf<DomainEvent>
    >()
  })

  test('every command, and every request that becomes one', () => {
    expectTypeOf<Strays<DomainCommand, bigint>>().toBeNever()
    expectTypeOf<Strays<SellerCenterRequest, string>>().toBeNever()
    expectTypeOf<AmountsOf<DomainCommand>>().toEqualTypeOf<AmountsOf<SellerCenterRequest>>()
    expectTypeOf<'originalMinor' | 'capMinor' | 'amountMinor'>().toExtend<AmountsOf<DomainCommand>>()
  })

  test('every answer about the read models', () => {
    expectTypeOf<Strays<Answer, bigint>>().toBeNever()
    expectTypeOf<'minor'>().toExtend<AmountsOf<Answer>>()
  })

  test('every row of every table', () => {
    const tables = [...projections.flatMap((each) => each.tables), deadlinesTable, deadlinesAskedTable]
    const amounts = tables.flatMap(({ name, columns }) =>
      Object.entries(columns).flatMap(([column, { sqlType, is }]) =>
        column.endsWith('Minor') ? [{ column: `${name}.${column}`, sqlType, is }] : [],
      ),
    )
    expect(amounts.length).toBeGreaterThan(30)
    const strays = amounts.filter(({ sqlType, is }) => sqlType !== 'int8' || is(1) || is(0.5) || !is(1n))
    expect(strays.map(({ column }) => column)).toEqual([])
  })

  test('every answer over REST', () => {
    const strays: Array<string> = []
    let amounts = 0
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return
      for (const [key, value] of Object.entries(node)) {
        const isAmount = /(^m|M)inor$/.test(key) && at.endsWith('/properties')
        if (isAmount) amounts += 1
        if (isAmount && !mayOnlyBeText(value)) strays.push(`${at}/${key}`)
        walk(value, `${at}/${key}`)
      }
    }
    walk(openapi, '')
    expect(amounts).toBeGreaterThan(0)
    expect(strays).toEqual([])
  })
})

const mayOnlyBeText = (schema: { readonly type?: unknown; readonly $ref?: string }): boolean =>
  schema.type === 'string' || String(schema.type) === 'string,null' || schema.$ref !== undefined

describe('the test of the types sees', () => {
  test('a number, however deep it is', () => {
    expectTypeOf<
      Strays<{ readonly lines: ReadonlyArray<{ saleMinor: number }> }, bigint>
    >().toEqualTypeOf<'saleMinor'>()
    expectTypeOf<Strays<{ ask(): Promise<{ feeMinor?: number }> }, bigint>>().toEqualTypeOf<'feeMinor'>()
  })

  test('what may be either, or anything', () => {
    expectTypeOf<Strays<{ saleMinor: bigint | number }, bigint>>().toEqualTypeOf<'saleMinor'>()
    expectTypeOf<Strays<{ saleMinor: ReturnType<typeof JSON.parse> }, bigint>>().toEqualTypeOf<'saleMinor'>()
    expectTypeOf<Strays<{ saleMinor: unknown }, bigint>>().toEqualTypeOf<'saleMinor'>()
  })
})
