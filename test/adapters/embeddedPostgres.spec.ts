import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'

let directory: string
let dataDir: string
const opened: Array<EmbeddedPostgres> = []
const children: Array<ChildProcess> = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'comptoir-embedded-'))
  await chmod(directory, 0o755)
  dataDir = join(directory, 'data')
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const { close } of opened.splice(0)) await close()
  await rm(directory, { recursive: true, force: true })
})

const open = async (
  options: { signal?: AbortSignal; dataDir?: string; log?: (line: string) => void } = {},
) => {
  const postgres = await openEmbeddedPostgres({ dataDir, log: () => undefined, unsafeFast: true, ...options })
  opened.push(postgres)
  return postgres
}

/** The same in a process of its own, which may be killed. */
const openElsewhere = async () => {
  const child = spawn(process.execPath, [inject('openEmbeddedMain'), dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(createInterface(child.stdout), 'line')
  const answer: { url: string; attached: boolean } = JSON.parse(String(line))
  return { ...answer, child }
}

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

const serverPid = async (): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])

const isServed = (url: string): Promise<boolean> =>
  ask(url, 'SELECT true').then(
    () => true,
    () => false,
  )

describe('an embedded Postgres', () => {
  it('is a Postgres 18 in UTF-8, byte order and UTC that keeps its data over a restart', async () => {
    const first = await open()
    expect(await ask(first.url, 'SHOW server_version')).toMatch(/^18\./)
    expect(await ask(first.url, 'SHOW server_encoding')).toBe('UTF8')
    expect(await ask(first.url, 'SHOW timezone')).toBe('UTC')
    expect(await ask(first.url, `SELECT datcollate FROM pg_database WHERE datname = 'postgres'`)).toBe('C')
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.close()
    const second = await open()
    expect(second.attached).toBe(false)
    expect(await ask(second.url, 'SELECT answer FROM kept')).toBe(42)
  })

  it('makes promises of durability unless told otherwise', async () => {
    const { url } = await openEmbeddedPostgres({ dataDir, log: () => undefined }).then((postgres) => {
      opened.push(postgres)
      return postgres
    })
    expect(await ask(url, 'SHOW fsync')).toBe('on')
    expect(await ask(url, 'SHOW synchronous_commit')).toBe('on')
  })

  it('listens on loopback alone and lets nobody in without the password', async () => {
    const { url } = await open()
    expect(await ask(url, 'SHOW listen_addresses')).toBe('127.0.0.1')
    const address = new URL(url)
    address.password = 'guessed'
    await expect(ask(address.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    const password = await stat(join(dataDir, 'postgres', 'comptoir.password'))
    expect(password.mode & 0o077).toBe(0)
  })

  it('installs no signal handler', async () => {
    const count = () =>
      ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'exit'].map((name) => process.listenerCount(name))
    const before = count()
    await open()
    expect(count()).toEqual(before)
  })

  it('is stopped by close, with a client connected and in a transaction', async () => {
    const { url, close } = await open()
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('BEGIN')
    await close()
    expect(await isServed(url)).toBe(false)
    await close()
  })

  it('is started by only one of several that open it at once, and ends with the last of them', async () => {
    const servers = await Promise.all([open(), open(), open()])
    expect(new Set(servers.map(({ url }) => url)).size).toBe(1)
    const [{ url, close }, second, third] = servers
    await close()
    await second.close()
    expect(await isServed(url)).toBe(true)
    await third.close()
    expect(await isServed(url)).toBe(false)
  })

  it('is shared between processes: whoever leaves last ends it', async () => {
    const elsewhere = await openElsewhere()
    const here = await open()
    expect(here.attached).toBe(true)
    expect(here.url).toBe(elsewhere.url)
    await here.close()
    expect(await isServed(elsewhere.url)).toBe(true)
    const again = await open()
    elsewhere.child.stdin.end()
    await once(elsewhere.child, 'exit')
    expect(await isServed(again.url)).toBe(true)
    await again.close()
    expect(await isServed(again.url)).toBe(false)
  })

  it('is adopted when its process was killed', async () => {
    const { child, url } = await openElsewhere()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const adopted = await open()
    expect(adopted).toMatchObject({ attached: true, url })
    await adopted.close()
    expect(await isServed(url)).toBe(false)
  })

  it('comes back after the server was killed in the middle of work', async () => {
    const { url, close } = await open()
    await ask(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const busy = ask(url, 'SELECT pg_sleep(600)').catch(() => 'lost')
    process.kill(await serverPid(), 'SIGKILL')
    expect(await busy).toBe('lost')
    await close()
    const again = await open()
    expect(await ask(again.url, 'SELECT answer FROM kept')).toBe(42)
  })

  it.runIf(process.platform === 'linux')(
    'is not fooled by a process id that passed to another program',
    async () => {
      const { close } = await open()
      const file = join(dataDir, 'postgres', 'postmaster.pid')
      const lock = await readFile(file, 'utf8')
      await close()
      const other = spawn('sleep', ['60'])
      children.push(other)
      await writeFile(file, lock.replace(/^\d+/, `${other.pid}`))
      expect((await open()).attached).toBe(false)
      expect(other.exitCode ?? other.signalCode).toBeNull()
    },
  )

  it('sweeps away what a killed first start left half-made', async () => {
    const gone = spawn('true')
    await once(gone, 'exit')
    await mkdir(join(dataDir, `unfinished-${gone.pid}-abcdef`, 'data'), { recursive: true })
    await chmod(dataDir, 0o755)
    await open()
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log', 'postgres.users'])
  })

  it('leaves nothing behind when it is interrupted while it creates the database', async () => {
    const interruption = new AbortController()
    const opening = open({ signal: interruption.signal })
    setTimeout(() => interruption.abort(new Error('enough')), 150)
    await expect(opening).rejects.toThrow('enough')
    expect((await readdir(dataDir)).filter((name) => name !== 'postgres.users')).toEqual([])
    expect(await ask((await open()).url, 'SELECT 1')).toBe(1)
  })

  it('says what the server said when it does not start', async () => {
    const { close } = await open()
    await close()
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9.6\n')
    await expect(open()).rejects.toMatchObject({
      name: 'EmbeddedPostgresError',
      failure: 'ServerNotStarted',
      message: expect.stringMatching(/database files are incompatible with server/),
    })
  })

  it('refuses a folder that holds a database of somebody else', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await expect(open()).rejects.toMatchObject({ failure: 'FolderUnusable' })
  })

  it('makes nothing where it was asked not to', async () => {
    const opening = openEmbeddedPostgres({ dataDir, log: () => undefined, create: false })
    await expect(opening).rejects.toMatchObject({ failure: 'NothingThere' })
    expect(await readdir(directory)).toEqual([])
  })

  it('refuses a folder that cannot be made', async () => {
    await writeFile(join(directory, 'file'), '')
    await expect(open({ dataDir: join(directory, 'file', 'data') })).rejects.toMatchObject({
      failure: 'FolderUnusable',
      message: expect.stringContaining('--data'),
    })
  })

  it.runIf(process.getuid?.() === 0)(
    'goes elsewhere, and says so, where the account of the server cannot enter',
    async () => {
      await chmod(directory, 0o700)
      const said: Array<string> = []
      const postgres = await open({ log: (line) => said.push(line) })
      expect(postgres.dataDir).toMatch(/^\/var\/tmp\/comptoir-[0-9a-f]{16}$/)
      expect(said.join()).toContain(postgres.dataDir)
      await postgres.close()
      const again = await open()
      expect(again.dataDir).toBe(postgres.dataDir)
      await again.close()
      await rm(postgres.dataDir, { recursive: true })
    },
  )
})
