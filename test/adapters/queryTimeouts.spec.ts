import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import { ReadsUnavailable } from '../../src/application/queries.js'
import { readModels, type ReadModels } from '../support/readModels.js'

let models: ReadModels
beforeAll(async () => {
  models = await readModels()
})
afterAll(() => models.close())

describe('a question that gets no answer', () => {
  const asked = async (question: Promise<unknown>): Promise<unknown> =>
    question.then(
      () => 'answered',
      (error: unknown) => error,
    )

  test('is given up after the timeout, here and on the server', async () => {
    const { pool, schema } = models
    const holder = await pool.connect()
    await holder.query(`BEGIN; LOCK TABLE ${schema}.sellers IN ACCESS EXCLUSIVE MODE`)
    const impatient = postgresQueries({ pool, schema, timeoutMs: 100 })
    expect(await asked(impatient.seller('shop-1'))).toEqual(new ReadsUnavailable('timeout'))
    const waiting = async () =>
      (await pool.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)).rows.length
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0)
    await holder.query('ROLLBACK')
    holder.release()
    expect(await asked(impatient.seller('shop-1'))).toBe('answered')
  })

  test('is given up when no connection is free, and the pool is whole afterwards', async () => {
    const { pool, schema } = models
    const taken = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    const impatient = postgresQueries({ pool, schema, timeoutMs: 100 })
    expect(await asked(impatient.counts())).toEqual(new ReadsUnavailable('timeout'))
    for (const client of taken) client.release()
    expect(await asked(impatient.counts())).toBe('answered')
    expect(pool.waitingCount).toBe(0)
  })

  test('is unavailable when the connection is lost meanwhile', async () => {
    const { pool, schema } = models
    const holder = await pool.connect()
    await holder.query(`BEGIN; LOCK TABLE ${schema}.sellers IN ACCESS EXCLUSIVE MODE`)
    const question = asked(models.queries.seller('shop-1'))
    const kill = async () =>
      (
        await pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
        )
      ).rows.length
    await expect.poll(kill, { timeout: 10_000 }).toBe(1)
    expect(await question).toMatchObject({ name: 'ReadsUnavailable', reason: 'unreachable' })
    await holder.query('ROLLBACK')
    holder.release()
  })

  test('is a bug, not unavailable, when the tables are not what they should be', async () => {
    const elsewhere = postgresQueries({ pool: models.pool, schema: 'nowhere' })
    expect(await asked(elsewhere.counts())).not.toBeInstanceOf(ReadsUnavailable)
  })
})
