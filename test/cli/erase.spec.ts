import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadMasterKey, migrate, openPostgres, type Comptoir } from '../../src/adapters/postgres/index.js'
import { valueOf } from '../support/spec.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-erase-'))
let database: TestDatabase
let comptoir: Comptoir
let flags: ReadonlyArray<string>
beforeAll(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', directory]
  await migrate(database.pool, database.schema)
  const masterKey = await loadMasterKey({ env: {}, file: join(directory, 'master.key') })
  comptoir = openPostgres({ pool: database.pool, schema: database.schema, masterKey })
  valueOf(await comptoir.sealer.seal('buyer-7', 'recipient', 'Ada'))
})
afterAll(async () => {
  await comptoir.close()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const erase = (...args: ReadonlyArray<string>) => runCli(['erase', ...args, ...flags])

it('erases a person once it is told that nobody can undo it, and the log tells so', async () => {
  const asked = await erase('buyer-7')
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/nobody can undo it: add --yes/)])

  const done = await erase('buyer-7', '--yes', '--json', '--operator', 'ada')
  expect(done.code).toBe(0)
  expect(JSON.parse(done.stdout)).toMatchObject({ subjectId: 'buyer-7', repeated: false })
  const [event] = await comptoir.store.readStream('operation-erasure.buyer-7')
  expect(event?.type).toBe('SubjectErased')
  expect(event?.metadata).toContain('"actor":"operator:ada"')
  const { rows } = await database.pool.query(
    `SELECT wrapped_key FROM ${database.schema}.subject_keys WHERE subject_id = 'buyer-7'`,
  )
  expect(rows).toEqual([{ wrapped_key: null }])

  expect((await erase('buyer-7', '--yes')).stdout).toBe('buyer-7 had been erased before\n')
  const unknown = await erase('buyer-8', '--yes')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/nothing was ever sealed/)])
})
