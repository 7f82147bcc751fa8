import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryClaims } from '../../src/adapters/memory/claims.js'
import { postgresClaims } from '../../src/adapters/postgres/claims.js'
import { laneNames, shardOf } from '../../src/application/shard.js'
import { sharesOf } from '../../src/application/shares.js'
import { projections } from '../../src/projections/index.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { claimsContract } from './claims.contract.js'

let database: TestDatabase
let count = 0

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.close())

const end = async (pid: string): Promise<void> => {
  await database.pool.query('SELECT pg_terminate_backend($1)', [pid])
}

claimsContract('memory', () => {
  const claims = memoryClaims()
  return {
    claims,
    end: (id) => {
      claims.end(id)
      return Promise.resolve()
    },
  }
})

claimsContract('postgres', () => {
  count += 1
  return { claims: postgresClaims({ pool: database.pool, schema: `s${count}` }), end }
})

describe('claims in Postgres', () => {
  test('of a worker that asks nothing are ended by the server', async () => {
    const options = { pool: database.pool, schema: 'silent' }
    const frozen = await postgresClaims({ ...options, silentMs: 150 }).join()
    const other = await postgresClaims(options).join()
    await frozen.take(['one'])
    expect(await other.take(['one'])).toEqual([])
    await expect.poll(() => other.take(['one']), { interval: 20 }).toEqual(['one'])
    expect(frozen.lost.aborted).toBe(true)
    other.close()
  })

  test('of one schema are nothing to another', async () => {
    const [a, b] = await Promise.all(
      ['here', 'there'].map((schema) => postgresClaims({ pool: database.pool, schema }).join()),
    )
    await a?.take(['one'])
    expect(await b?.take(['one'])).toEqual(['one'])
    expect(await b?.posts()).toHaveLength(1)
    a?.close()
    b?.close()
  })

  test('sort by shard, so that who shares with one other needs half of the log', async () => {
    const { pool } = database
    const [a, b] = await Promise.all([0, 1].map(() => postgresClaims({ pool, schema: 'halves' }).join()))
    if (a === undefined || b === undefined) throw new Error('both joined')
    const lanes = projections.flatMap(({ name }) => laneNames(name, 64))
    await a.offer(lanes)
    expect(await a.take(lanes)).toHaveLength(lanes.length)
    await b.offer(lanes)
    const posts = await a.posts()
    expect(posts).toHaveLength(lanes.length)
    const shares = sharesOf(posts)
    const indexes = [a.id, b.id].map(
      (id) =>
        new Set(posts.flatMap(({ key, name = '' }) => (shares.get(key) === id ? shardOf(name).index : []))),
    )
    expect(indexes.map(({ size }) => size)).toEqual([32, 32])
    a.close()
    b.close()
  })
})
