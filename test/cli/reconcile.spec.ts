import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { migrate, postgresEventStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { stored } from '../support/deliveries.js'
import { before, paidOut } from '../support/paidOut.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { appendAll } from '../support/projecting.js'
import { recorded } from '../support/projections.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-reconcile-'))
const databases: Array<TestDatabase> = []
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  rmSync(directory, { recursive: true, force: true })
})

/** The flags of a database with this history in its log. */
const holding = async (history: ReadonlyArray<Occurrence>): Promise<ReadonlyArray<string>> => {
  const database = await testDatabase()
  databases.push(database)
  const { pool, schema, url } = database
  await migrate(pool, schema)
  const store = postgresEventStore({ pool, schema, system })
  await appendAll(store, history.map(stored))
  await store.close()
  return ['--database-url', url, '--data', directory]
}

const END = '2027-12-31'

describe('comptoir reconcile', () => {
  it('says in a line that everything agrees', async () => {
    const flags = await holding(recorded(paidOut()))
    const { code, stdout } = await runCli(['reconcile', '--at', END, '--quiet', ...flags])
    expect(stdout).toMatch(
      /^\d+ events of orders, settlements, .* as of 2027-12-31T00:00:00\.000Z\nEverything agrees\.\n$/,
    )
    expect(code).toBe(0)
  })

  it('lists what does not agree, each with the event after which it did not, and fails', async () => {
    const history = before('OrderSettled')
    const opened = history.find(({ event }) => event.type === 'SettlementOpened')
    const flags = await holding(history)
    const { code, stdout, stderr } = await runCli(['reconcile', '--at', END, ...flags])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^comptoir: 1 figure does not agree$/m)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[2]).toBe('Not so: what is due is settled')
    expect(lines[4]?.trim().split(/ {2,}/)).toEqual([
      expect.any(String),
      '5368',
      '0',
      '-5368',
      'EUR',
      opened?.recorded.eventId,
    ])
  })

  it('tells the same as one JSON object', async () => {
    const flags = await holding(before('OrderSettled'))
    const { code, stdout } = await runCli(['reconcile', '--at', END, '--json', '--quiet', ...flags])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      at: '2027-12-31T00:00:00.000Z',
      differences: [{ check: 'DELIVERED_IS_SETTLED', expectedMinor: '5368', foundMinor: '0' }],
    })
  })

  it('does not ask for what is not due yet', async () => {
    const flags = await holding(before('OrderSettled'))
    expect((await runCli(['reconcile', '--at', '2017-01-01', '--quiet', ...flags])).code).toBe(0)
  })

  it('wants a moment that is one', async () => {
    const { code, stderr } = await runCli(['reconcile', '--at', 'yesterday'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--at.*2018-12-31T06:00Z/)
  })
})
