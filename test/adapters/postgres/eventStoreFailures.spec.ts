import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { system } from '../../../src/adapters/system.js'
import { ReadsUnavailable } from '../../../src/application/queries.js'
import type { AppendFailure, EventStore, NewEvent } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { appended, idsOf, newEvent, newEvents, ownCategory, readToEnd, refused } from '../../support/log.js'
import { eventually, postgresLog, type PostgresLog } from '../../support/postgresLog.js'
import { tcpProxy, type TcpProxy } from '../../support/tcpProxy.js'

let log: PostgresLog
let proxy: TcpProxy
let category: string
beforeAll(async () => {
  log = await postgresLog()
  proxy = await tcpProxy(log.url)
})
beforeEach(() => {
  category = ownCategory()
})
afterAll(async () => {
  await proxy.close()
  await log.close()
})

const stream = (nr: number): string => `${category}-${nr}`

const throughProxy = (times = {}): EventStore =>
  log.open({ pool: log.poolOf({ connectionString: proxy.url, max: 3 }), times })

/** Tries the same append again until it is stored; answers how it failed before. */
const insist = async (
  store: EventStore,
  to: string,
  events: ReadonlyArray<NewEvent>,
): Promise<ReadonlyArray<AppendFailure['type']>> => {
  const failures: Array<AppendFailure['type']> = []
  while (failures.length < 50) {
    const result = await store.appendToStream(to, 'no_stream', events)
    if (!isLeft(result)) return failures
    failures.push(result.left.type)
    await system.sleep(5)
  }
  throw new Error(`still not stored: ${failures.join()}`)
}

const terminate = (query: string): Promise<ReadonlyArray<unknown>> =>
  log.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '${query}'`,
  )

const storedIds = async (): Promise<ReadonlyArray<string>> =>
  idsOf(await readToEnd(log.open(), { after: undefined, limit: 1_000, categories: [category] }))

describe('an append whose connection is lost', () => {
  test('is of unknown outcome, and stored once when it is tried again', async () => {
    const store = log.open()
    appended(await store.appendToStream(stream(0), 'no_stream', newEvents(1)))
    for (let nr = 1; nr <= 3; nr++) {
      const events = [newEvent({ type: 'Slow' }), newEvent()]
      const append = store.appendToStream(stream(nr), 'no_stream', events)
      await eventually(async () => {
        const [row] = await log.rows(
          `SELECT pid FROM pg_stat_activity WHERE query LIKE '%append_events%' AND wait_event = 'PgSleep'`,
        )
        return row !== undefined
      })
      await terminate('%append_events%')
      expect(refused(await append).type).toBe('OutcomeUnknown')
      await insist(store, stream(nr), events)
      expect(idsOf(await store.readStream(stream(nr)))).toEqual(idsOf(events))
    }
  })

  test('after it was stored, is told so when it is tried again', async () => {
    const store = throughProxy({ answerMs: 1_500 })
    appended(await store.appendToStream(stream(0), 'no_stream', newEvents(1)))
    proxy.swallowAnswers(true)
    const events = newEvents(2)
    expect(refused(await store.appendToStream(stream(1), 'no_stream', events)).type).toBe('OutcomeUnknown')
    expect(await storedIds()).toHaveLength(3)
    proxy.swallowAnswers(false)
    const again = appended(await store.appendToStream(stream(1), 'no_stream', events))
    expect(again).toMatchObject({ revision: 1n, repeated: true })
    expect(await storedIds()).toHaveLength(3)
  })

  test('at any byte, is neither lost nor doubled', async () => {
    const store = throughProxy({ answerMs: 2_000 })
    const ids: Array<string> = []
    const outcomes = new Set<string>()
    for (let round = 0; round < 60; round++) {
      const events = newEvents(2)
      proxy.cutAfter(round < 20 ? round * 60 : randomInt(1_800))
      const failures = await insist(store, stream(round), events)
      for (const failure of failures) outcomes.add(failure)
      ids.push(...idsOf(events))
    }
    expect([...outcomes].sort()).toEqual(['OutcomeUnknown', 'StoreUnavailable'])
    expect(await storedIds()).toEqual(ids)
  })

  test('is not needed: the next one finds a connection of its own', async () => {
    const store = log.open()
    appended(await store.appendToStream(stream(1), 'no_stream', newEvents(1)))
    await terminate('%append_events%')
    await insist(store, stream(2), newEvents(1))
    expect(await store.readStream(stream(2))).toHaveLength(1)
  })
})

describe('a store that cannot append', () => {
  test('because nobody listens there, says that nothing was stored', async () => {
    const store = log.open({ pool: log.poolOf({ host: '127.0.0.1', port: 1 }) })
    const result = await store.appendToStream(stream(1), 'no_stream', newEvents(1))
    expect(refused(result)).toMatchObject({ type: 'StoreUnavailable' })
    await expect(store.readStream(stream(1))).rejects.toBeInstanceOf(ReadsUnavailable)
    await expect(store.head()).rejects.toBeInstanceOf(ReadsUnavailable)
  })

  test('because the host uses all connections, says so in time and leaves the pool whole', async () => {
    const pool = log.poolOf({ connectionString: log.url, max: 1 })
    const store = log.open({ pool, times: { connectMs: 500 } })
    const taken = await pool.connect()
    const result = await store.appendToStream(stream(1), 'no_stream', newEvents(1))
    expect(refused(result)).toMatchObject({ type: 'StoreUnavailable' })
    taken.release()
    expect((await pool.query('SELECT 1')).rowCount).toBe(1)
    appended(await store.appendToStream(stream(1), 'no_stream', newEvents(1)))
  })

  test('because it was not migrated, names what is missing', async () => {
    const store = log.open({ schema: 'nowhere' })
    const failure = refused(await store.appendToStream(stream(1), 'no_stream', newEvents(1)))
    expect(failure).toMatchObject({ type: 'StoreUnavailable' })
    expect(JSON.stringify(failure)).toContain('nowhere')
  })

  test('because another holds the lock, gives up in time and works when it is free', async () => {
    const store = log.open({ times: { lockMs: 150 } })
    const release = await log.begin('SELECT FROM comptoir.event_log FOR UPDATE')
    const events = newEvents(1)
    const failure = refused(await store.appendToStream(stream(1), 'no_stream', events))
    expect(failure).toMatchObject({ type: 'StoreUnavailable', reason: expect.stringMatching(/^55P03 /) })
    await release('ROLLBACK')
    expect(appended(await store.appendToStream(stream(1), 'no_stream', events)).repeated).toBe(false)
  })

  test('because it takes too long, says that nothing was stored', async () => {
    const store = log.open({ times: { statementMs: 1_000 } })
    const events = Array.from({ length: 5 }, () => newEvent({ type: 'Slow' }))
    const failure = refused(await store.appendToStream(stream(1), 'no_stream', events))
    expect(failure).toMatchObject({ type: 'StoreUnavailable', reason: expect.stringMatching(/^57014 /) })
    expect(await storedIds()).toEqual([])
    appended(await store.appendToStream(stream(2), 'no_stream', newEvents(1)))
  })

  test('refuses those that come when too many wait', async () => {
    const store = log.open({ limits: { waiting: 3 } })
    const release = await log.begin('SELECT FROM comptoir.event_log FOR UPDATE')
    const first = store.appendToStream(stream(0), 'no_stream', newEvents(1))
    await eventually(async () => {
      const waiting = await log.rows(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
      return waiting.length > 0
    })
    const rest = Array.from({ length: 5 }, (_, i) =>
      store.appendToStream(stream(i + 1), 'no_stream', newEvents(1)),
    )
    expect(refused(await rest[3]!)).toEqual({ type: 'StoreBusy' })
    expect(refused(await rest[4]!)).toEqual({ type: 'StoreBusy' })
    await release('ROLLBACK')
    for (const append of [first, ...rest.slice(0, 3)]) appended(await append)
    expect(await storedIds()).toHaveLength(4)
  })

  test('refuses those that come when too many bytes wait', async () => {
    const store = log.open({ limits: { waitingBytes: 1_000 } })
    const big = [newEvent({ data: `"${'x'.repeat(700)}"` })]
    const first = store.appendToStream(stream(1), 'no_stream', big)
    const second = store.appendToStream(stream(2), 'no_stream', newEvents(5))
    appended(await first)
    expect(refused(await second)).toEqual({ type: 'StoreBusy' })
  })
})

describe('the host’s pool', () => {
  test('gets its connections back as they were, or not at all', async () => {
    const pool = log.poolOf({ connectionString: log.url, max: 4 })
    const store = log.open({ pool })
    appended(await store.appendToStream(stream(1), 'no_stream', newEvents(1)))
    for await (const { caughtUp } of store.subscribeToAll({
      limit: 10,
      signal: AbortSignal.timeout(5_000),
    })) {
      if (caughtUp) break
    }
    await store.close()
    await eventually(() => Promise.resolve(pool.totalCount === pool.idleCount))
    const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()))
    for (const client of clients) {
      const { rows } = await client.query<Record<string, string>>(
        `SELECT name, setting FROM pg_settings
          WHERE source = 'session' AND name IN ('statement_timeout', 'lock_timeout', 'search_path')`,
      )
      expect(rows).toEqual([])
      client.release()
    }
  })
})
