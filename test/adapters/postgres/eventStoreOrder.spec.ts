import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventStore } from '../../../src/application/ports.js'
import { isRight } from '../../../src/fp.js'
import type { Position } from '../../../src/domain/kernel/recorded.js'
import { appended, from, idsOf, newEvent, newEvents, readToEnd } from '../../support/log.js'
import { eventually, postgresLog, type PostgresLog } from '../../support/postgresLog.js'

let log: PostgresLog
beforeEach(async () => {
  log = await postgresLog()
})
afterEach(() => log.close())

const commits = async (store: EventStore): Promise<ReadonlyArray<bigint>> =>
  (await readToEnd(store, { after: undefined, limit: 1_000 })).map(({ position }) => position.commit)

const upTo = (count: number): ReadonlyArray<bigint> => Array.from({ length: count }, (_, i) => BigInt(i + 1))

/** Reads on from where it was, as fast as it can, until it is stopped and has caught up. */
const poll = (store: EventStore): (() => Promise<ReadonlyArray<string>>) => {
  const over = new AbortController()
  const polling = (async () => {
    const ids: Array<string> = []
    let after: Position | undefined
    for (;;) {
      const isLast = over.signal.aborted
      const batch = await store.readAll({ ...from(after), limit: 50 })
      ids.push(...idsOf(batch.events))
      after = batch.position
      if (isLast && batch.caughtUp) return ids
    }
  })()
  return () => {
    over.abort()
    return polling
  }
}

describe('positions in Postgres', () => {
  test('are 1, 2, 3 … whatever fails in between', async () => {
    const stores = [log.open(), log.open(), log.open()]
    const results = await Promise.all(
      Array.from({ length: 90 }, (_, nr) => {
        const type = nr % 9 === 4 ? 'Failing' : 'OrderPaid'
        const events = [newEvent(), newEvent({ type })]
        const expected = nr % 10 === 7 ? 5n : 'no_stream'
        return stores[nr % 3]!.appendToStream(`order-${nr}`, expected, events)
      }),
    )
    const stored = results.filter(isRight).length
    expect(stored).toBeGreaterThan(0)
    expect(stored).toBeLessThan(90)
    expect(await commits(stores[0]!)).toEqual(upTo(stored * 2))
  })

  test('are in the order of commit: a reader never passes what comes late', async () => {
    const writers = Array.from({ length: 4 }, () => log.open())
    const stop = poll(log.open())
    const elsewhere = await log.begin('CREATE TABLE elsewhere (a int); INSERT INTO elsewhere VALUES (1)')
    const ids: Array<string> = []
    const write = async (store: EventStore, nr: number): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const type = i % 30 === 15 ? 'Slow' : i % 20 === 7 ? 'Failing' : 'OrderPaid'
        const events = [newEvent({ type }), newEvent()]
        const result = await store.appendToStream(`order-${nr}-${i}`, 'no_stream', events)
        if (isRight(result)) ids.push(...idsOf(events))
      }
    }
    await Promise.all(writers.flatMap((store, nr) => [write(store, nr), write(store, nr + 10)]))
    const seen = await stop()
    await elsewhere('ROLLBACK')
    expect([...seen].sort()).toEqual([...ids].sort())
    expect(await commits(writers[0]!)).toEqual(upTo(ids.length))
  })

  test('wait for a transaction that has appended and not yet committed', async () => {
    const store = log.open()
    for (const end of ['COMMIT', 'ROLLBACK'] as const) {
      const [event] = newEvents(1)
      const before = (await commits(store)).length
      const finish = await log.begin(
        `SELECT * FROM ${log.schema}.append_events('order-${end}', '{-1}', '{NULL}', '{1}', 'order-${end}', '{0}', '{${event!.id}}', 'T', '{}', '{}')`,
      )
      const next = store.appendToStream(`order-after-${end}`, 'no_stream', newEvents(1))
      await eventually(async () => {
        const waiting = await log.rows(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        )
        return waiting.length === 1
      })
      expect(await commits(store)).toHaveLength(before)
      await finish(end)
      appended(await next)
      expect(await commits(store)).toEqual(upTo(before + (end === 'COMMIT' ? 2 : 1)))
    }
  })

  test('go on in a second process and after a restart', async () => {
    for (let i = 0; i < 3; i++) {
      const store = log.open()
      appended(await store.appendToStream(`order-${i}`, 'no_stream', newEvents(2)))
      await store.close()
    }
    expect(await commits(log.open())).toEqual(upTo(6))
  })

  test('come with times that never go back, whatever the clock does', async () => {
    const store = log.open()
    await log.pool.query(`INSERT INTO ${log.schema}.events VALUES
      (1, 'order-1', 0, gen_random_uuid(), 'T', '{}', '{}', '2999-12-31T23:59:59.999Z')`)
    appended(await store.appendToStream('order-2', 'no_stream', newEvents(1)))
    const [event] = await store.readStream('order-2')
    expect(event?.recordedAt).toBe('2999-12-31T23:59:59.999Z')
  })

  test('are found by index, also when the log was small as the session began', async () => {
    const pool = log.poolOf({ connectionString: log.url, max: 3 })
    const store = log.open({ pool })
    for (let nr = 0; nr < 60; nr++)
      appended(await store.appendToStream(`order-${nr}`, 'no_stream', newEvents(1)))
    await log.pool.query(`ANALYZE ${log.schema}.events`)
    const scans = async (): Promise<unknown> => {
      const [row] = await log.rows(
        `SELECT seq_scan FROM pg_stat_user_tables WHERE schemaname = 'comptoir' AND relname = 'events'`,
      )
      return row?.['seq_scan']
    }
    const before = await scans()
    for (let nr = 0; nr < 60; nr++) {
      const last = (await store.readStream(`order-${nr}`)).at(-1)
      const events = newEvents(2)
      appended(await store.appendToStream(`order-${nr}`, last?.revision ?? 'no_stream', events))
      appended(await store.appendToStream(`order-${nr}`, last?.revision ?? 'no_stream', events))
    }
    // What a session has counted is told when it ends.
    await store.close()
    await pool.end()
    await eventually(async () => {
      const [row] = await log.rows(
        `SELECT idx_scan FROM pg_stat_user_tables WHERE schemaname = 'comptoir' AND relname = 'events'`,
      )
      return Number(row?.['idx_scan']) > 240
    })
    expect(await scans()).toBe(before)
  })

  test('do not cost more the longer a transaction elsewhere stays open', async () => {
    const store = log.open()
    const finish = await log.begin(
      'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class',
    )
    for (let i = 0; i < 300; i++)
      appended(await store.appendToStream(`order-${i}`, 'no_stream', newEvents(1)))
    const [size] = await log.rows(`SELECT pg_relation_size('${log.schema}.event_log')::int AS bytes`)
    await finish('COMMIT')
    expect(size).toEqual({ bytes: 8192 })
  })
})
