import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { sealer } from '../../src/adapters/keys/sealer.js'
import { memoryKeyStore } from '../../src/adapters/memory/index.js'
import { migrate, postgresEventStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { fillDemo } from '../../src/cli/demo/index.js'
import { kept, tell } from '../support/copying.js'
import { ownPrefix, testEventStoreDb, type TestEventStoreDb } from '../support/eventStoreDb.js'
import { newEvent, newEvents } from '../support/log.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { someOrders } from '../support/someOrders.js'
import { runCli, startCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-copy-'))
chmodSync(directory, 0o755)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const databases: Array<TestDatabase> = []
const stores: Array<EventStore> = []
const database = async (): Promise<TestDatabase> => {
  const made = await testDatabase()
  databases.push(made)
  return made
}
const storeIn = ({ pool }: TestDatabase, schema = 'comptoir'): EventStore => {
  const store = postgresEventStore({ pool, schema, system })
  stores.push(store)
  return store
}

let demo: TestDatabase
let history: ReadonlyMap<string, ReadonlyArray<unknown>>
let events: number
beforeAll(async () => {
  demo = await database()
  await migrate(demo.pool, demo.schema)
  const store = storeIn(demo)
  await fillDemo({ center: someOrders(sellerCenter({ store, system })), sealer: sealer(memoryKeyStore()) })
  history = await kept(store)
  events = [...history.values()].flat().length
})
afterAll(async () => {
  for (const store of stores) await store.close()
  for (const each of databases) await each.close()
})

const copy = (from: string, to: string, ...flags: ReadonlyArray<string>) =>
  runCli(['copy-events', '--json', '--from', from, '--to', to, ...flags])

describe('comptoir copy-events', () => {
  it('brings a whole history into an empty database, in a schema of its own, and says so', async () => {
    const target = await database()
    const { code, stdout } = await copy(demo.url, `${target.url}?schema=shop`)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      from: expect.stringMatching(/^postgres/),
      to: expect.stringContaining('(schema shop)'),
      copied: events,
      present: 0,
      events,
      verified: true,
      upTo: String(events),
      arrivedSince: 0,
    })
    expect(await kept(storeIn(target, 'shop'))).toEqual(history)
  })

  it('goes on where it was interrupted', async () => {
    const target = await database()
    await migrate(target.pool, 'comptoir')
    const store = storeIn(target)
    const cli = startCli(['copy-events', '--from', demo.url, '--to', target.url])
    while (((await store.head())?.commit ?? 0n) < 300n) await system.sleep(5)
    cli.signal('SIGINT')
    const { code, stdout, stderr } = await cli.ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toContain('not complete: the same command goes on where it stopped')
    const present = Number((await store.head())?.commit)
    expect(present).toBeLessThan(events)
    const second = await copy(demo.url, target.url)
    expect(JSON.parse(second.stdout)).toMatchObject({ copied: events - present, present, events })
    expect(await kept(store)).toEqual(history)
  })

  it('makes an embedded database to copy to, and says what a person should know', async () => {
    const small = await database()
    await migrate(small.pool, small.schema)
    await tell(storeIn(small), [{ stream: 1, events: newEvents(3) }])
    const to = `embedded:${join(directory, 'data')}`
    const { code, stdout } = await runCli(['copy-events', '--from', small.url, '--to', to])
    expect(code).toBe(0)
    expect(stdout).toContain('3 events copied, 0 were there already')
    expect(stdout).toContain('subject_keys')
    const back = await database()
    const again = await copy(to, back.url)
    expect(JSON.parse(again.stdout)).toMatchObject({ copied: 3 })
    expect(await kept(storeIn(back))).toEqual(await kept(storeIn(small)))
  })

  it('leaves a target alone that holds something else, and names it', async () => {
    const target = await database()
    await migrate(target.pool, 'comptoir')
    const store = storeIn(target)
    const foreign = newEvent()
    await tell(store, [{ stream: 1, events: [foreign] }])
    const { code, stdout, stderr } = await copy(demo.url, target.url, '--quiet')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^comptoir: .* holds something else than a part of the history in [^\n]*\n$/)
    expect(stderr).toContain(`event ${foreign.id} (order-1, revision 0 there) is not in the source`)
    expect((await store.head())?.commit).toBe(1n)
  })

  it('makes no tables in the database that it is to copy from', async () => {
    const [empty, target] = [await database(), await database()]
    const { code, stderr } = await copy(empty.url, target.url)
    expect(code).toBe(1)
    expect(stderr).toMatch(/there are no tables of ours in schema comptoir/)
  })
})

describe('comptoir copy-events with an EventStoreDB', () => {
  let server: TestEventStoreDb
  beforeAll(async () => {
    server = await testEventStoreDb()
  })
  afterAll(() => server.close())

  it('brings a history there and back again without a change', async () => {
    const prefix = ownPrefix()
    const there = await copy(demo.url, server.connectionString, '--to-prefix', prefix)
    expect(there.stderr).not.toMatch(/^comptoir:/m)
    expect(JSON.parse(there.stdout)).toMatchObject({
      copied: events,
      present: 0,
      events,
      to: expect.stringContaining(prefix),
    })
    const store = await openEventStoreDb({
      connectionString: server.connectionString,
      streamPrefix: prefix,
      system,
    })
    stores.push(store)
    expect(await kept(store)).toEqual(history)

    const target = await database()
    const back = await copy(server.connectionString, target.url, '--from-prefix', prefix)
    expect(JSON.parse(back.stdout)).toMatchObject({ copied: events, events })
    expect(await kept(storeIn(target))).toEqual(history)
  })

  it('goes on where it was interrupted', async () => {
    const prefix = ownPrefix()
    const options = { connectionString: server.connectionString, streamPrefix: prefix, system }
    const store = await openEventStoreDb(options)
    stores.push(store)
    const to = ['--to', server.connectionString, '--to-prefix', prefix]
    const cli = startCli(['copy-events', '--from', demo.url, ...to])
    while ((await store.head()) === undefined) await system.sleep(5)
    cli.signal('SIGTERM')
    expect((await cli.ended).code).toBe(143)
    const { stdout } = await runCli(['copy-events', '--json', '--from', demo.url, ...to])
    const told: { present: number; copied: number } = JSON.parse(stdout)
    expect(told.present).toBeGreaterThan(0)
    expect(told.present + told.copied).toBe(events)
    expect(await kept(store)).toEqual(history)
  })
})

describe('comptoir copy-events from one prefix to another of the same EventStoreDB', () => {
  it('keeps the two apart', async () => {
    const server = await testEventStoreDb()
    const { connectionString } = server
    const [one, other] = [ownPrefix(), ownPrefix()]
    const [from, to] = await Promise.all(
      [one, other].map((streamPrefix) => openEventStoreDb({ connectionString, streamPrefix, system })),
    )
    if (from === undefined || to === undefined) throw new Error('not opened')
    await tell(from, [
      { stream: 1, events: newEvents(3) },
      { stream: 2, events: [newEvent({ data: '{"b":1,"a": 2}', metadata: '{ }' })] },
    ])
    const flags = ['--from-prefix', one, '--to-prefix', other]
    const { stdout } = await copy(connectionString, connectionString, ...flags)
    expect(JSON.parse(stdout)).toMatchObject({ copied: 4, events: 4, arrivedSince: 0 })
    expect(await kept(to)).toEqual(await kept(from))
    expect((await kept(from)).size).toBe(2)
    await from.close()
    await to.close()
    await server.close()
  })
})

// At once: one waits for a server that is not there.
describe.concurrent('wrong usage of comptoir copy-events', () => {
  const postgres = 'postgres://me:secret@127.0.0.1:1/shop'
  const esdb = 'esdb://me:secret@127.0.0.1:1'
  it.each([
    [
      'another kind of store',
      ['--from', 'mysql://me:secret@there/x', '--to', postgres],
      /--from must be like/,
    ],
    ['text that is no URL', ['--from', postgres, '--to', 'postgres://me:secret@[/x'], /--to must be like/],
    [
      'a server that cannot be meant',
      ['--from', postgres, '--to', 'esdb://me:secret@'],
      /--to: the connection string/,
    ],
    ['a schema that is none', ['--from', `${postgres}?schema=A"B`, '--to', esdb], /--from: schema must be/],
    [
      'a prefix for a Postgres',
      ['--from', postgres, '--from-prefix', 'a_', '--to', esdb],
      /--from-prefix is for/,
    ],
    ['a prefix that is none', ['--from', postgres, '--to', esdb, '--to-prefix', 'a'], /--to-prefix must be/],
    ['a store and itself', ['--from', postgres, '--to', `${postgres}?schema=comptoir`], /are the same store/],
    ['nothing to copy to', ['--from', postgres], /--to <store>/],
  ] as const)('is %s; the text is not repeated', async (_, flags, said) => {
    const { code, stdout, stderr } = await runCli(['copy-events', ...flags])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('secret')
  })

  it.each([
    [['--from', postgres, '--to', esdb], /cannot use the database at postgres:\/\/127\.0\.0\.1:1\/shop/],
    [['--from', esdb, '--to', postgres], /cannot use the event store at esdb:\/\/127\.0\.0\.1:1/],
  ] as const)('is not one where a store cannot be reached (%#)', async (flags, said) => {
    const { code, stdout, stderr } = await runCli(['copy-events', ...flags])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('secret')
  })
})
