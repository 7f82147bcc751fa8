import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ownPrefix, testEventStoreDb } from '../support/eventStoreDb.js'
import { testDatabase } from '../support/postgres.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const fromRoot = (path: string): Promise<string> => readFile(`${root}${path}`, 'utf8')

describe('the example on EventStoreDB', () => {
  test('registers a seller there and lists it from Postgres', async () => {
    const server = await testEventStoreDb()
    const { url, close } = await testDatabase()
    const env = {
      ...process.env,
      EVENT_STORE: server.connectionString,
      DATABASE_URL: url,
      STREAM_PREFIX: ownPrefix(),
    }
    try {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', 'examples/eventstoredb.ts'], {
        cwd: root,
        env,
      })
      expect(stdout).toBe("[ 'SellerRegistered' ]\n[ 'atelier: Atelier du Midi' ]\n")
    } finally {
      await close()
      await server.close()
    }
  })

  test('is what the README shows of it', async () => {
    const readme = await fromRoot('README.md')
    const [, section = ''] = readme.split('## On EventStoreDB')
    const [, shown = ''] = /```ts\n(.*?)```/s.exec(section) ?? []
    expect(shown).not.toBe('')
    const example = await fromRoot('examples/eventstoredb.ts')
    for (const part of shown.split('\n// …\n')) expect(example).toContain(part.trim())
  })
})

describe('the page on operations', () => {
  test('leads only to pages that are there', async () => {
    const page = await fromRoot('docs/operations.md')
    const links = [...page.matchAll(/\]\(([^)#\s]+)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(2)
    for (const path of links) expect((await fromRoot(`docs/${path}`)).length, path).toBeGreaterThan(0)
  })

  test('leads only to headings that it has', async () => {
    const page = await fromRoot('docs/operations.md')
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text.toLowerCase().replaceAll(' ', '-'),
    )
    const places = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, place]) => place)
    expect(places.length).toBeGreaterThan(2)
    expect(headings).toEqual(expect.arrayContaining(places))
  })
})
