import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { postgresReadStore, type PostgresReadStoreOptions } from '../../../src/adapters/postgres/readStore.js'
import { deliveredFrom } from '../../../src/application/delivered.js'
import { openLane } from '../../../src/application/lane.js'
import type { TableChange } from '../../../src/application/ports.js'
import { redrivePartition } from '../../../src/application/redrive.js'
import { refusedIn } from '../../../src/application/refusedRows.js'
import { logStore } from '../../support/deliveries.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { story } from '../../support/projecting.js'
import { refusing, refusingSql } from '../../support/refusing.js'
import { valueOf } from '../../support/spec.js'
import { tcpProxy } from '../../support/tcpProxy.js'
import { probe, probeLog, probeSums } from '../../support/probe.js'
import { readStoreContract } from '../readStore.contract.js'

let database: TestDatabase
const open: Array<() => void> = []

beforeAll(async () => {
  database = await testDatabase()
  const { pool, schema } = database
  await migrate(pool, schema)
  await pool.query(`
    CREATE TABLE ${schema}.probe (
      some_text text, some_day date, some_int8 int8, some_int4 int4 NOT NULL, some_bool bool NOT NULL,
      some_instant timestamptz NOT NULL, maybe_text text, maybe_day date, maybe_int8 int8, maybe_int4 int4,
      maybe_bool bool, maybe_instant timestamptz, PRIMARY KEY (some_text, some_day, some_int8)
    );
    CREATE TABLE ${schema}.probe_log (entry int8 PRIMARY KEY, note text NOT NULL);
    CREATE TABLE ${schema}.probe_sums (
      owner text, day date, zone text NOT NULL, balance int8 NOT NULL, entries int8 NOT NULL,
      PRIMARY KEY (owner, day)
    )`)
  // What the host does to its own sessions does not reach ours.
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name')
  await pool.query(`ALTER DATABASE ${rows[0]?.name ?? ''} SET timezone = 'Asia/Kathmandu'`)
  await pool.query(`ALTER DATABASE ${rows[0]?.name ?? ''} SET datestyle = 'SQL, DMY'`)
})

afterEach(() => {
  for (const close of open.splice(0)) close()
})

afterAll(() => database.close())

const store = async (options: Partial<PostgresReadStoreOptions> = {}) => {
  const { pool, schema } = database
  await pool.query(
    `TRUNCATE ${['projection_checkpoints', 'parked_events', 'probe', 'probe_log', 'probe_sums'].map((name) => `${schema}.${name}`).join(', ')}`,
  )
  const made = postgresReadStore({ pool, schema, ...options })
  open.push(made.close)
  return made
}

readStoreContract('postgres', store, { runs: 25 })

const at = { position: { commit: 1n, prepare: 1n }, eventId: 'event-1' }
const note = (entry: number) => ({ table: probeLog, rows: [{ entry: BigInt(entry), note: '' }] })

const backends = async (): Promise<ReadonlyArray<number>> => {
  const { rows } = await database.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%${database.schema}%'`,
  )
  return rows.map(({ pid }) => pid)
}

describe('a read store in Postgres', () => {
  test('refuses a schema that is not a plain name, before it asks anything', () => {
    expect(() => postgresReadStore({ pool: database.pool, schema: 'a"; --' })).toThrow('schema must be')
  })

  test('goes on in a new session when the server ended the old one', async () => {
    const reads = await store({ sessions: 1 })
    const owner = await reads.claim('p', 1, 'h')
    for (const pid of await backends()) await database.pool.query('SELECT pg_terminate_backend($1)', [pid])
    const outcome = await reads.commit(owner, at, [note(1)]).catch(() => reads.commit(owner, at, [note(1)]))
    expect(valueOf(outcome)).toMatchObject(at)
  })

  test('gives up on a row that somebody holds, within its bound, and writes nothing', async () => {
    const reads = await store({ statementMs: 200 })
    const owner = await reads.claim('p', 1, 'h')
    const holder = await database.pool.connect()
    try {
      await holder.query(`BEGIN; SELECT 1 FROM ${database.schema}.projection_checkpoints FOR UPDATE`)
      await expect(reads.commit(owner, at, [note(1)])).rejects.toThrow(/timeout/)
    } finally {
      await holder.query('ROLLBACK')
      holder.release()
    }
    expect(await reads.rows(probeLog, [[1n]])).toEqual([])
    expect(valueOf(await reads.commit(owner, at, [note(1)]))).toMatchObject(at)
  })

  test('resets all or nothing: a table that cannot be emptied keeps the checkpoint where it is', async () => {
    const reads = await store()
    const owner = await reads.claim('p', 1, 'h')
    const owned = valueOf(await reads.commit(owner, at, [note(1)]))
    const gone = { ...probeLog, name: 'not_there' }
    await expect(reads.reset('p', 2, [probeLog, gone], 'h2')).rejects.toThrow(/not_there/)
    expect(await reads.rows(probeLog, [[1n]])).toHaveLength(1)
    const next = { position: { commit: 2n, prepare: 2n }, eventId: 'event-2' }
    expect(valueOf(await reads.commit(owned, next, [note(2)]))).toMatchObject(next)
  })

  test('resets after a commit that is under way, whose worker can then write nothing more', async () => {
    const reads = await store()
    const owner = await reads.claim('p', 1, 'h')
    const next = { position: { commit: 2n, prepare: 2n }, eventId: 'event-2' }
    const [first] = await Promise.all([
      reads.commit(owner, at, [note(1)]),
      reads.reset('p', 1, [probeLog], 'h'),
    ])
    expect(await reads.rows(probeLog, [[1n]])).toEqual([])
    for (const held of [owner, ...(first._tag === 'Right' ? [first.right] : [])])
      expect(await reads.commit(held, next, [note(2)])).toMatchObject({ left: { type: 'OwnershipLost' } })
  })

  test('lets nobody wait for a session for ever', async () => {
    const reads = await store({ sessions: 1, waitMs: 100, statementMs: 5_000 })
    const owner = await reads.claim('p', 1, 'h')
    const holder = await database.pool.connect()
    await holder.query(`BEGIN; SELECT 1 FROM ${database.schema}.projection_checkpoints FOR UPDATE`)
    const held = reads.commit(owner, at, [note(1)])
    await expect(reads.rows(probeLog, [[1n]])).rejects.toThrow('no database session was free within 100 ms')
    await holder.query('ROLLBACK')
    holder.release()
    expect(valueOf(await held)).toMatchObject(at)
    expect(await reads.rows(probeLog, [[1n]])).toHaveLength(1)
  })

  test('gives up on a server that no longer answers', async () => {
    const proxy = await tcpProxy(database.url)
    const pool = new pg.Pool({ connectionString: proxy.url })
    pool.on('error', () => undefined)
    const reads = postgresReadStore({ pool, schema: database.schema, statementMs: 200, waitMs: 200 })
    open.push(reads.close)
    try {
      await reads.statuses()
      proxy.swallowAnswers(true)
      await expect(reads.statuses()).rejects.toThrow('no answer within 300 ms')
      await expect(reads.statuses()).rejects.toThrow('no answer within 200 ms')
    } finally {
      reads.close()
      await proxy.close()
      await pool.end()
    }
  })

  test('finds the event whose rows Postgres refuses among pages that were held back, and takes it in once mended', async () => {
    await database.pool.query(refusingSql(database.schema))
    let isMended = false
    const projection = refusing(() => isMended)
    const reads = await store()
    const events = logStore({ events: story })
    const taken = async () => {
      const lane = await openLane(projection, { events, reads })
      for (const each of (await events.readAll({ limit: 100 })).events)
        await lane.feed([deliveredFrom(each)], true)
      await lane.flush()
      return lane.halt()
    }
    const rowsNow = async () => {
      const tables = ['tally', 'step_log'].map(
        (name) => `SELECT * FROM ${database.schema}.${name} ORDER BY 1, 2`,
      )
      return Promise.all(
        tables.map(async (sql) => (await database.pool.query<Record<string, string>>(sql)).rows),
      )
    }
    expect(await taken()).toBeUndefined()
    const [poison, ...behind] = await reads.eventsAside('refusing', { limit: 9 })
    expect(poison).toMatchObject({ eventType: 'OrderPaid', state: 'POISON' })
    expect(JSON.parse(poison?.reason ?? '')).toEqual({
      type: 'RowsRefused',
      code: '23505',
      table: 'step_log',
      constraint: 'step_log_pkey',
    })
    expect(behind.map(({ eventType }) => eventType)).toEqual(['OrderDelivered'])

    const at = { name: 'refusing', partition: poison?.partition ?? '' }
    const again = async () => valueOf(await redrivePartition(projection, at, { events, reads }))
    expect(await again()).toMatchObject({
      taken: 0,
      waiting: 2,
      stoppedAt: { reason: { type: 'RowsRefused' } },
    })
    isMended = true
    expect(await again()).toEqual({ ...at, taken: 2, waiting: 0 })
    const redriven = await rowsNow()
    await reads.reset('refusing', 1, projection.tables, 'never parked')
    expect(await taken()).toBeUndefined()
    expect(redriven).toEqual(await rowsNow())
    expect(redriven.flat()).toHaveLength(6)
  })

  test('tells of values that no column can hold, and quotes none', async () => {
    const reads = await store()
    const refusal = async (change: TableChange) =>
      reads.tryRows([change]).then(
        () => 'taken',
        (error: unknown) => refusedIn(error) ?? error,
      )
    const sum = (balance: bigint) => ({
      table: probeSums,
      rows: [{ owner: 'o', day: '2026-03-05', zone: 'UTC', balance, entries: 1n }],
    })
    const owner = await reads.claim('p', 1, 'h')
    await reads.commit(owner, at, [sum(2n ** 63n - 1n)])
    const many = 'x'.repeat(20_000)
    const key = Array.from({ length: 2_000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + ((i * 7_919) % 20_000)),
    ).join('')
    expect(await refusal(sum(1n))).toMatchObject({ code: '22003' })
    expect(await refusal(sum(2n ** 63n))).toMatchObject({ code: '22003' })
    expect(await refusal({ table: probeLog, rows: [{ entry: 1n, note: 'a\0b' }] })).toMatchObject({
      code: '22021',
      table: 'probe_log',
    })
    expect(await refusal({ table: probeLog, rows: [{ entry: 1n, note: many }] })).toBe('taken')
    expect(
      await refusal({
        table: probeSums,
        rows: [{ owner: key + key, day: '2026-03-05', zone: '', balance: 0n, entries: 0n }],
      }),
    ).toMatchObject({ code: '54000' })
    await expect(reads.rows(probeSums, [['a\0b', '2026-03-05']])).rejects.toMatchObject({
      type: 'RowsRefused',
      code: '22021',
    })
  })

  test('holds no more sessions than it may, and none once it is closed', async () => {
    const before = database.pool.totalCount - database.pool.idleCount
    const reads = await store({ sessions: 2 })
    await Promise.all(Array.from({ length: 9 }, (_, i) => reads.claim(`p${i}`, 1, 'h')))
    expect(database.pool.totalCount - database.pool.idleCount - before).toBe(2)
    reads.close()
    expect(database.pool.totalCount - database.pool.idleCount - before).toBe(0)
    await expect(reads.claim('p', 1, 'h')).rejects.toThrow('closed')
  })

  test('leaves what it was given alone: the host reads with its own parsers and settings', async () => {
    const reads = await store()
    const values = { someText: 'a', someDay: '2026-03-05', someInt8: 1n, someInt4: 1, someBool: true }
    const some = { ...values, someInstant: '2026-03-05T12:30:00.000Z' }
    const none = { maybeText: null, maybeDay: null, maybeInt8: null, maybeInt4: null, maybeBool: null }
    const row = { ...some, ...none, maybeInstant: null }
    await reads.commit(await reads.claim('p', 1, 'h'), at, [{ table: probe, rows: [row] }])
    const { rows } = await database.pool.query(
      `SELECT some_int8, current_setting('timezone') AS zone, current_setting('synchronous_commit') AS synchronous
         FROM ${database.schema}.probe`,
    )
    expect(rows).toEqual([{ some_int8: '1', zone: 'Asia/Kathmandu', synchronous: 'on' }])
  })
})
