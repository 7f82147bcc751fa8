import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { migrate, openPostgres, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { signRegularly } from '../../src/cli/audit/signing.js'
import { readSigningKey } from '../../src/cli/checkpointFile.js'
import { appendAll, story } from '../support/projecting.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-audit-'))
const [signing, file, out] = ['key', 'checkpoints', 'bundle.json'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
]
let database: TestDatabase
let flags: ReadonlyArray<string>
let verifier: string
beforeAll(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', directory]
  await migrate(database.pool, database.schema)
  const comptoir = openPostgres({ pool: database.pool, schema: database.schema })
  await appendAll(comptoir.store, story)
  await comptoir.close()
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const audit = (...args: ReadonlyArray<string>) => runCli(['audit', ...args, ...flags])
const edit = (sql: string): Promise<unknown> =>
  database.pool.query(
    `ALTER TABLE ${database.schema}.events DISABLE TRIGGER events_are_final; ${sql};
     ALTER TABLE ${database.schema}.events ENABLE ALWAYS TRIGGER events_are_final`,
  )
const changeData = (from: string, to: string) =>
  edit(`UPDATE ${database.schema}.events SET data = replace(data, '${from}', '${to}') WHERE position = 2`)

it('makes a key that only its owner reads, and no second one in its place', async () => {
  const made = await runCli(['audit', 'keygen', '--out', signing])
  verifier = made.stdout.trim()
  expect([made.code, verifier]).toEqual([0, expect.stringMatching(/^comptoir\+[0-9a-f]{8}\+/)])
  expect(statSync(signing).mode & 0o777).toBe(0o600)
  expect((await runCli(['audit', 'keygen', '--out', signing])).code).toBe(1)
})

it('signs the log into a file, and finds it as it was signed', async () => {
  const signed = await audit('checkpoint', '--checkpoint-file', file, '--key', signing)
  expect([signed.code, signed.stdout]).toEqual([0, expect.stringMatching(/^8 events of comptoir\/.* signed/)])
  const again = await audit('checkpoint', '--checkpoint-file', file, '--key', signing)
  expect(again.stdout).toBe('nothing has come since the last checkpoint\n')
  const verified = await audit('verify', '--against', file, '--key', verifier, '--json')
  expect(verified.code).toBe(0)
  expect(JSON.parse(verified.stdout)).toMatchObject({ size: 8, checkpoints: 1, signed: 1, found: 0 })
})

it('signs on the way, tells what hinders it, and goes on', async () => {
  const { pool, schema } = database
  const comptoir = openPostgres({ pool, schema })
  const reads = postgresReadStore({ pool, schema })
  const own = join(directory, 'on-the-way')
  const key = await readSigningKey(signing)
  const stop = new AbortController()
  const said: Array<string> = []
  const terminal = {
    note: (line: string) => void said.push(line),
    warn: (line: string) => void said.push(line),
    trace: (line: string) => void said.push(line),
  }
  writeFileSync(own, 'no note\n\n')
  const signs = signRegularly(
    { store: comptoir.store, reads },
    { file: own, key, everyMs: 10 },
    terminal,
    stop.signal,
  )
  const heard = (line: RegExp) => vi.waitFor(() => expect(said.at(-1)).toMatch(line), { timeout: 5_000 })
  await heard(/^no checkpoint was signed: the last checkpoint in .* is not one of this log/)
  rmSync(own)
  await heard(/^8 events signed/)
  stop.abort()
  await signs
  reads.close()
  await comptoir.close()
  expect(said.map((line) => line.slice(0, 11))).toEqual(['no checkpoi', 'checkpoints', '8 events si'])
  const verified = await audit('verify', '--against', own, '--key', verifier, '--json')
  expect(JSON.parse(verified.stdout)).toMatchObject({ checkpoints: 1, signed: 1, found: 0 })
})

it.each([
  [['--checkpoint-file', 'f'], /--checkpoint-file and --key are of use together/],
  [['--checkpoint-every', '0s'], /must be like 90s, 5m or 1h/],
])('serve refuses %s', async (args, reason) => {
  const refused = await runCli(['serve', ...args, ...flags])
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(reason)])
})

it('proves an event to whoever has the verifier, the key and the name of the log', async () => {
  const { rows } = await database.pool.query<{ id: string; incarnation: string }>(
    `SELECT event_id AS id, incarnation FROM ${database.schema}.events, ${database.schema}.event_log WHERE position = 4`,
  )
  const [{ id, incarnation } = { id: '', incarnation: '' }] = rows
  const proven = await audit(
    'prove',
    '--event',
    id,
    '--checkpoint-file',
    file,
    '--key',
    verifier,
    '--out',
    out,
  )
  expect([proven.code, proven.stderr]).toEqual([0, ''])
  const main = join(dirname(dirname(inject('cliMain'))), 'verify/main.js')
  const verify = (bundle: string) =>
    spawnSync(process.execPath, [main, bundle, '--key', verifier, '--origin', `comptoir/${incarnation}`], {
      encoding: 'utf8',
    })
  const taken = verify(out)
  expect([taken.status, taken.stdout]).toEqual([0, expect.stringContaining(`proven: event ${id}`)])
  const since = async (size: string) =>
    audit('prove', '--event', id, '--checkpoint-file', file, '--key', verifier, '--out', out, '--since', size)
  expect((await since('8')).code).toBe(0)
  expect(verify(out).stdout).toContain('8 events')
  expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveProperty('consistency')
  const unknown = await since('7')
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/--since 7: no checkpoint/)])
  writeFileSync(out, readFileSync(out, 'utf8').replace('"index":"3"', '"index":"2"'))
  const refused = verify(out)
  expect([refused.status, refused.stdout]).toEqual([1, expect.stringMatching(/^refused \(events\/0\): /)])
})

it('names the first event that was changed, and signs nothing more once the kept tree was, too', async () => {
  await changeData('s1', 's2')
  const verified = await audit('verify', '--against', file, '--key', verifier)
  expect(verified.code).toBe(1)
  expect(verified.stdout).toMatch(/Not so: event [0-9a-f-]{36} \(.*, position 2, number 1\) is the first/)
  expect(verified.stdout).toMatch(/Not so: the first 8 events are not those signed at/)
  await database.pool.query(
    `TRUNCATE ${database.schema}.audit_tree, ${database.schema}.audit_chunks, ${database.schema}.audit_subtrees;
     DELETE FROM ${database.schema}.projection_checkpoints WHERE name = 'audit:tree'`,
  )
  const refused = await audit('checkpoint', '--checkpoint-file', file, '--key', signing)
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/does not go on from the checkpoint/),
  ])
  expect((await audit('verify')).code).toBe(0)
  expect((await audit('verify', '--against', file, '--key', verifier)).code).toBe(1)
})

it('lists what waits, tells what still cannot be taken in, and takes it in once mended', async () => {
  const rename = (from: string, to: string) =>
    edit(
      `UPDATE ${database.schema}.events SET data = replace(data, '"${from}"', '"${to}"') WHERE position = 3`,
    )
  await rename('orderId', 'orderIs')
  const comptoir = openPostgres({ pool: database.pool, schema: database.schema })
  await comptoir.catchUp()
  await comptoir.close()
  const parked = await runCli(['parked', '--projection', 'order_board', '--json', ...flags])
  const [group] = (JSON.parse(parked.stdout) as { readonly parked: ReadonlyArray<Record<string, unknown>> })
    .parked
  expect(group).toMatchObject({ projection: 'order_board', partition: 'order-o1', behind: 4, skipped: 0 })
  expect(group).toMatchObject({ first: { eventType: 'OrderPaid', state: 'POISON' } })
  expect((await runCli(['parked', ...flags])).stdout).toMatch(
    /order_board +order-o1 .* OrderPaid .*InvalidEvent/,
  )
  const redrive = () => runCli(['redrive', 'order_board', ...flags])
  const early = await redrive()
  expect([early.code, early.stderr]).toEqual([1, expect.stringMatching(/not all of them could be taken in/)])
  expect(early.stdout).toMatch(
    /0 events taken in, 5 still wait: OrderPaid .* cannot be taken in \(InvalidEvent\)/,
  )
  await rename('orderIs', 'orderId')
  const mended = await redrive()
  expect([mended.code, mended.stdout]).toEqual([0, 'order_board order-o1: 5 events taken in, none waits\n'])
  expect((await redrive()).stdout).toBe('no event waits\n')
})

it('counts what read models and processes were handed, so that a lost event shows though nothing is behind', async () => {
  const comptoir = openPostgres({ pool: database.pool, schema: database.schema })
  await comptoir.catchUp()
  await comptoir.close()
  const whole = await runCli(['status', '--check', ...flags])
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringMatching(/\n\d\d counts agree with the log\n/)])
  await edit(`DELETE FROM ${database.schema}.events WHERE position = 3`)
  const lost = await runCli(['status', '--check', '--json', ...flags])
  expect([lost.code, lost.stderr]).toEqual([
    1,
    expect.stringMatching(/events were lost, doubled or taken away/),
  ])
  const { counted, countsDiffer, projections } = JSON.parse(lost.stdout) as Record<
    string,
    ReadonlyArray<Record<string, string>>
  >
  expect(countsDiffer).toHaveLength(counted?.length ?? 0)
  const isCounted = new Set(counted?.map(({ name }) => name))
  const behind = projections?.filter(
    ({ name = '', lagEvents }) => isCounted.has(name) && Number(lagEvents) > 0,
  )
  expect(behind).toEqual([])
  expect((await audit('verify')).stdout).toMatch(
    /Not so: kpis was handed \d+ events up to position \d+, where/,
  )
})
