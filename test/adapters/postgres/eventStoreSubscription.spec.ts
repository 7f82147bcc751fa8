import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { system } from '../../../src/adapters/system.js'
import type { EventStore } from '../../../src/application/ports.js'
import { ReadsUnavailable } from '../../../src/application/queries.js'
import type { Position } from '../../../src/domain/kernel/recorded.js'
import { appended, from, idsOf, listen, newEvents, ownCategory, readToEnd } from '../../support/log.js'
import { eventually, postgresLog, type PostgresLog } from '../../support/postgresLog.js'
import { tcpProxy } from '../../support/tcpProxy.js'

let log: PostgresLog
let store: EventStore
let after: Position | undefined
beforeAll(async () => {
  log = await postgresLog()
})
beforeEach(async () => {
  after = await log.open().head()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await store.close()
})
afterAll(() => log.close())

const HOUR_MS = 3_600_000

const listeners = async (): Promise<ReadonlyArray<unknown>> =>
  log.rows(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %' AND state = 'idle'`,
  )

describe('a subscription in Postgres', () => {
  test('hears of appends by notification, of another process too', async () => {
    store = log.open({ times: { pollMs: HOUR_MS } })
    const other = log.open()
    const ids: Array<string> = []
    const append = async (): Promise<void> => {
      const events = newEvents(1)
      ids.push(...idsOf(events))
      appended(await other.appendToStream(`${ownCategory()}-1`, 'no_stream', events))
    }
    const { events } = await listen(store, { ...from(after), limit: 10 }, (seen, { caughtUp }) => {
      if (caughtUp && seen.length === ids.length && seen.length < 5) void append()
      return seen.length === 5
    })
    expect(idsOf(events)).toEqual(ids)
  })

  test('goes on by looking when nothing can be heard, and hears again later', async () => {
    store = log.open({ times: { pollMs: 50 } })
    const over = new AbortController()
    const seen: Array<string> = []
    const listening = (async () => {
      for await (const { events } of store.subscribeToAll({ ...from(after), limit: 10, signal: over.signal }))
        seen.push(...idsOf(events))
    })()
    await eventually(async () => (await listeners()).length === 1)
    // Ended, so that what follows is not heard; the next listener comes 50 to 100 ms later.
    const [listener] = await listeners()
    await log.rows(`SELECT pg_terminate_backend(${(listener as { pid: number }).pid})`)
    const events = newEvents(2)
    appended(await store.appendToStream(`${ownCategory()}-1`, 'no_stream', events))
    await eventually(() => Promise.resolve(seen.length === 2))
    expect(seen).toEqual(idsOf(events))
    await eventually(async () => (await listeners()).length === 1)
    expect(await listeners()).not.toEqual([listener])
    over.abort()
    await listening
  })

  test('does not lose what was appended while the notifications were away', async () => {
    store = log.open({ times: { pollMs: HOUR_MS } })
    const over = new AbortController()
    const seen: Array<string> = []
    const listening = (async () => {
      for await (const { events } of store.subscribeToAll({ ...from(after), limit: 10, signal: over.signal }))
        seen.push(...idsOf(events))
    })()
    for (let i = 0; i < 3; i++) {
      await eventually(async () => (await listeners()).length === 1)
      const [listener] = await listeners()
      await log.rows(`SELECT pg_terminate_backend(${(listener as { pid: number }).pid})`)
      await eventually(async () => (await listeners()).length === 0)
      appended(await store.appendToStream(`${ownCategory()}-${i}`, 'no_stream', newEvents(1)))
    }
    await eventually(() => Promise.resolve(seen.length === 3))
    over.abort()
    await listening
    expect(seen).toEqual(idsOf(await readToEnd(store, { after, limit: 10 })))
  })

  test('reads at most one page ahead of its consumer', async () => {
    store = log.open()
    for (let i = 0; i < 10; i++)
      appended(await store.appendToStream(`${ownCategory()}-${i}`, 'no_stream', newEvents(10)))
    const query = vi.spyOn(pg.Client.prototype, 'query')
    const pages = (): number =>
      query.mock.calls.filter(([config]) => JSON.stringify(config).includes('events WHERE position > '))
        .length
    const batches = store.subscribeToAll({ ...from(after), limit: 10, signal: AbortSignal.timeout(10_000) })
    const iterator = batches[Symbol.asyncIterator]()
    await system.sleep(50)
    expect(pages()).toBe(0)
    for (let taken = 1; taken <= 3; taken++) {
      await iterator.next()
      await eventually(() => Promise.resolve(pages() === taken + 1))
      await system.sleep(50)
      expect(pages()).toBe(taken + 1)
    }
    await iterator.return?.()
  })

  test('outlives an outage that is shorter than its patience', async () => {
    const proxy = await tcpProxy(log.url)
    store = log.open({
      pool: log.poolOf({ connectionString: proxy.url, max: 3 }),
      times: { pollMs: 20, patienceMs: 10_000 },
    })
    const over = new AbortController()
    const seen: Array<string> = []
    const listening = (async () => {
      for await (const { events } of store.subscribeToAll({ ...from(after), limit: 10, signal: over.signal }))
        seen.push(...idsOf(events))
    })()
    await eventually(async () => (await listeners()).length === 1)
    proxy.refuse(true)
    proxy.cut()
    const events = newEvents(3)
    appended(await log.open().appendToStream(`${ownCategory()}-1`, 'no_stream', events))
    await system.sleep(300)
    expect(seen).toEqual([])
    proxy.refuse(false)
    await eventually(() => Promise.resolve(seen.length === 3))
    expect(seen).toEqual(idsOf(events))
    over.abort()
    await listening
    await store.close()
    await proxy.close()
  })

  test('ends at the abort even while it waits for an answer', async () => {
    const proxy = await tcpProxy(log.url)
    store = log.open({
      pool: log.poolOf({ connectionString: proxy.url, max: 3 }),
      times: { readMs: HOUR_MS },
    })
    const over = new AbortController()
    await store.head()
    proxy.swallowAnswers(true)
    const listening = (async () => {
      for await (const _ of store.subscribeToAll({ limit: 10, signal: over.signal }));
    })()
    await system.sleep(100)
    over.abort()
    await listening
    await store.close()
    await proxy.close()
  })

  test('breaks off when the store is away for longer than its patience', async () => {
    const proxy = await tcpProxy(log.url)
    const pool = log.poolOf({ connectionString: proxy.url, max: 3 })
    store = log.open({ pool, times: { pollMs: 20, patienceMs: 300 } })
    const lost = listen(store, { ...from(after), limit: 10 }, (_, { caughtUp }) => {
      if (caughtUp) {
        proxy.refuse(true)
        proxy.cut()
      }
      return false
    })
    await expect(lost).rejects.toBeInstanceOf(ReadsUnavailable)
    await store.close()
    await proxy.close()
  })

  test('of a rare category moves on through what is between', async () => {
    store = log.open()
    for (let i = 0; i < 50; i++)
      appended(await store.appendToStream(`${ownCategory()}-${i}`, 'no_stream', newEvents(1_000)))
    const rare = newEvents(1)
    appended(await store.appendToStream('seller-1', 'no_stream', rare))
    const { events, batches } = await listen(
      store,
      { ...from(after), limit: 10, categories: ['seller'] },
      (_, { caughtUp }) => caughtUp,
    )
    expect(idsOf(events)).toEqual(idsOf(rare))
    expect(batches.length).toBeGreaterThan(2)
    expect(batches.at(-1)?.position.commit).toBe((after?.commit ?? 0n) + 50_001n)
  })
})
