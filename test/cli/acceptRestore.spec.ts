import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { processName } from '../../src/application/processLane.js'
import { processes } from '../../src/domain/processes/index.js'
import { projections } from '../../src/projections/index.js'
import { appendAll, story } from '../support/projecting.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli } from './runCli.js'

const PROCESSES = processes.map(({ name }) => processName(name))

const directory = mkdtempSync(join(tmpdir(), 'comptoir-restore-'))
let database: TestDatabase
let flags: ReadonlyArray<string>

/** A schema with the story in its log and read models. */
beforeAll(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', directory]
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

/** As if the log were another one now than when the read models were built. */
const diverge = (names: string): Promise<unknown> =>
  database.pool.query(
    `UPDATE ${database.schema}.projection_checkpoints SET incarnation = 'another' WHERE name LIKE $1`,
    [names],
  )

const board = async (): Promise<ReadonlyArray<unknown>> =>
  (await database.pool.query<object>(`SELECT * FROM ${database.schema}.order_board`)).rows

describe('comptoir accept-restore', () => {
  it('does nothing before it is told that read models may be emptied', async () => {
    await diverge('order_board')
    const { code, stdout, stderr } = await runCli(['accept-restore', ...flags])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/empties the read models.*--yes/)
    expect(await board()).toHaveLength(1)
  })

  it('builds anew what has diverged, and tells what that was', async () => {
    await diverge('order_board')
    await diverge('process:%')
    const before = await board()
    const { code, stdout } = await runCli(['accept-restore', '--yes', '--quiet', ...flags])
    expect(code).toBe(0)
    const cells = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
    expect(cells).toEqual([
      ['built anew', 'because it', 'was at', 'is at'],
      ...PROCESSES.map((name) => [name, 'had diverged', '9', '10']),
      ['order_board', 'had diverged', '9', '10'],
    ])
    expect(await board()).toEqual(before)
  })

  it('does not take an empty store for the true one unless it is told that it may be', async () => {
    const other = await testDatabase()
    await migrate(other.pool, other.schema)
    const empty = ['--database-url', other.url, '--data', directory]
    const refused = await runCli(['accept-restore', '--yes', ...empty])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/^comptoir: the event store holds no event: .*--even-empty/m)
    const taken = await runCli(['accept-restore', '--yes', '--even-empty', ...empty])
    expect(taken.stderr).toMatch(/nothing has diverged/)
    await other.close()
  })

  it('says in one line that nothing has diverged', async () => {
    const { code, stdout, stderr } = await runCli(['accept-restore', '--yes', ...flags])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^comptoir: nothing has diverged: .*\n$/)
  })

  it('builds everything anew where that is asked for', async () => {
    const { code, stdout } = await runCli(['accept-restore', '--yes', '--all', '--json', ...flags])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      rebuilt: [...PROCESSES, ...projections.map(({ name }) => name)].map((name) => ({
        name,
        why: 'asked',
        was: ['order_board', ...PROCESSES].includes(name) ? '10' : '9',
        is: '11',
      })),
    })
  })

  it('is told in the log, with who accepted it and why', async () => {
    await diverge('order_board')
    const signed = ['--operator', 'ada', '--reason', 'the disk was lost']
    const { code } = await runCli(['accept-restore', '--yes', ...signed, ...flags])
    expect(code).toBe(0)
    const { rows } = await database.pool.query<{ type: string; data: string; metadata: string }>(
      `SELECT type, data, metadata FROM ${database.schema}.events ORDER BY position DESC LIMIT 1`,
    )
    expect(rows.map(({ type }) => type)).toEqual(['RestoreAccepted'])
    expect(JSON.parse(rows[0]?.data ?? '')).toMatchObject({
      parts: [{ name: 'order_board', position: '11', why: 'DIVERGED' }],
      reason: 'the disk was lost',
    })
    expect(JSON.parse(rows[0]?.metadata ?? '')).toMatchObject({ actor: 'operator:ada' })
  })
})
