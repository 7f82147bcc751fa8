import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eventStoreChoice } from '../../src/cli/eventStoreChoice.js'
import { UsageError } from '../../src/cli/failure.js'

const url = 'esdb://127.0.0.1:2113?tls=false'

describe('the choice of an event store', () => {
  it.each([
    ['left out', {}],
    ['an empty variable', { eventStore: '', streamPrefix: '' }],
  ])('is the database where it is %s', (_, given) => {
    expect(eventStoreChoice(given)).toBeUndefined()
  })

  it.each([url, 'esdb+discover://me:secret@a.example:2113', 'esdb://a:2113,b:2113?nodePreference=follower'])(
    'is the EventStoreDB at %s',
    (eventStore) => {
      expect(eventStoreChoice({ eventStore })).toMatchObject({
        connectionString: eventStore,
        streamPrefix: '',
      })
      expect(eventStoreChoice({ eventStore, streamPrefix: 'shop1_' })?.streamPrefix).toBe('shop1_')
    },
  )

  it('takes the streams of all our aggregates for ours, and no others', async () => {
    const folders = readdirSync('src/domain', { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !['kernel', 'processes'].includes(entry.name),
    )
    const categories: Array<unknown> = []
    for (const { name } of folders) {
      const exported: Readonly<Record<string, { readonly category?: unknown }>> = await import(
        `../../src/domain/${name}/index.ts`
      )
      categories.push(exported[name]?.category)
    }
    expect(categories.length).toBeGreaterThan(3)
    expect([...(eventStoreChoice({ eventStore: url })?.categories ?? [])].sort()).toEqual(categories.sort())
  })

  it.each([
    'localhost:2113',
    'postgres://me:secret@there/x',
    'http://me:secret@there:2113',
    'kurrentdb://me:secret@there:2113',
    'kurrentdb+discover://me:secret@there:2113',
    'esdb://me:secret@',
    'esdb://me:secret@there:port?tls=maybe',
    'esdb://me:secret@there:2113?secret=secret',
  ])('is not %s, which is not repeated', (eventStore) => {
    const chosen = () => eventStoreChoice({ eventStore })
    expect(chosen).toThrow(UsageError)
    expect(chosen).toThrow(/^--event-store \(COMPTOIR_EVENT_STORE\)/)
    expect(chosen).not.toThrow(/secret|there|localhost/)
  })

  it('says what to write for the newer name of the server', () => {
    expect(() => eventStoreChoice({ eventStore: 'kurrentdb://there' })).toThrow(
      /esdb:\/\/.*in place of kurrentdb/,
    )
  })

  it.each(['shop1', 'Shop_', '1_', 'a-b_', '_', 'shop1_x'])('takes no prefix %s', (streamPrefix) => {
    expect(() => eventStoreChoice({ eventStore: url, streamPrefix })).toThrow(/--stream-prefix/)
  })

  it('takes no prefix without a server that it could be for', () => {
    expect(() => eventStoreChoice({ streamPrefix: 'shop1_' })).toThrow(/--stream-prefix.*--event-store/)
  })
})
