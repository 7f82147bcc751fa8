import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { appendAll, story } from '../support/projecting.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli, startCli, type RunningCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-service-'))
chmodSync(directory, 0o755)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const started: Array<RunningCli> = []
const start = (...args: Parameters<typeof startCli>): RunningCli => {
  const cli = startCli(...args)
  started.push(cli)
  return cli
}

let database: TestDatabase
let flags: ReadonlyArray<string>
beforeEach(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', join(directory, 'keys')]
})
afterEach(async () => {
  for (const cli of started.splice(0)) {
    cli.signal('SIGTERM')
    await cli.ended
  }
  await database.close()
})

const urlIn = (text: string): string => {
  const parsed: { url: string } = JSON.parse(text)
  return parsed.url
}

describe('comptoir migrate', () => {
  it('makes the tables, and has nothing to do the second time', async () => {
    const first = await runCli(['migrate', '--json', ...flags])
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: 'comptoir',
      applied: expect.arrayContaining([]),
    })
    expect(JSON.parse(first.stdout).applied.length).toBeGreaterThan(0)
    const second = await runCli(['migrate', ...flags])
    expect(second).toMatchObject({ code: 0, stdout: 'nothing to do\n' })
  })
})

describe('comptoir status', () => {
  it('asks for the tables where they are not there', async () => {
    const { code, stdout, stderr } = await runCli(['status', ...flags])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/no tables of ours in schema comptoir yet: run `comptoir migrate`/)
  })

  it('tells of an empty store', async () => {
    await runCli(['migrate', ...flags])
    const { code, stdout } = await runCli(['status', '--json', ...flags])
    const view = { appendedLastMinute: 0, projections: [], clock: {}, rebuilds: [] }
    expect({ code, view: JSON.parse(stdout) }).toMatchObject({ code: 0, view })
    const unread = await runCli(['status', ...flags], { unread: ['stdout'] })
    expect(unread).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

describe('comptoir serve', () => {
  it('answers until Ctrl-C, which is an interruption', async () => {
    const cli = start(['serve', '--json', '--port', '0', ...flags])
    await cli.saying('}\n')
    const url = urlIn(cli.stdout())
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    cli.signal('SIGINT')
    expect((await cli.ended).code).toBe(130)
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })

  it('ends well when its supervisor asks for it', async () => {
    const cli = start(['serve', '--port', '0', ...flags])
    await cli.saying('answers')
    cli.signal('SIGTERM')
    expect((await cli.ended).code).toBe(0)
  })

  it('ends in order when its terminal is closed', async () => {
    const cli = start(['serve', '--port', '0', ...flags])
    await cli.saying('answers')
    cli.signal('SIGHUP')
    expect(await cli.ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') })
  })

  it('keeps the master key in a file that nobody else can read', async () => {
    const cli = start(['serve', '--port', '0', ...flags])
    await cli.saying('answers')
    expect(statSync(join(directory, 'keys', 'master.key')).mode & 0o077).toBe(0)
  })

  it('refuses a master key that others can read', async () => {
    const data = mkdtempSync(join(directory, 'open-'))
    writeFileSync(join(data, 'master.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o644 })
    const { code, stderr } = await runCli([
      'serve',
      '--port',
      '0',
      '--database-url',
      database.url,
      '--data',
      data,
    ])
    expect(code).toBe(1)
    expect(stderr).toMatch(/master\.key.*chmod 600/)
  })

  it('leaves the tables alone if told so', async () => {
    const { code, stderr } = await runCli(['serve', '--no-migrate', '--port', '0', ...flags])
    expect(code).toBe(1)
    expect(stderr).toContain('run `comptoir migrate`')
  })
})

describe('comptoir import olist', () => {
  it('says in one line what is no directory', async () => {
    const { code, stdout, stderr } = await runCli(['import', 'olist', join(directory, 'nothing'), ...flags])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`comptoir: ${join(directory, 'nothing')} is not a directory\n`)
  })

  it('says which table is missing', async () => {
    const { code, stderr } = await runCli(['import', 'olist', directory, '--quiet', ...flags])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^comptoir: olist_\w+\.csv.*\n$/)
  })
})

describe('comptoir demo', () => {
  const head = async (data: string): Promise<string> => {
    const { stdout } = await runCli(['status', '--json', '--data', data])
    const view: { head: string } = JSON.parse(stdout)
    return view.head
  }

  it(
    'fills an embedded database once, tells what to try, and goes on with the same data',
    { timeout: 300_000 },
    async () => {
      const data = join(directory, 'demo')
      const first = start(['demo', '--json', '--port', '0', '--data', data])
      await first.saying('}\n')
      const answer: { url: string; try: ReadonlyArray<string> } = JSON.parse(first.stdout())
      for (const line of answer.try) {
        const url = /http[^' ]+/.exec(line)?.[0] ?? ''
        expect((await fetch(url)).status, line).toBe(200)
      }
      const before = await head(data)
      first.signal('SIGINT')
      expect((await first.ended).code).toBe(130)

      const second = start(['demo', '--json', '--port', '0', '--data', data])
      await second.saying('}\n')
      second.signal('SIGINT')
      expect((await second.ended).code).toBe(130)
      expect(await head(data)).toBe(before)
      expect(Number(before)).toBeGreaterThan(1_000)
    },
  )

  it('fills no store but the one whose filling was interrupted', async () => {
    await migrate(database.pool, database.schema)
    const comptoir = openPostgres({ pool: database.pool })
    await appendAll(comptoir.store, story)
    await comptoir.close()
    const data = mkdtempSync(join(directory, 'mark-'))
    writeFileSync(join(data, 'demo.unfinished'), '00000000-0000-4000-8000-0000000000aa')
    const cli = start(['demo', '--json', '--port', '0', '--database-url', database.url, '--data', data])
    await cli.saying('}\n')
    cli.signal('SIGINT')
    expect((await cli.ended).stderr).not.toContain('demo marketplace')
    expect(existsSync(join(data, 'demo.unfinished'))).toBe(true)
  })

  it('goes on with a filling that was interrupted', { timeout: 300_000 }, async () => {
    const data = join(directory, 'interrupted')
    const first = start(['demo', '--port', '0', '--data', data])
    await first.saying('tables brought', 'stderr')
    await new Promise((resolve) => setTimeout(resolve, 300))
    first.signal('SIGINT')
    expect((await first.ended).code).toBe(130)
    expect(existsSync(join(data, 'demo.unfinished'))).toBe(true)
    const second = start(['demo', '--json', '--port', '0', '--data', data])
    await second.saying('}\n')
    second.signal('SIGINT')
    expect((await second.ended).stderr).toMatch(/demo marketplace: ([\d,]+) of \1 commands/)
    expect(existsSync(join(data, 'demo.unfinished'))).toBe(false)
  })
})
