import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, openPostgres, system, type Comptoir } from '../../src/adapters/postgres/index.js'
import { clockOf, fillDemo, liveWorld } from '../../src/cli/demo/index.js'
import { terminalOf } from '../../src/cli/terminal.js'
import { createApp } from '../../src/http/index.js'
import { testDatabase } from '../support/postgres.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const fromRoot = (path: string): Promise<string> => readFile(`${root}${path}`, 'utf8')
const runExample = async (path: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', path], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  return stdout
}

const readme = await fromRoot('README.md')
const blocks = [...readme.matchAll(/```(\w*)\n(.*?)```/gs)].map(([, language, text]) => ({ language, text }))

describe('the README', () => {
  test('shows an explanation as it is shown, and tried, elsewhere', async () => {
    const explanation = blocks.find(({ text }) => text?.startsWith('Payout ') === true)
    expect(await fromRoot('docs/money.md')).toContain(explanation?.text ?? 'none')
  })

  test('shows the tour as it is, and what it prints', async () => {
    const at = blocks.findIndex(({ language }) => language === 'ts')
    expect(blocks[at]?.text).toBe(await fromRoot('examples/tour.ts'))
    expect(await runExample('examples/tour.ts')).toBe(blocks[at + 1]?.text)
  })
})

describe('the answers in the README', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>
  let comptoir: Comptoir

  beforeAll(async () => {
    database = await testDatabase()
    const { pool, schema } = database
    await migrate(pool, schema)
    const world = liveWorld({ pool, schema, dataDir: '' }, 1)
    comptoir = openPostgres({ pool, schema, masterKey: new Uint8Array(32).fill(7), ...world.around })
    await fillDemo({ center: comptoir.center, sealer: comptoir.sealer })
    await comptoir.catchUp()
    await clockOf(world, comptoir, terminalOf({ quiet: true, color: false }), new AbortController().signal)
  }, 120_000)

  afterAll(async () => {
    await comptoir.close()
    await database.close()
  })

  const asked = blocks.flatMap(({ language, text }, i) =>
    language === 'sh' && text?.startsWith('curl ') === true
      ? [{ command: text.trim(), answer: blocks[i + 1] }]
      : [],
  )

  test('are there', () => {
    expect(asked.length).toBeGreaterThanOrEqual(4)
  })

  test.each(asked)('$command', async ({ command, answer }) => {
    const path = /http:\/\/127\.0\.0\.1:3000([^'\s]*)/.exec(command)?.[1] ?? ''
    const [, name = 'Accept', value = '*/*'] = /-H '([^:]+): ([^']+)'/.exec(command) ?? []
    const app = createApp({ queries: comptoir.queries, system })
    const { body } = (await request(app).get(path).set(name, value)) as { body: unknown }
    expect(answer?.language).toBe('json')
    expect(body).toEqual(JSON.parse(answer?.text ?? ''))
  })
})

describe('the embedding example', () => {
  test('places an order, is told of a refusal, and asks the board', async () => {
    const { url, close } = await testDatabase()
    try {
      const printed = await runExample('examples/embed.ts', { DATABASE_URL: url })
      expect(printed).toContain("[ 'OrderPlaced' ]")
      expect(printed).toContain("type: 'OrderStatusDoesNotFit'")
      expect(printed).toContain("[ 'o-1 UNPAID 4899 EUR' ]")
    } finally {
      await close()
    }
  })
})
