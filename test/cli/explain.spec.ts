import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { explain } from '../../src/application/explain.js'
import { createApp } from '../../src/http/index.js'
import { apiOf } from '../support/api.js'
import { projectIntoPostgres, trailInMemory } from '../support/explaining.js'
import { orderPlaced } from '../support/orders.js'
import { paidOut } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'
import { readModels, type ReadModels } from '../support/readModels.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-explain-'))
const history = recorded([orderPlaced(), ...paidOut()])
const [id = ''] = history.flatMap(({ event }) =>
  event.type === 'PayoutPlanned' ? [event.data.payoutId] : [],
)
const statementId = 's1.2026-03-13.EUR'

let models: ReadModels
let flags: ReadonlyArray<string>
beforeAll(async () => {
  models = await readModels()
  flags = ['--database-url', models.url, '--data', directory, '--quiet']
  await projectIntoPostgres(models, history)
})
afterAll(async () => {
  await models.close()
  rmSync(directory, { recursive: true, force: true })
})

const subjects = [
  { kind: 'ORDER', id: 'o1' },
  { kind: 'STATEMENT', id: statementId },
  { kind: 'PAYOUT', id },
] as const

describe('an explanation out of Postgres', () => {
  it.each(subjects)('is the one out of memory: %o', async (subject) => {
    const { trail } = await trailInMemory(history)
    const inMemory = await explain(trail, subject)
    expect(inMemory).toMatchObject({ differences: [], total: { minor: 5_368n } })
    expect(await explain(models.queries.trail, subject)).toEqual(inMemory)
  })

  it('is told by the API as it is described, and each posting tells the events that it is one of', async () => {
    const api = apiOf(createApp({ queries: models.queries, system }))
    for (const { kind, id: name } of subjects) {
      const { status, body } = await api.get(`/v1/${kind.toLowerCase()}s/${name}/explanation`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ differences: [], total: { minor: '5368' }, atBank: { minor: '5368' } })
    }
    expect((await api.get('/v1/payouts/nobody.2026-03-02.EUR/explanation')).status).toBe(404)
    const settled = history.find(({ event }) => event.type === 'OrderSettled')?.recorded.position.commit ?? 0n
    const { body } = await api.get(`/v1/ledger/entries/${settled}.0`)
    const { chain } = body as { chain: ReadonlyArray<{ eventType: string; amount: { minor: string } }> }
    expect(chain.map(({ eventType, amount }) => [eventType, amount.minor])).toEqual([
      ['OrderPaid', '5499'],
      ['OrderDelivered', '5899'],
      ['CommissionCharged', '-531'],
      ['OrderSettled', '5368'],
      ['StatementLineAdded', '5368'],
      ['PayoutEntryAdded', '5368'],
      ['PayoutPlanned', '5368'],
      ['PayoutPaid', '5368'],
    ])
  })
})

describe('comptoir explain', () => {
  it('prints the way of the money, and what is at the bank at the bottom', async () => {
    const { code, stdout } = await runCli(['explain', 'payout', id, ...flags])
    expect(code).toBe(0)
    expect(stdout).toContain('9 % of 58.99 (goods and shipping) = 5.3091, rounded to 5.31 by platform-FR v2')
    const page = readFileSync(new URL('../../docs/money.md', import.meta.url), 'utf8')
    const [, shown] = /## Why this cent.*?```text\n(.*?)```/s.exec(page) ?? []
    expect(stdout).toBe(shown)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .slice(-7)
        .map((line) => line.trimEnd()),
    ).toEqual([
      'From the buyers to the bank',
      '  paid by buyers                           54.99',
      '  added by the platform for its discounts   4.00',
      '  platform commission                      -5.31',
      '                                           -----',
      '  comes to                                 53.68',
      `  at the seller's bank                     53.68  ${id}`,
    ])
  })

  it('tells the same as one JSON object', async () => {
    const { code, stdout } = await runCli(['explain', 'statement', statementId, '--json', ...flags])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      total: { minor: '5368', currency: 'EUR' },
      statements: [{ told: [{ details: [{}, {}, {}, { rule: { rateBps: 900, roundedBy: 900 } }] }] }],
      differences: [],
    })
  })

  it('knows nothing of what is not there, and wants to know what it is', async () => {
    const unknown = await runCli(['explain', 'order', 'o2', ...flags])
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toContain('there is no order o2')
    expect((await runCli(['explain', 'seller', 's1', ...flags])).code).toBe(2)
  })

  it('fails where a cent is not where it should be, and says where', async () => {
    await models.pool.query(
      `UPDATE ${models.schema}.payout_entries SET amount_minor = amount_minor + 1 WHERE payout_id = $1`,
      [id],
    )
    const { code, stdout, stderr } = await runCli(['explain', 'payout', id, ...flags])
    expect(code).toBe(1)
    expect(stdout).toContain(`What does not agree\n`)
    expect(stdout).toContain(`a payout is the sum of what it pays: ${id} should be 53.68, is 53.69`)
    expect(stderr).toContain('comptoir: 2 figures do not agree')
  })
})
