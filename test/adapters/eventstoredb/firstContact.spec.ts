import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectionOf } from '../../../src/adapters/eventstoredb/index.js'
import { ReadsUnavailable } from '../../../src/application/queries.js'
import { makeTlsFiles } from '../../support/eventstoredb/index.js'
import { appended, newEvents, refused } from '../../support/log.js'
import { idsIn, onStandIn, quick } from '../../support/onStandIn.js'

let tls: ReturnType<typeof makeTlsFiles>
beforeAll(() => {
  tls = makeTlsFiles()
})
afterAll(() => tls.remove())

const { server, open, start } = onStandIn()
const admin = { users: { admin: { password: 'change it', groups: ['$admins'] } } }
const as = (text: string, who: string): string => text.replace('esdb://', `esdb://${who}@`)
const times = { ...quick, readPatienceMs: 300, readMs: 200 }

describe('the first contact', () => {
  test('with nobody listening ends in time', async () => {
    const socket = createServer().listen(0)
    const { port } = socket.address() as AddressInfo
    await new Promise((resolve) => socket.close(resolve))
    await expect(open({ connectionString: `esdb://127.0.0.1:${port}?tls=false`, times })).rejects.toThrow(
      ReadsUnavailable,
    )
  })

  test('encrypted with a server that is not ends in time', async () => {
    const connectionString = server().connectionString({ tls: true })
    await expect(open({ connectionString, times })).rejects.toThrow(ReadsUnavailable)
  })

  test('unencrypted with a server that is ends in time', async () => {
    const encrypted = await start({ tls })
    const connectionString = encrypted.connectionString({ tls: false })
    await expect(open({ connectionString, times })).rejects.toThrow(ReadsUnavailable)
  })

  test('with a server whose certificate nobody knows ends in time', async () => {
    const encrypted = await start({ tls })
    const connectionString = `esdb://${encrypted.url}?tls=true`
    await expect(open({ connectionString, times })).rejects.toThrow(ReadsUnavailable)
  })

  test('with a server that hangs ends in time, and works once it is over', async () => {
    server().faults.freeze()
    await expect(open({ times })).rejects.toMatchObject({ reason: 'timeout' })
    server().faults.thaw()
    appended(await (await open()).appendToStream('order-1', 'no_stream', newEvents(1)))
  })

  test('that breaks at every step is made all the same', async () => {
    for (const point of ['read', 'append', 'subscribe', 'features'] as const)
      server().faults.next(point, { kind: 'unavailable' }, 2)
    server().faults.next('subscribe', { kind: 'dropConnection', afterEvents: 0 })
    const store = await open()
    appended(await store.appendToStream('order-1', 'no_stream', newEvents(1)))
  })

  test('that never gets to a subscription ends in time', async () => {
    server().faults.always('subscribe', { kind: 'unavailable' })
    await expect(open({ times })).rejects.toThrow(ReadsUnavailable)
  })

  test('that can append nothing ends in time', async () => {
    server().faults.always('append', { kind: 'unavailable' })
    await expect(open({ times })).rejects.toThrow(ReadsUnavailable)
  })
})

describe('a server that goes away', () => {
  test('refuses appends as not stored, and answers no read', async () => {
    const store = await open({ times: { ...times, appendMs: 300 } })
    await server().goDown()
    expect(refused(await store.appendToStream('order-1', 'no_stream', newEvents(1))).type).toMatch(
      /StoreUnavailable|OutcomeUnknown/,
    )
    // Nothing was sent this time.
    expect(refused(await store.appendToStream('order-1', 'no_stream', newEvents(1)))).toMatchObject({
      type: 'StoreUnavailable',
    })
    await expect(store.readStream('order-1')).rejects.toThrow(ReadsUnavailable)
    await expect(store.head()).rejects.toThrow(ReadsUnavailable)
    await server().comeUp()
    appended(await store.appendToStream('order-1', 'no_stream', newEvents(1)))
    expect(idsIn(server(), 'order-1')).toHaveLength(1)
  })

  test('and hangs is given up by reads after their time', async () => {
    const store = await open({ times })
    server().faults.freeze()
    await expect(store.readAll({ limit: 10 })).rejects.toMatchObject({ reason: 'timeout' })
    const answer = refused(
      await (await Promise.resolve(store)).appendToStream('order-1', 'no_stream', newEvents(1)),
    )
    expect(answer.type).toBe('OutcomeUnknown')
  })
})

describe('an encrypted connection', () => {
  test('with its own authority and credentials can be appended to and read', async () => {
    const encrypted = await start({ tls, ...admin })
    const connectionString = as(encrypted.connectionString(), 'admin:change%20it')
    const store = await open({ connectionString })
    const events = newEvents(2)
    appended(await store.appendToStream('order-1', 'no_stream', events))
    expect(await store.readStream('order-1')).toHaveLength(2)
    expect(encrypted.calls.of('Read').every(({ user }) => user === 'admin')).toBe(true)
  })

  test.each([
    ['a wrong password', 'admin:changed'],
    ['an unknown name', 'nobody:changed'],
  ])('with %s is denied', async (_, who) => {
    const encrypted = await start({ tls, ...admin })
    const connectionString = as(encrypted.connectionString(), who)
    await expect(open({ connectionString })).rejects.toMatchObject({ type: 'AccessDenied' })
  })

  test('without credentials is denied by a server that asks for some', async () => {
    const encrypted = await start({ tls, ...admin })
    await expect(open({ connectionString: encrypted.connectionString() })).rejects.toMatchObject({
      type: 'AccessDenied',
    })
  })

  test('that may read everything and append nothing is denied when it names the store', async () => {
    const users = { reader: { password: 'secret' } }
    const encrypted = await start({ tls, users })
    encrypted.log.append('$$$all', 'any', [])
    const connectionString = as(encrypted.connectionString(), 'reader:secret')
    encrypted.faults.always('append', { kind: 'accessDenied' })
    await expect(open({ connectionString })).rejects.toMatchObject({ type: 'AccessDenied' })
  })
})

describe('a connection string', () => {
  test.each([
    'kurrentdb://admin:s3cret@host:2113',
    'http://admin:s3cret@host:2113',
    'esdb://admin:s3cret@',
    'esdb://admin:s3cret@host:port',
    'esdb://admin:s3cret@host:2113?tls=s3cret',
    'esdb://admin:s3cret@host:2113?throwOnAppendFailure=false',
    'esdb://admin:s3cret@host:2113?nodePreference=s3cret',
    'esdb://admin:s3cret@host:2113?keepAliveInterval=s3cret',
    'esdb://admin:s3cret%@host:2113',
    's3cret',
    '',
  ])('that says nothing is refused without repeating it: %s', (text) => {
    let refusal: unknown
    try {
      connectionOf(text)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toMatchObject({ type: 'InvalidConnectionString' })
    expect(String(refusal)).not.toContain('s3cret')
    expect(JSON.stringify(refusal)).not.toContain('s3cret')
  })

  test.each([
    'esdb://admin:s3cret@host:2113?tlsCAFile=/not/there',
    'esdb://admin:s3cret@host:2113?userKeyFile=/not/there',
    'esdb://admin:s3cret@host:2113?keepAliveInterval=-7',
    'esdb://admin:s3cret@host:2113?defaultDeadline=0',
  ])('that the client does not take is refused without repeating it: %s', async (connectionString) => {
    const refusal: unknown = await open({ connectionString }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ type: 'InvalidConnectionString' })
    expect(String(refusal)).not.toContain('s3cret')
  })

  test.each([
    ['esdb://host:2113?tls=false', { hosts: 'host:2113', isEncrypted: false, prefersOthers: false }],
    ['esdb://u:p%40@host:2113', { isEncrypted: true, credentials: { username: 'u', password: 'p@' } }],
    ['esdb+discover://host:2113?nodePreference=follower', { prefersOthers: true }],
    ['esdb://a:1,b:2,c:3?node_preference=leader', { prefersOthers: false }],
    ['esdb://a:1?nodePreference=follower', { prefersOthers: false }],
  ])('is understood: %s', (text, expected) => {
    expect(connectionOf(text)).toMatchObject(expected)
  })
})
