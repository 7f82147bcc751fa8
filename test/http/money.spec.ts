import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, nextOf, type Api } from '../support/api.js'
import * as money from '../support/moneyRows.js'
import { postingRow, readModels, sellerRow, type ReadModels } from '../support/readModels.js'

const STATEMENT = 's1.2026-03-05.EUR'
const LINES = 1_003

let models: ReadModels
let api: Api
beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  await models.insert('sellers', [sellerRow('s1'), sellerRow('s2')])
  await models.insert('statements', [
    money.statementRow('s1', '2026-03-05', {
      lines: LINES,
      status: 'SETTLED',
      closed_at: '2026-03-06T00:00:00.000Z',
      payout_id: 's1.2026-03-06.EUR',
    }),
    money.statementRow('s1', '2026-03-06', { lines: 0, status: 'OPEN' }),
  ])
  await models.insert('statement_lines', [
    ...Array.from({ length: LINES - 1 }, (_, i) => money.statementLineRow(STATEMENT, i + 1)),
    money.statementLineRow(STATEMENT, LINES, {
      order_id: null,
      type: '=HYPERLINK("x", 1)',
      payable_minor: '9007199254740993',
      settlement_minor: '9007199254740993',
      revenue_minor: '9007199254740993',
      shipping_minor: 0,
      fee_tax_minor: 0,
      reserve_minor: 0,
    }),
  ])
  await models.insert('statement_details', [money.statementDetailRow(STATEMENT, 1, 0)])
  await models.insert('payouts', [
    money.payoutRow('s1', '2026-03-06', {
      status: 'PAID',
      bank_reference: 'bank-1',
      planned_at: '2026-03-06T07:00:00.000Z',
      paid_at: '2026-03-07T07:00:00.000Z',
    }),
    money.payoutRow('s1', '2026-03-13', {
      status: 'CARRIED_OVER',
      wait_reason: 'OWED_BY_SELLER',
      to_date: '2026-03-20',
      amount_minor: -5,
    }),
  ])
  await models.insert('payout_entries', [money.payoutEntryRow('s1.2026-03-06.EUR', 'STATEMENT', STATEMENT)])
  await models.insert('unsettled_orders', [
    money.unsettledRow('order-8', 's1'),
    money.unsettledRow('order-9', 's1', {
      reason: 'WAITING_PERIOD',
      estimated_settlement_minor: 4094,
      delivered_at: '2026-03-05T12:30:00.000Z',
      due_at: '2026-03-13T23:59:59.000Z',
    }),
  ])
  await models.insert('ledger_postings', [
    postingRow(7, 0, 's1'),
    postingRow(7, 1, 's1'),
    postingRow(9, 0, 's2', { owner: 's2' }),
    postingRow(9, 1, 's1'),
  ])
  await models.pool.query(
    `UPDATE ${models.schema}.ledger_postings SET rule_id = 'eu-standard', rule_version = 2, rate_bps = 900, base = 'GROSS',
       base_minor = 4499, result_minor = 405, rounded_by = 900 WHERE position = 7 AND posting = 1`,
  )
})
afterAll(() => models.close())

const bodyOf = async (url: string): Promise<unknown> => {
  const response = await api.get(url)
  expect(response.status, url).toBe(200)
  return response.body as unknown
}

const eur = (minor: string) => ({ minor, currency: 'EUR' })

describe('statements', () => {
  test('of a seller are listed newest first, and go on where the page ends', async () => {
    const first = await api.get('/v1/sellers/s1/statements?limit=1')
    expect(first.body).toMatchObject({ statements: [{ date: '2026-03-06', status: 'OPEN' }] })
    const second = await api.get(nextOf(first) ?? '')
    expect(second.body).toMatchObject({ statements: [{ statementId: STATEMENT }] })
    expect(nextOf(second)).toBeUndefined()
    expect(await bodyOf('/v1/sellers/s2/statements')).toEqual({ statements: [] })
  })

  test('tell their sums, when they were closed, and the payout that they became part of', async () => {
    expect(await bodyOf(`/v1/statements/${STATEMENT}`)).toEqual({
      statementId: STATEMENT,
      sellerId: 's1',
      date: '2026-03-05',
      currency: 'EUR',
      status: 'SETTLED',
      lines: LINES,
      revenue: eur('4000'),
      shipping: eur('499'),
      feeTax: eur('-405'),
      adjustment: eur('0'),
      settlement: eur('4094'),
      reserve: eur('-409'),
      payable: eur('3685'),
      closesAt: '2026-03-05T23:59:59.999Z',
      closedAt: '2026-03-06T00:00:00.000Z',
      payoutId: 's1.2026-03-06.EUR',
    })
  })

  test('have lines, each with its event and the rule behind its amounts', async () => {
    const first = await api.get(`/v1/statements/${STATEMENT}/lines?limit=1`)
    expect(first.body).toMatchObject({
      lines: [
        {
          line: 1,
          transactionId: 'order-1/order',
          orderId: 'order-1',
          eventId: '00000000-0000-5000-8000-000000000001',
          payable: eur('3685'),
          details: [
            {
              name: 'platform_commission',
              amount: eur('-405'),
              rule: {
                ruleId: 'eu-standard',
                version: 2,
                rateBps: 900,
                of: 'GROSS',
                base: eur('4499'),
                result: eur('405'),
                roundedBy: 900,
              },
            },
          ],
        },
      ],
    })
    expect((await api.get(nextOf(first) ?? '')).body).toMatchObject({ lines: [{ line: 2, details: [] }] })
  })
})

describe('the lines of a statement as CSV', () => {
  const rowsOf = (csv: string): ReadonlyArray<string> => csv.split('\r\n')

  test.each([
    ['the format says so', '?format=csv', {}],
    ['the Accept header says so', '', { Accept: 'text/csv' }],
    ['CSV is liked more than JSON', '', { Accept: 'application/json;q=0.5, text/csv' }],
  ])('come when %s', async (_, query, headers) => {
    const { headers: answered, text } = await api.get(`/v1/statements/${STATEMENT}/lines${query}`, headers)
    expect(answered['content-type']).toMatch(/^text\/csv; charset=utf-8/)
    expect(answered['vary']).toBe('Accept')
    expect(rowsOf(text).slice(0, 2)).toEqual([
      'line,transactionId,type,orderId,currency,revenueMinor,shippingMinor,feeTaxMinor,adjustmentMinor,' +
        'settlementMinor,reserveMinor,payableMinor,eventId,occurredAt',
      '1,order-1/order,ORDER,order-1,EUR,4000,499,-405,0,4094,-409,3685,' +
        '00000000-0000-5000-8000-000000000001,2026-03-05T12:30:00.000Z',
    ])
  })

  test('are all there, to the cent beyond 2^53, and none is a formula', async () => {
    const { text } = await api.get(`/v1/statements/${STATEMENT}/lines?format=csv`)
    const rows = rowsOf(text)
    expect(rows).toHaveLength(LINES + 2)
    expect(rows.at(-1)).toBe('')
    expect(rows.at(-2)).toContain(
      `${LINES},order-${LINES}/order,"'=HYPERLINK(""x"", 1)",,EUR,9007199254740993,0,0,0,9007199254740993,0,`,
    )
  })

  test('of a statement without lines are the names of the columns', async () => {
    const { text } = await api.get('/v1/statements/s1.2026-03-06.EUR/lines?format=csv')
    expect(rowsOf(text)).toHaveLength(2)
  })

  test.each([[{}], [{ Accept: '*/*' }], [{ Accept: 'application/json' }], [{ Accept: 'image/png' }]])(
    'do not come to those who say %j',
    async (headers) => {
      const { type } = await api.get(`/v1/statements/${STATEMENT}/lines`, headers)
      expect(type).toBe('application/json')
    },
  )

  test('do not come where JSON is asked for by name', async () => {
    const url = `/v1/statements/${STATEMENT}/lines?format=json`
    expect((await api.get(url, { Accept: 'text/csv' })).type).toBe('application/json')
  })
})

test('payouts are listed newest first with why they wait, and one tells what it pays', async () => {
  expect(await bodyOf('/v1/sellers/s1/payouts')).toMatchObject({
    payouts: [
      { status: 'CARRIED_OVER', waitReason: 'OWED_BY_SELLER', toDate: '2026-03-20', amount: eur('-5') },
      { status: 'PAID', bankReference: 'bank-1', paidAt: '2026-03-07T07:00:00.000Z' },
    ],
  })
  expect(await bodyOf('/v1/payouts/s1.2026-03-06.EUR')).toMatchObject({
    amount: eur('3685'),
    pays: [{ kind: 'STATEMENT', source: STATEMENT, amount: eur('3685') }],
  })
})

test('orders that are not settled tell what they come to, and why they wait', async () => {
  const first = await api.get('/v1/sellers/s1/unsettled?limit=1')
  expect(first.body).toEqual({
    orders: [
      {
        orderId: 'order-9',
        sellerId: 's1',
        reason: 'WAITING_PERIOD',
        openCases: 0,
        estimatedGross: eur('4499'),
        estimatedSettlement: eur('4094'),
        deliveredAt: '2026-03-05T12:30:00.000Z',
        dueAt: '2026-03-13T23:59:59.000Z',
      },
    ],
  })
  expect((await api.get(nextOf(first) ?? '')).body).toMatchObject({ orders: [{ reason: 'NOT_DELIVERED' }] })
})

describe('the ledger', () => {
  test('of one account tells what it held after each posting', async () => {
    expect(await bodyOf('/v1/sellers/s1/ledger?account=buyer_funds_held')).toMatchObject({
      postings: [
        { entryId: '9.1', balance: eur('8996') },
        { entryId: '7.1', balance: eur('4498') },
      ],
    })
    expect(await bodyOf('/v1/sellers/s1/ledger?account=creators')).toEqual({ postings: [] })
    expect(await bodyOf('/v1/sellers/s1/ledger?orderId=order-7&from=2017-10-02')).toMatchObject({
      postings: [{ entryId: '7.1' }, { entryId: '7.0' }],
    })
  })

  test('tells by its id why an entry is this many cents', async () => {
    expect(await bodyOf('/v1/ledger/entries/7.1')).toMatchObject({
      entryId: '7.1',
      eventType: 'OrderPaid',
      rule: {
        ruleId: 'eu-standard',
        version: 2,
        rateBps: 900,
        of: 'GROSS',
        base: eur('4499'),
        roundedBy: 900,
      },
      legs: [{ entryId: '7.0' }, { entryId: '7.1' }],
    })
  })
})

test.each([
  ['/v1/sellers/nobody/statements', 'seller'],
  ['/v1/sellers/nobody/payouts', 'seller'],
  ['/v1/sellers/nobody/unsettled', 'seller'],
  ['/v1/sellers/nobody/ledger?account=bank', 'seller'],
  ['/v1/statements/s1', 'statement'],
  ['/v1/statements/s1.2026-03-07.EUR', 'statement'],
  ['/v1/statements/s1.2026-03-07.EUR/lines', 'statement'],
  ['/v1/statements/s1.2026-03-07.EUR/lines?format=csv', 'statement'],
  ['/v1/payouts/s1.2026-03-07.EUR', 'payout'],
  ['/v1/ledger/entries/7', 'entry'],
  ['/v1/ledger/entries/7.2', 'entry'],
  ['/v1/ledger/entries/7.1.0', 'entry'],
  ['/v1/ledger/entries/07.1', 'entry'],
  ['/v1/ledger/entries/7.01', 'entry'],
  ['/v1/ledger/entries/7.-1', 'entry'],
  ['/v1/ledger/entries/9223372036854775808.0', 'entry'],
  ['/v1/ledger/entries', 'route'],
])('%s is a problem: no such %s', async (url, what) => {
  const { status, body } = await api.get(url)
  expect(status).toBe(404)
  expect(body).toMatchObject({ type: `urn:problem-type:comptoir:${what}-not-found` })
})
