import { describe, expect, test } from 'vitest'
import { adjustmentTypes } from '../../src/domain/statement/adjustments.js'
import { statementCommands } from '../../src/domain/statement/commands.js'
import { statementEvents } from '../../src/domain/statement/events.js'
import { statement } from '../../src/domain/statement/index.js'
import { transactionOfJson } from '../support/settlements.js'
import { commandOf, eventOf, foldOf, instant, specFor } from '../support/spec.js'

const given = specFor(statement)

const statementId = 's1.2026-03-10.EUR'
const period = { statementId, sellerId: 's1', market: 'FR', date: '2026-03-10', currency: 'EUR' }
const CLOSES_AT = '2026-03-11T00:00:00.000Z'

const sale = transactionOfJson('order', 'ORDER', [
  { part: 'REVENUE', amountMinor: '5400' },
  { part: 'SHIPPING', amountMinor: '499' },
  { part: 'FEE_TAX', amountMinor: '-1131' },
  { part: 'RESERVE', amountMinor: '-477' },
])
const named = (lines: ReadonlyArray<object>) => lines.map((line) => ({ name: 'x', ...line }))
const saleJson = { ...sale, lines: named(sale.lines) }
const other = transactionOfJson('refund/r1', 'ORDER', [{ part: 'REVENUE', amountMinor: '-6000' }])
const refundJson = { ...other, lines: named(other.lines) }

const command = (type: string, data: object, at?: string) =>
  commandOf(statementCommands, { type, data, ...(at === undefined ? {} : { at }) })
const add = (transaction: object = saleJson, more: object = {}) =>
  command('AddStatementLine', { ...period, orderId: 'o1', transaction, ...more })
const adjust = (adjustmentType: string, amountMinor: string, more: object = {}) =>
  command('AdjustStatement', { ...period, adjustmentId: 'a1', adjustmentType, amountMinor, ...more })
const close = (at: string = CLOSES_AT) => command('CloseStatement', { statementId }, at)

const event = (type: Parameters<typeof statementEvents.decode>[0], data: object, at?: string) =>
  eventOf(statementEvents, type as never, { ...period, ...data }, at as never)
const opened = () => event('StatementOpened', { closesAt: CLOSES_AT })
const added = (line: number, transaction: object = saleJson) =>
  event('StatementLineAdded', { line, orderId: 'o1', transaction })
const adjusted = (line: number, type: string, amountMinor: string, more: object = {}) =>
  event('StatementAdjusted', {
    line,
    adjustmentId: 'a1',
    transaction: {
      ...transactionOfJson('', type, []),
      transactionId: `${statementId}/adjustment/a1`,
      lines: [{ part: 'ADJUSTMENT', name: type, amountMinor }],
      adjustmentMinor: amountMinor,
      settlementMinor: amountMinor,
    },
    ...more,
  })
const sums = (
  lines: number,
  settlementMinor: string,
  reserveMinor: string,
  payableMinor: string,
  more = {},
) =>
  event(
    'StatementClosed',
    {
      lines,
      revenueMinor: '5400',
      shippingMinor: '499',
      feeTaxMinor: '-1131',
      adjustmentMinor: '0',
      settlementMinor,
      reserveMinor,
      payableMinor,
      ...more,
    },
    CLOSES_AT,
  )
const closed = sums(1, '4768', '-477', '4291')

describe('a statement', () => {
  test('begins with its first line, and numbers them', () => {
    given().when(add()).then(opened(), added(1))
    given(opened(), added(1)).when(add(refundJson)).then(added(2, refundJson))
  })

  test('has each transaction once', () => {
    given(opened(), added(1)).when(add()).thenNothing()
  })

  test('closes at midnight UTC: settlement is revenue, shipping, fees and adjustment, payable that and the reserve', () => {
    given(opened(), added(1)).when(close()).then(closed)
    given(opened(), added(1), closed).when(close()).thenNothing()
  })

  test('may be negative, and is told as it is', () => {
    given(opened(), added(1), added(2, refundJson))
      .when(close())
      .then(sums(2, '-1232', '-477', '-1709', { revenueMinor: '-600' }))
  })

  test('that is closed never changes: what comes later stands on the day after', () => {
    const deferred = event('StatementLineDeferred', {
      toDate: '2026-03-11',
      orderId: 'o1',
      transaction: refundJson,
    })
    given(opened(), added(1), closed).when(add(refundJson)).then(deferred)
    given(opened(), added(1), closed, deferred).when(add(refundJson)).thenNothing()
  })
})

describe('an adjustment', () => {
  test('is a line of its own kind, of either sign', () => {
    given()
      .when(adjust('PLATFORM_PENALTY', '-150'))
      .then(opened(), adjusted(1, 'PLATFORM_PENALTY', '-150'))
    given(opened(), added(1))
      .when(adjust('REBATE', '20', { relatedOrderId: 'o1', note: 'spring' }))
      .then(adjusted(2, 'REBATE', '20', { relatedOrderId: 'o1', note: 'spring' }))
  })

  test.each([
    ['Violation fee （settlement fee）', 'Violation fee (settlement fee)'],
    ['Violation fee （credit card）', 'Violation fee (credit card)'],
    ['Bill payment （negative balance）', 'Bill payment (negative balance)'],
    ['Sales proceed（negative balance） ', 'Sales proceed(negative balance)'],
    ['Bill deduction for negative balance ', 'Bill deduction for negative balance'],
  ])('told as «%s» is «%s», which is known', (told, type) => {
    given()
      .when(adjust(told, '1'))
      .then(opened(), adjusted(1, type, '1'))
    expect(adjustmentTypes.has(type)).toBe(true)
  })

  test.each([
    'CHARGE_BACK',
    'CUSTOMER_SERVICE_COMPENSATION',
    'DEDUCTIONS_INCURRED_BY_SELLER',
    'GMV_PAYMENT_FOR_ADS',
    'PLATFORM_COMMISSION_ADJUSTMENT',
    'PLATFORM_COMMISSION_COMPENSATION',
    'PLATFORM_PENALTY',
    'PROMOTION_ADJUSTMENT',
    'REBATE',
    'PLATFORM_COMPENSATION',
    'PLATFORM_REIMBURSEMENT',
    'COFUNDED_CREATOR_REWARDS',
    'STAMP_DUTY',
    'FBT_WAREHOUSE_SERVICE_FEE',
    'LOGISTICS_REIMBURSEMENT',
    'SHIPPING_FEE_ADJUSTMENT',
    'SHIPPING_FEE_COMPENSATION',
    'SHIPPING_FEE_REBATE',
    'SAMPLE_SHIPPING_FEE',
    'SELLER_MISSION_REWARD',
    'OTHER_ADJUSTMENT',
  ])('of the type %s is known, and kept as it is', (type) => {
    for (const amountMinor of ['-250', '250']) {
      given()
        .when(adjust(type, amountMinor))
        .then(opened(), adjusted(1, type, amountMinor))
    }
    expect(adjustmentTypes.has(type)).toBe(true)
  })

  test('of a type that nobody has heard of is kept', () => {
    given()
      .when(adjust('　Lunar new year gift ', '8'))
      .then(opened(), adjusted(1, 'Lunar new year gift', '8'))
    expect(adjustmentTypes.has('Lunar new year gift')).toBe(false)
  })

  test('is known in twenty-six kinds, each in its normal form', () => {
    expect(adjustmentTypes.size).toBe(26)
    for (const type of adjustmentTypes) expect(type.normalize('NFKC').trim()).toBe(type)
  })

  test('is made once', () => {
    given(opened(), adjusted(1, 'REBATE', '20'))
      .when(adjust('REBATE', '20'))
      .thenNothing()
  })
})

describe('a statement refuses', () => {
  const huge = (id: string) => ({
    ...transactionOfJson(id, 'ORDER', []),
    lines: [{ part: 'REVENUE', name: 'x', amountMinor: '999999999999999999' }],
    revenueMinor: '999999999999999999',
    settlementMinor: '999999999999999999',
  })
  test.each([
    ['to close what never began', [], close(), { type: 'StatementNotFound', statementId }],
    [
      'to close before its day is over',
      [opened(), added(1)],
      close('2026-03-10T23:59:59.999Z'),
      { type: 'StatementDayNotOver', statementId, closesAt: instant(CLOSES_AT) },
    ],
    [
      'the line of another day',
      [],
      add(saleJson, { date: '2026-03-11' }),
      { type: 'StatementIsOfAnother', statementId, expected: 's1.2026-03-11.EUR' },
    ],
    [
      'another currency',
      [],
      add(saleJson, { currency: 'USD' }),
      { type: 'StatementIsOfAnother', statementId, expected: 's1.2026-03-10.USD' },
    ],
    [
      'sums that are not those of the lines',
      [],
      add({ ...saleJson, revenueMinor: '5401' }),
      { type: 'TransactionDoesNotAddUp', statementId, transactionId: 'o1/order' },
    ],
    [
      'a settlement that is not the sum of its parts',
      [],
      add({ ...saleJson, settlementMinor: '4769' }),
      { type: 'TransactionDoesNotAddUp', statementId, transactionId: 'o1/order' },
    ],
    [
      'a reserve that no line tells',
      [],
      add({ ...saleJson, reserveMinor: '0' }),
      { type: 'TransactionDoesNotAddUp', statementId, transactionId: 'o1/order' },
    ],
    [
      'another transaction under a known id',
      [opened(), added(1)],
      add({ ...refundJson, transactionId: 'o1/order' }),
      { type: 'TransactionIdReused', statementId, transactionId: 'o1/order' },
    ],
    [
      'an adjustment when it is closed',
      [opened(), added(1), closed],
      adjust('REBATE', '1'),
      { type: 'StatementAlreadyClosed', statementId },
    ],
    ['an adjustment of no type', [], adjust(' 　', '1'), { type: 'AdjustmentTypeEmpty', statementId }],
    [
      'more than can be stored',
      [opened(), added(1, huge('a'))],
      add(huge('b')),
      { type: 'StatementOverflows', statementId },
    ],
  ] as const)('%s', (_, past, asked, refusal) => {
    given(...past)
      .when(asked)
      .thenRefused(refusal)
  })
})

test('a history that begins in the middle is that of no day', () => {
  expect(foldOf(statement, [added(1), closed])).toEqual(statement.initialState)
})
