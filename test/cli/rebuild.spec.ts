import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { appendAll, story } from '../support/projecting.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-rebuild-'))
let database: TestDatabase
let flags: ReadonlyArray<string>

beforeAll(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', directory, '--quiet']
  await migrate(database.pool, database.schema)
  const comptoir = openPostgres({ pool: database.pool })
  await appendAll(comptoir.store, story)
  await comptoir.catchUp()
  await comptoir.close()
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('comptoir rebuild', () => {
  it('wants to know which read models, and knows their names', async () => {
    const [none, unknown] = await Promise.all([
      runCli(['rebuild', ...flags]),
      runCli(['rebuild', 'orders', ...flags]),
    ])
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/name read models, or say --all; there are: sellers, .*order_board/)
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/there is no read model orders; there are:/)
  })

  it('makes one anew, tells who did it in the log, and brings the old one back', async () => {
    const rebuilt = await runCli(['rebuild', 'sellers', '--operator', 'ada', '--reason', 'a test', ...flags])
    expect(rebuilt).toMatchObject({ code: 0 })
    expect(rebuilt.stdout).toMatch(/^rebuilt +version +at position\nsellers +1 +9\n1 rows compared/)
    const listed = await runCli(['rebuild', '--list', '--json', ...flags])
    expect(JSON.parse(listed.stdout)).toMatchObject({
      rebuilds: [],
      generations: [{ projection: 'sellers', kind: 'previous', position: '9' }],
    })
    const back = await runCli(['rebuild', 'sellers', '--rollback', ...flags])
    expect(back.stdout).toMatch(/^brought back +version +at position\nsellers +1 +9\n/)
    const { rows } = await database.pool.query(
      `SELECT type, metadata::json ->> 'actor' AS actor, data::json ->> 'reason' AS reason
         FROM comptoir.events WHERE stream LIKE 'operation-%' ORDER BY position`,
    )
    expect(rows).toMatchObject([
      { type: 'ProjectionRebuilt', actor: 'operator:ada', reason: 'a test' },
      { type: 'ProjectionRolledBack' },
    ])
  })

  it('fails where rows differ, with the row, the column and the event', async () => {
    await database.pool.query(`UPDATE comptoir.sellers SET shop_name = 'another'`)
    const { code, stderr } = await runCli(['rebuild', 'sellers', ...flags])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /sellers: 1 rows differ \(1 live, 1 made anew\); first \(.*\) in shopName: another live/,
    )
    expect(stderr).toMatch(/first told otherwise by event .* \(SellerRegistered of seller-/)
    expect((await runCli(['rebuild', 'sellers', '--rollback', ...flags])).stderr).toMatch(/--abandon/)
    expect((await runCli(['rebuild', 'sellers', '--abandon', ...flags])).code).toBe(0)
  })
})
