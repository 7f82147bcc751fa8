import { afterEach, beforeEach, expect, test } from 'vitest'
import { diffModels } from '../../../src/adapters/postgres/diff/diffModels.js'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { postgresReadStore } from '../../../src/adapters/postgres/readStore.js'
import { system } from '../../../src/adapters/system.js'
import { deliveredFrom } from '../../../src/application/delivered.js'
import { foldOf } from '../../../src/application/foldOf.js'
import { openLane } from '../../../src/application/lane.js'
import { layOut } from '../../../src/application/layout.js'
import type { StoredEvent } from '../../../src/application/ports.js'
import { projector } from '../../../src/application/projector.js'
import { isOfShard, laneNames, shardOf } from '../../../src/application/shard.js'
import { logStore } from '../../support/deliveries.js'
import { ledger } from '../../../src/projections/ledger.js'
import { orderBoard } from '../../../src/projections/orderBoard.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { LAST, opened, story } from '../../support/projecting.js'

const projections = [orderBoard, ledger]
const events = logStore({ events: story })
let database: TestDatabase

beforeEach(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  const reads = postgresReadStore(database)
  await opened(events, reads, projections).catchUp()
  reads.close()
})
afterEach(() => database.close())

const fold = foldOf({ events, projections })
const diff = () => diffModels({ ...database, fold })
const last = (type: string): StoredEvent | undefined => story.findLast((event) => event.type === type)
const alone = 'SET session_replication_role = replica;'

test('tables that are what the events fold to differ in nothing, and nothing is left behind', async () => {
  expect(await diff()).toEqual(
    projections.map(({ name }) => ({ name, position: LAST, differing: 0, differences: [] })),
  )
  const { rows } = await database.pool.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'comptoir_audit'`)
  expect(rows).toEqual([])
})

test('a changed cent, a missing row and an extra row are named, with the event that touched them last', async () => {
  await database.pool.query(
    `${alone}
     UPDATE comptoir.order_board SET total_minor = total_minor + 1;
     DELETE FROM comptoir.ledger_postings WHERE (position, posting) =
       (SELECT position, posting FROM comptoir.ledger_postings ORDER BY position DESC, posting DESC LIMIT 1);
     INSERT INTO comptoir.order_counts VALUES ('s9', 'UNPAID', 3)`,
  )
  const [board, books] = await diff()
  const { rows } = await database.pool.query<{ id: string; minor: string }>(
    'SELECT order_id AS id, total_minor AS minor FROM comptoir.order_board',
  )
  const [order] = rows
  expect(board).toMatchObject({ name: 'order_board', differing: 2 })
  expect(board?.differences).toMatchObject([
    {
      table: 'order_board',
      key: [order?.id],
      kind: 'CHANGED',
      column: 'totalMinor',
      found: order?.minor,
      expected: String(BigInt(order?.minor ?? 0) - 1n),
      event: { stream: `order-${order?.id ?? ''}`, eventId: last('OrderCompleted')?.id },
    },
    { table: 'order_counts', key: ['s9', 'UNPAID'], kind: 'EXTRA' },
  ])
  expect(board?.differences[1]).not.toHaveProperty('event')
  expect(books).toMatchObject({ name: 'ledger', differing: 1 })
  const [posting] = books?.differences ?? []
  expect(posting).toMatchObject({ table: 'ledger_postings', kind: 'MISSING' })
  expect(posting?.event?.position.toString()).toBe(posting?.key[0])
})

test('of two at once the second is refused and the first is told right; what somebody who was killed has left is no hindrance', async () => {
  const left = `comptoir: made beside ${database.schema}, may be dropped`
  await database.pool.query(
    `CREATE SCHEMA comptoir_audit; COMMENT ON SCHEMA comptoir_audit IS '${left}'; CREATE TABLE comptoir_audit.order_board ()`,
  )
  const second: Array<unknown> = []
  const [board] = await diffModels({
    ...database,
    fold: {
      ...fold,
      into: async (reads, places) => {
        if (second.length === 0) second.push(await diff().catch((error: unknown) => error))
        return fold.into(reads, places)
      },
    },
  })
  expect(second).toMatchObject([{ type: 'ScratchInUse', schema: 'comptoir_audit' }])
  expect(board).toMatchObject({ position: LAST, differing: 0 })
})

test('one that is called off leaves nothing behind, and the next one is told', async () => {
  const calledOff = new AbortController()
  const into = () => {
    calledOff.abort(new Error('called off'))
    return Promise.resolve()
  }
  await expect(
    diffModels({ ...database, fold: { ...fold, into }, signal: calledOff.signal }),
  ).rejects.toThrow('called off')
  const { rows } = await database.pool.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'comptoir_audit'`)
  expect(rows).toEqual([])
  expect(await diff()).toMatchObject([{ differing: 0 }, { differing: 0 }])
})

test('a read model that never started is not called equal', async () => {
  await database.pool.query(`DELETE FROM comptoir.projection_checkpoints WHERE name = 'ledger'`)
  expect((await diff())[1]?.notCompared).toMatch(/no checkpoint/)
})

test('shards that are apart are compared each up to where it is, and the event is sought no further', async () => {
  const reads = postgresReadStore(database)
  await layOut(projections, 3, { events, reads })
  const before = logStore({ events: story.slice(0, 4) })
  const behind = await testDatabase()
  await migrate(behind.pool, behind.schema)
  const others = postgresReadStore(behind)
  await projector({ events: before, reads: others, projections, system, shards: 3 }).catchUp()
  const stream = story.find(({ stream: of }) => of.startsWith('order-'))?.stream ?? ''
  for (const lane of laneNames(orderBoard.name, 3).filter((name) => !isOfShard(shardOf(name), stream))) {
    const one = await openLane(orderBoard, { events, reads: others, lane })
    await one.feed(story.map(deliveredFrom))
  }
  others.close()
  reads.close()
  expect(await diff()).toMatchObject([{ differing: 0 }, { differing: 0 }])
  expect(await diffModels({ ...behind, fold })).toMatchObject([
    { name: 'order_board', position: 4n, differing: 0 },
    { name: 'ledger', position: 4n, differing: 0 },
  ])
  await behind.pool.query(`${alone} UPDATE comptoir.order_board SET total_minor = total_minor + 1`)
  expect((await diffModels({ ...behind, fold }))[0]).toMatchObject({
    differing: 1,
    differences: [{ kind: 'CHANGED', event: { eventId: story[3]?.id } }],
  })
  await behind.close()
})

test('a read model that is behind is compared with the fold up to where it is', async () => {
  const behind = await testDatabase()
  await migrate(behind.pool, behind.schema)
  const reads = postgresReadStore(behind)
  await opened(logStore({ events: story.slice(0, 4) }), reads, projections).catchUp()
  reads.close()
  expect(await diffModels({ ...behind, fold })).toMatchObject([
    { position: 4n, differing: 0 },
    { position: 4n, differing: 0 },
  ])
  await behind.close()
})
