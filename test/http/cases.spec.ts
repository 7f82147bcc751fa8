import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, nextOf, type Api } from '../support/api.js'
import { caseRow, caseStepRow, deadlineRow, unsettledRow } from '../support/moneyRows.js'
import { checkpointRow, readModels, sellerRow, type ReadModels } from '../support/readModels.js'

let models: ReadModels
let api: Api
beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  const over = { status: 'COMPLETED', clock: null, deadline_id: null, due_at: null }
  await models.insert('after_sales_cases', [
    caseRow('c1', 's1'),
    caseRow('c2', 's1', { ...over, ended_at: '2026-03-06T00:00:00.000Z', granted_minor: 2500 }),
    caseRow('c3', 's2', { order_id: 'order-3', case_type: 'REFUND', opened_at: '2026-03-09T00:00:00.000Z' }),
    caseRow('c4', 's2', {
      clock: null,
      deadline_id: null,
      due_at: null,
      no_rule: 'no length of CASE_ANSWER',
    }),
  ])
  await models.insert('after_sales_steps', [
    caseStepRow('c1', 1, { event_type: 'AfterSalesCaseRejected', status: 'REJECTED', detail: '{}' }),
    caseStepRow('c1', 0),
    caseStepRow('c2', 0),
  ])
})
afterAll(() => models.close())

const bodyOf = async (url: string): Promise<unknown> => {
  const response = await api.get(url)
  expect(response.status, url).toBe(200)
  return response.body as unknown
}
const casesIn = async (query: string): Promise<ReadonlyArray<string>> => {
  const { cases } = (await bodyOf(`/v1/after-sales-cases?${query}`)) as { cases: Array<{ caseId: string }> }
  return cases.map(({ caseId }) => caseId)
}

describe('after-sales cases', () => {
  test.each([
    ['', ['c3', 'c4', 'c2', 'c1']],
    ['sellerId=s1', ['c2', 'c1']],
    ['sellerId=s1&open=true', ['c1']],
    ['open=false', ['c2']],
    ['status=COMPLETED', ['c2']],
    ['caseType=REFUND', ['c3']],
    ['orderId=order-1&sellerId=s2', ['c4']],
    ['sellerId=nobody', []],
    ['sellerId=s1&orderId=order-1&status=REQUESTED&caseType=RETURN_AND_REFUND&open=true', ['c1']],
  ])('that are asked for by %j come newest first', async (query, expected) => {
    expect(await casesIn(query)).toEqual(expected)
  })

  test('go on where the page ends, each once', async () => {
    const told: Array<unknown> = []
    for (let url: string | undefined = '/v1/after-sales-cases?limit=1&open=true'; url !== undefined;) {
      const page = await api.get(url)
      told.push(...(page.body as { cases: ReadonlyArray<{ caseId: string }> }).cases.map((c) => c.caseId))
      url = nextOf(page)
    }
    expect(told).toEqual(['c3', 'c4', 'c1'])
  })

  test('tell what they wait for, what TikTok Shop calls that, and each step', async () => {
    expect(await bodyOf('/v1/after-sales-cases/c1')).toMatchObject({
      caseId: 'c1',
      status: 'REQUESTED',
      platformStatus: 'RETURN_OR_REFUND_REQUEST_PENDING',
      claimed: { minor: '2500', currency: 'EUR' },
      deadline: {
        clock: 'CASE_ANSWER',
        dueAt: '2026-03-07T12:30:00.000Z',
        deadlineId: 'afterSales-c1/CASE_ANSWER',
      },
      steps: [
        { revision: 0, detail: { units: 1, claimed: { minor: '2500', currency: 'EUR' } } },
        { revision: 1, status: 'REJECTED', platformStatus: 'REFUND_OR_RETURN_REQUEST_REJECT' },
      ],
      stepsAreComplete: true,
    })
    expect(await bodyOf('/v1/after-sales-cases/c2')).not.toHaveProperty('deadline')
    expect(await bodyOf('/v1/after-sales-cases/c4')).toMatchObject({
      deadline: { noRule: 'no length of CASE_ANSWER' },
    })
  })

  test.each(['unknown', '%00', 'é'])('%j is not known', async (id) => {
    const { status, body } = await api.get(`/v1/after-sales-cases/${encodeURIComponent(id)}`)
    expect([status, body]).toMatchObject([404, { type: 'urn:problem-type:comptoir:case-not-found' }])
  })

  test.each(['open=yes', 'status=UNPAID', 'caseType=EXCHANGE', 'sellerId=%20', 'buyerId=b1'])(
    'are not asked for by %j',
    async (query) => {
      expect((await api.get(`/v1/after-sales-cases?${query}`)).status).toBe(400)
    },
  )
})

describe('deadlines', () => {
  test('are not kept where no clock runs, which is said', async () => {
    const { status, body } = await api.get('/v1/deadlines?sellerId=s1')
    expect([status, body]).toMatchObject([404, { type: 'urn:problem-type:comptoir:deadlines-not-kept' }])
  })

  describe('where a clock runs', () => {
    beforeAll(async () => {
      await models.insert('projection_checkpoints', [checkpointRow('deadlines', null)])
    })
    const deadlines = async (query = '') => {
      const body = (await bodyOf(`/v1/deadlines?${query}`)) as {
        deadlines: ReadonlyArray<{ deadlineId: string }>
      }
      return body.deadlines.map(({ deadlineId }) => deadlineId)
    }

    test('are none at first', async () => {
      expect(await deadlines()).toEqual([])
    })

    test('come by the time at which they are due, with those that no rule covers, without those that are over', async () => {
      await models.insert('deadlines', [
        deadlineRow('late', 's1', { due_at: '2026-04-01T00:00:00.000Z', clock: 'PAYOUT_CUT_OFF' }),
        deadlineRow('early', 's1'),
        deadlineRow('of-another', 's2'),
        deadlineRow('cancelled', 's1', { state: 'CANCELLED' }),
        deadlineRow('asked', 's1'),
        deadlineRow('asked-before', 's1', { scheduled_by: 'e2' }),
        deadlineRow('unruled', 's1', {
          state: 'NO_RULE',
          clock: '-',
          due_at: '2026-03-01T00:00:00.000Z',
          request: '{"type":"ClockRuleMissing","detail":"no length of SHIP_BY in ZZ"}',
        }),
      ])
      const asked = { outcome: 'DONE', asked_at: '2026-03-14T00:00:00.000Z', scheduled_by: 'e1' }
      await models.insert('deadlines_asked', [
        { deadline_id: 'asked', ...asked },
        { deadline_id: 'asked-before', ...asked },
      ])
      expect(await deadlines()).toEqual(['unruled', 'asked-before', 'early', 'of-another', 'late'])
      expect(await deadlines('sellerId=s1')).toEqual(['unruled', 'asked-before', 'early', 'late'])
      expect(await deadlines('sellerId=s1&until=2026-03-13T23:59:59.000Z')).toEqual([
        'unruled',
        'asked-before',
        'early',
      ])
      expect(await deadlines('clock=PAYOUT_CUT_OFF')).toEqual(['late'])
      expect(await deadlines('state=NO_RULE')).toEqual(['unruled'])
      expect(await deadlines('sellerId=nobody')).toEqual([])
    })

    test('go on where the page ends', async () => {
      const first = await api.get('/v1/deadlines?limit=4')
      const second = await api.get(nextOf(first) ?? '')
      expect(second.body).toMatchObject({ deadlines: [{ deadlineId: 'late' }] })
      expect(nextOf(second)).toBeUndefined()
    })

    test('tell what is asked of what, and the reason where no rule covers them', async () => {
      expect(await bodyOf('/v1/deadlines?sellerId=s1&limit=3')).toMatchObject({
        deadlines: [
          {
            state: 'NO_RULE',
            cause: 'ClockRuleMissing',
            detail: 'no length of SHIP_BY in ZZ',
            dueAt: '2026-03-01T00:00:00.000Z',
          },
          {},
          {
            deadlineId: 'early',
            sellerId: 's1',
            state: 'STANDING',
            clock: 'SETTLEMENT',
            dueAt: '2026-03-13T23:59:59.000Z',
            scheduledBy: 'e1',
            asks: 'SettleOrder',
            subject: 'order-1',
          },
        ],
      })
    })
  })
})

test('orders that wait can be asked for by what they wait for', async () => {
  await models.insert('sellers', [sellerRow('s1')])
  await models.insert('unsettled_orders', [
    unsettledRow('a', 's1'),
    unsettledRow('b', 's1', { reason: 'OPEN_CASE' }),
    unsettledRow('c', 's1'),
  ])
  const first = await api.get('/v1/sellers/s1/unsettled?reason=NOT_DELIVERED&limit=1')
  expect(first.body).toMatchObject({ orders: [{ orderId: 'a' }] })
  expect((await api.get(nextOf(first) ?? '')).body).toMatchObject({ orders: [{ orderId: 'c' }] })
  expect(await bodyOf('/v1/sellers/s1/unsettled?reason=OPEN_CASE')).toMatchObject({
    orders: [{ orderId: 'b' }],
  })
  expect((await api.get('/v1/sellers/s1/unsettled?reason=SETTLED')).status).toBe(400)
})
