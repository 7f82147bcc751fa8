import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownPrefix, testEventStoreDb, type TestEventStoreDb } from '../support/eventStoreDb.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli, startCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-event-store-'))
let database: TestDatabase
let server: TestEventStoreDb
let flags: ReadonlyArray<string>

beforeAll(async () => {
  database = await testDatabase()
  server = await testEventStoreDb()
  flags = ['--database-url', database.url, '--data', directory]
  await runCli(['migrate', ...flags])
})
afterAll(async () => {
  await server.close()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('the command line with events in an EventStoreDB', () => {
  it('says in one line that it cannot be reached, without the password and before anything else is opened', async () => {
    const { code, stdout, stderr } = await runCli([
      'status',
      '--event-store',
      'esdb://me:secret@127.0.0.1:1?tls=false&keepAliveInterval=-1',
      '--data',
      join(directory, 'nowhere'),
    ])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^comptoir: cannot use the event store at esdb:\/\/127\.0\.0\.1:1: .*\n$/)
    expect(stderr).not.toContain('secret')
  })

  it('refuses a text that is none, without repeating it', async () => {
    const { code, stderr } = await runCli(['serve', ...flags], {
      env: { COMPTOIR_EVENT_STORE: 'http://me:secret@there' },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^comptoir: --event-store \(COMPTOIR_EVENT_STORE\).*esdb:.*\n$/)
    expect(stderr).not.toMatch(/secret|there/)
  })

  it('tells the status of an empty one, and which one it is', async () => {
    const { code, stdout, stderr } = await runCli(['status', '--json', ...flags], {
      env: { COMPTOIR_EVENT_STORE: server.connectionString, COMPTOIR_STREAM_PREFIX: ownPrefix() },
    })
    expect({ code, view: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      view: { projections: [], clock: {} },
    })
    expect(stderr).toMatch(/^events are in esdb:\/\/\S+ \(streams t\w+_…\)\n$/)
  })

  it('serves what is there until it is told to stop', async () => {
    const there = ['--event-store', server.connectionString, '--stream-prefix', ownPrefix()]
    const cli = startCli(['serve', '--json', '--port', '0', ...there, ...flags])
    await cli.saying('}\n')
    const { url }: { url: string } = JSON.parse(cli.stdout())
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200)
    cli.signal('SIGTERM')
    expect(await cli.ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('rror') })
  })
})
