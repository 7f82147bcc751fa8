import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, type Api } from '../support/api.js'
import { stored } from '../support/deliveries.js'
import { paidOut } from '../support/paidOut.js'
import { appendAll, opened } from '../support/projecting.js'
import { recorded } from '../support/projections.js'
import { readModels, type ReadModels } from '../support/readModels.js'

let models: ReadModels
let api: Api

/** An order that was sold, settled, stated and paid out, in the read models as the projections write them. */
beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  const store = memoryEventStore({ system })
  await appendAll(store, recorded(paidOut()).map(stored))
  const reads = postgresReadStore({ pool: models.pool, schema: models.schema })
  await opened(store, reads).catchUp()
  reads.close()
})
afterAll(() => models.close())

interface Money {
  readonly minor: string
}
const minor = ({ minor: text }: Money): bigint => BigInt(text)
const sum = (amounts: ReadonlyArray<Money>): bigint => amounts.map(minor).reduce((a, b) => a + b, 0n)

const bodyOf = async <A>(url: string): Promise<A> => {
  const { status, body } = await api.get(url)
  expect(status, url).toBe(200)
  return body as A
}

const sold = paidOut()[0]?.data
const sellerId = sold !== undefined && 'sellerId' in sold ? sold.sellerId : ''

test('a payout is what its statements are, and a statement is what its lines are', async () => {
  interface Payout {
    payoutId: string
    status: string
    amount: Money
  }
  const { payouts } = await bodyOf<{ payouts: Array<Payout> }>(`/v1/sellers/${sellerId}/payouts`)
  const paid = payouts.find(({ status }) => status === 'PAID')
  expect(paid).toBeDefined()
  interface Part {
    kind: string
    source: string
    amount: Money
  }
  const { pays } = await bodyOf<{ pays: Array<Part> }>(`/v1/payouts/${paid?.payoutId ?? ''}`)
  expect(sum(pays.map(({ amount }) => amount))).toBe(minor(paid?.amount ?? { minor: '-1' }))
  const [statement] = pays.filter(({ kind }) => kind === 'STATEMENT')
  const url = `/v1/statements/${statement?.source ?? ''}`
  expect(await bodyOf(url)).toMatchObject({ status: 'SETTLED', payable: statement?.amount })
  interface Line {
    payable: Money
    details: Array<{ amount: Money; rule?: object }>
  }
  const { lines } = await bodyOf<{ lines: Array<Line> }>(`${url}/lines`)
  const details = lines.flatMap((line) => line.details)
  expect(sum(lines.map(({ payable }) => payable))).toBe(minor(statement?.amount ?? { minor: '-1' }))
  expect(sum(details.map(({ amount }) => amount))).toBe(minor(statement?.amount ?? { minor: '-1' }))
  expect(details.some(({ rule }) => rule !== undefined)).toBe(true)
})

test('every posting can be asked for by its id, and its legs sum to zero', async () => {
  interface Posting {
    entryId: string
    amount: Money
  }
  const { postings } = await bodyOf<{ postings: Array<Posting> }>(`/v1/sellers/${sellerId}/ledger`)
  expect(postings.length).toBeGreaterThan(5)
  let cited = 0
  for (const { entryId, amount } of postings) {
    const entry = await bodyOf<Posting & { legs: Array<Posting>; rule?: object }>(
      `/v1/ledger/entries/${entryId}`,
    )
    expect(entry).toMatchObject({ entryId, amount })
    expect(sum(entry.legs.map((leg) => leg.amount))).toBe(0n)
    if (entry.rule !== undefined) cited++
  }
  expect(cited).toBeGreaterThan(0)
})

test('what is payable is nothing any more, and no order waits', async () => {
  interface Listed {
    postings: Array<{ balance: Money }>
  }
  const { postings } = await bodyOf<Listed>(`/v1/sellers/${sellerId}/ledger?account=seller_payable`)
  expect(postings[0]?.balance).toMatchObject({ minor: '0' })
  expect(await bodyOf(`/v1/sellers/${sellerId}/unsettled`)).toEqual({ orders: [] })
})
