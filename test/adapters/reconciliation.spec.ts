import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresReadStore } from '../../src/adapters/postgres/readStore.js'
import { system } from '../../src/adapters/system.js'
import { projector } from '../../src/application/projector.js'
import { createApp } from '../../src/http/index.js'
import { reconciliationChecks } from '../../src/projections/difference.js'
import { projections } from '../../src/projections/index.js'
import { apiOf, type Api } from '../support/api.js'
import { historyStore } from '../support/deliveries.js'
import { paidOut } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'
import { readModels, sellerRow, type ReadModels } from '../support/readModels.js'
import { instant } from '../support/spec.js'

const END = instant('2027-12-31T00:00:00.000Z')
const history = recorded(paidOut())

let models: ReadModels
let api: Api
beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  const reads = postgresReadStore(models)
  await projector({ events: historyStore(history), reads, projections, system }).catchUp()
  reads.close()
  await models.insert('sellers', [sellerRow('s1'), sellerRow('s2')])
})
afterAll(() => models.close())

const run = (sql: string) => models.pool.query(sql.replaceAll('$s', models.schema))
const typeOf = (eventId: string | undefined) =>
  history.find((occurrence) => occurrence.recorded.eventId === eventId)?.event.type
const found = async (sellerId?: string) => {
  const view = await models.queries.reconciliation({ at: END, ...(sellerId && { sellerId }) })
  return view?.differences.map(({ check, expected, found: is, eventId }) => [
    check,
    expected.minor,
    is.minor,
    typeOf(eventId),
  ])
}

describe('read models of what the rules made', () => {
  test('agree with each other, of everybody and of a seller', async () => {
    expect(await found()).toEqual([])
    expect(await found('s1')).toEqual([])
  })

  test('are known by sellers that are', async () => {
    expect(await found('nobody')).toBeUndefined()
    expect((await api.get('/v1/reconciliation?sellerId=nobody')).status).toBe(404)
  })
})

const off = 'ALTER TABLE $s.ledger_postings DISABLE TRIGGER USER'
const on = 'ALTER TABLE $s.ledger_postings ENABLE TRIGGER USER'

describe.each([
  [
    'an entry that does not balance',
    [
      `${off}; UPDATE $s.ledger_postings SET amount_minor = amount_minor + 1 WHERE event_type = 'OrderPaid' AND account = 'bank'`,
      `UPDATE $s.ledger_postings SET amount_minor = amount_minor - 1 WHERE event_type = 'OrderPaid' AND account = 'bank'; ${on}`,
    ],
    [
      ['BOOKS_BALANCE', 0n, 1n, 'OrderPaid'],
      ['WALLET_IS_ITS_MOVEMENTS', -130n, -131n, 'PayoutPaid'],
    ],
  ],
  [
    'a balance that is not the sum of its postings',
    [
      `UPDATE $s.ledger_balances SET balance_minor = balance_minor + 7 WHERE owner = 's1' AND account = 'seller_payable'`,
      `UPDATE $s.ledger_balances SET balance_minor = balance_minor - 7 WHERE owner = 's1' AND account = 'seller_payable'`,
    ],
    [['WALLET_IS_ITS_MOVEMENTS', 0n, 7n, 'PayoutPlanned']],
  ],
  [
    'an order that is due and not settled',
    [
      'UPDATE $s.unsettled_orders SET settled_at = NULL',
      'UPDATE $s.unsettled_orders SET settled_at = due_at',
    ],
    [['DELIVERED_IS_SETTLED', 5_368n, 0n, 'OrderDelivered']],
  ],
  [
    'an order that settled for less than it had earned',
    [
      `UPDATE $s.ledger_postings SET amount_minor = amount_minor + sign(amount_minor) WHERE event_type = 'OrderSettled'`,
      `UPDATE $s.ledger_postings SET amount_minor = amount_minor - sign(amount_minor) WHERE event_type = 'OrderSettled'`,
    ],
    [
      ['SETTLED_IS_EARNED', 0n, -1n, 'OrderSettled'],
      ['SETTLED_IS_STATED', 5_369n, 5_368n, 'StatementLineAdded'],
      ['WALLET_IS_ITS_MOVEMENTS', -1n, 0n, 'OrderSettled'],
      ['WALLET_IS_ITS_MOVEMENTS', 1n, 0n, 'PayoutPlanned'],
    ],
  ],
  [
    'a statement that is not the sum of its lines',
    [
      'UPDATE $s.statements SET revenue_minor = revenue_minor + 1, settlement_minor = settlement_minor + 1, payable_minor = payable_minor + 1',
      'UPDATE $s.statements SET revenue_minor = revenue_minor - 1, settlement_minor = settlement_minor - 1, payable_minor = payable_minor - 1',
    ],
    [
      ['ENTRY_IS_ITS_SOURCE', 5_369n, 5_368n, 'PayoutEntryAdded'],
      ['STATEMENT_IS_ITS_LINES', 5_368n, 5_369n, 'StatementLineAdded'],
    ],
  ],
  [
    'a payout of less than its entries',
    [
      'UPDATE $s.payout_entries SET amount_minor = amount_minor + 1',
      'UPDATE $s.payout_entries SET amount_minor = amount_minor - 1',
    ],
    [
      ['ENTRY_IS_ITS_SOURCE', 5_368n, 5_369n, 'PayoutEntryAdded'],
      ['PAYOUT_IS_ITS_ENTRIES', 5_369n, 5_368n, 'PayoutPlanned'],
    ],
  ],
  [
    'a transfer of more than was planned',
    [
      `UPDATE $s.ledger_postings SET amount_minor = amount_minor + sign(amount_minor) WHERE event_type = 'PayoutPaid'`,
      `UPDATE $s.ledger_postings SET amount_minor = amount_minor - sign(amount_minor) WHERE event_type = 'PayoutPaid'`,
    ],
    [
      ['PAID_IS_PLANNED', 5_368n, 5_369n, 'PayoutPaid'],
      ['WALLET_IS_ITS_MOVEMENTS', -1n, 0n, 'PayoutPaid'],
      ['WALLET_IS_ITS_MOVEMENTS', expect.any(BigInt), expect.any(BigInt), 'PayoutPaid'],
    ],
  ],
] as const)('%s', (_, [spoil, mend], differences) => {
  test('comes out, with the event after which it was so', async () => {
    await run(spoil)
    const all = (await found()) ?? []
    const ofSeller = (await found('s1')) ?? []
    const ofAnother = await found('s2')
    await run(mend)
    expect([...all].sort()).toEqual(differences)
    for (const difference of ofSeller) expect(all).toContainEqual(difference)
    expect(ofSeller.length).toBeGreaterThan(0)
    expect(ofAnother).toEqual([])
    expect(await found()).toEqual([])
  })
})

test('over REST, it is said what was compared, and how far the read models had come', async () => {
  const { body } = await api.get(`/v1/reconciliation?at=${END}&sellerId=s1`)
  const head = history.length.toString()
  expect(body).toMatchObject({
    at: END,
    sellerId: 's1',
    checks: reconciliationChecks,
    differences: [],
    differencesAreComplete: true,
    readModels: ['ledger', 'statements', 'payouts', 'unsettled'].map((name) => ({ name, position: head })),
  })
})

test('what an answer cannot hold is left out, and that is said', async () => {
  await run(`INSERT INTO $s.payout_entries SELECT payout_id, kind, source || n, seller_id, currency, amount_minor, added_at,
      event_id, position FROM $s.payout_entries, generate_series(1, 150) AS n`)
  const { body } = await api.get(`/v1/reconciliation?at=${END}`)
  const { differences } = body as { differences: ReadonlyArray<unknown> }
  expect(differences).toHaveLength(100)
  expect(body).toMatchObject({ differencesAreComplete: false })
})
