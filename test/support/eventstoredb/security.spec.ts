import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, collect, events, failureOf, sleep } from './clientSide.js'
import { makeTlsFiles, startStandIn, type StandIn } from './index.js'

const admin = { username: 'admin', password: 'change:it' }
const ada = { username: 'ada', password: 'lovelace' }
const bob = { username: 'bob', password: 'builder' }

let server: StandIn
let client: EventStoreDBClient

beforeAll(async () => {
  server = await startStandIn({
    tls: true,
    users: {
      admin: { password: 'change:it', groups: ['$admins'] },
      ada: { password: 'lovelace' },
      bob: { password: 'builder', groups: ['builders'] },
    },
  })
  client = clientFor(server.connectionString())
})
afterAll(async () => {
  await client.dispose()
  await server.stop()
})

describe('Over TLS', () => {
  test('the client trusts the authority that it is given', async () => {
    await client.appendToStream('open', events(1), { credentials: ada })
    expect((await collect(client.readStream('open', { credentials: bob }))).length).toBe(1)
    expect(server.calls.of('Append')[0]).toMatchObject({ user: 'ada' })
  })

  test('credentials of the connection string go with BatchAppend', async () => {
    const its = clientFor(server.connectionString().replace('esdb://', 'esdb://ada:lovelace@'))
    await its.appendToStream('batched', events(1))
    expect(server.calls.of('BatchAppend').at(-1)).toMatchObject({ user: 'ada', stream: 'batched' })
    await its.dispose()
  })

  test('without the authority nothing can be reached: the first append rejects with the raw error', async () => {
    const blind = clientFor(`esdb://${server.url}?tls=true`)
    const failure = await failureOf(blind.appendToStream('open', events(1)))
    expect([failure['code'], failure['type']]).toEqual([14, undefined])
    expect(await failureOf(collect(blind.readStream('open')))).toMatchObject({ type: 'unavailable' })
    await blind.dispose()
  })

  test('a client without TLS cannot reach it either', async () => {
    const bare = clientFor(`esdb://${server.url}?tls=false`)
    expect(await failureOf(collect(bare.readStream('open')))).toMatchObject({ code: 14 })
    await bare.dispose()
  })
})

test('a frozen server with TLS answers when it thaws, new connections too', async () => {
  await client.appendToStream('frozen', events(1), { credentials: ada })
  server.faults.freeze()
  const late = clientFor(server.connectionString({ connectionName: 'late' }))
  let reads = 0
  const reading = [client, late].map(async (one) => {
    await collect(one.readStream('frozen', { credentials: ada }))
    reads += 1
  })
  await sleep(50)
  expect([reads, server.calls.of('Read').filter(({ stream }) => stream === 'frozen').length]).toEqual([0, 0])
  server.faults.thaw()
  await Promise.all(reading)
  expect(reads).toBe(2)
  await late.dispose()
})

describe('Denied is', () => {
  const denied = { type: 'access-denied' }

  test('a wrong password', async () => {
    const credentials = { username: 'ada', password: 'byron' }
    expect(await failureOf(client.appendToStream('open', events(1), { credentials }))).toMatchObject(denied)
    expect(await failureOf(collect(client.readStream('open', { credentials })))).toMatchObject(denied)
  })

  test('who gives no name, in each RPC', async () => {
    expect(await failureOf(client.appendToStream('open', events(1)))).toMatchObject(denied)
    expect(await failureOf(collect(client.readStream('open')))).toMatchObject(denied)
    expect(await failureOf(client.deleteStream('open'))).toMatchObject(denied)
    expect(await failureOf(client.tombstoneStream('open'))).toMatchObject(denied)
  })

  test('$all, to who is not an admin', async () => {
    expect(await failureOf(collect(client.readAll({ credentials: ada })))).toMatchObject(denied)
    expect((await collect(client.readAll({ credentials: admin, maxCount: 1 }))).length).toBe(1)
  })

  test('what the metadata of a stream gives to others, but never to admins', async () => {
    await client.appendToStream('closed', events(1), { credentials: ada })
    const acl = { readRoles: ['ada', 'builders'], writeRoles: ['ada'], deleteRoles: ['$admins'] }
    await client.setStreamMetadata('closed', { acl: acl as never }, { credentials: admin })
    expect((await collect(client.readStream('closed', { credentials: bob }))).length).toBe(1)
    expect(await failureOf(client.appendToStream('closed', events(1), { credentials: bob }))).toMatchObject(
      denied,
    )
    expect(await failureOf(client.deleteStream('closed', { credentials: ada }))).toMatchObject(denied)
    await client.appendToStream('closed', events(1), { credentials: ada })
    await client.deleteStream('closed', { credentials: admin })
  })
})

test('two servers can share an authority', async () => {
  const tls = makeTlsFiles()
  const servers = await Promise.all([startStandIn({ tls }), startStandIn({ tls })])
  for (const one of servers) {
    const its = clientFor(one.connectionString({ tlsCAFile: tls.caFile }))
    await its.appendToStream('shared', events(1))
    await its.dispose()
    await one.stop()
  }
  tls.remove()
})

test('where anonymous callers are welcome, they may use what is open to all', async () => {
  const open = await startStandIn({ users: {}, anonymous: true })
  const its = clientFor(open.connectionString())
  await its.appendToStream('open', events(1))
  expect(await failureOf(collect(its.readAll()))).toMatchObject({ type: 'access-denied' })
  await its.dispose()
  await open.stop()
})
