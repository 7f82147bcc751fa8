import { describe, expect, test } from 'vitest'
import { isAfter } from '../../../src/domain/kernel/recorded.js'
import { expectNeverBack, follow, sleep, until } from '../../support/following.js'
import { appended, appendToEnd, newEvents } from '../../support/log.js'
import { onStandIn } from '../../support/onStandIn.js'

const { server, open, start } = onStandIn()

describe('a log that went back in time', () => {
  test.each([
    ['is told when the last event is gone', 3],
    ['is told when everything is gone', 0],
  ])('%s', async (_, keeps) => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const following = follow(store)
    await until(() => following.ids.length === 6)
    const kept = await store.readStream('order-1')
    const upTo = kept[keeps - 1]?.position.commit
    await server().restart({ store: upTo === undefined ? 'new' : { upTo } })
    expect(await following.ended).toMatchObject({ type: 'LogReplaced' })
  })

  test('is told, too, to who has followed from a checkpoint and been told nothing since', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const [first, , , , , last] = await store.readStream('order-1')
    const following = follow(store, { after: last!.position })
    await until(() => following.batches.some(({ caughtUp }) => caughtUp))
    await server().restart({ store: { upTo: first!.position.commit } })
    expect(await following.ended).toMatchObject({ type: 'LogReplaced' })
  })

  test('is told by pages, too', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const { position } = await store.readAll({ limit: 10 })
    await server().restart({ store: 'new' })
    const later = await open({ streamPrefix: 'again_' })
    for (let nr = 0; nr < 20; nr++) await appendToEnd(later, `order-${nr}`, 1)
    await expect(
      store.readAll({ after: { commit: position.commit + 1n, prepare: position.prepare + 1n }, limit: 10 }),
    ).rejects.toMatchObject({ type: 'LogReplaced' })
  })
})

describe('checkpoints of the server', () => {
  test.each(['none', 'twice', 'backwards', 'beyondTheEnd'] as const)(
    'that go wrong (%s) move no position past an event, nor back',
    async (fault) => {
      const store = await open()
      server().faults.checkpoints(fault)
      const following = follow(store, { categories: ['order'], limit: 3 })
      const ids: Array<string> = []
      for (let round = 0; round < 4; round++) {
        for (let nr = 0; nr < 6; nr++)
          appended(await store.appendToStream(`other-${round}x${nr}`, 'no_stream', newEvents(100)))
        ids.push(...(await appendToEnd(store, 'order-1', 4)))
        if (round === 2) server().faults.dropConnections()
      }
      await until(() => following.ids.length === ids.length)
      expect(following.ids).toEqual(ids)
      expectNeverBack(following.batches, server().log.end())
      await following.stop()
    },
  )

  test('bring the position forward where only others have written', async () => {
    const store = await open()
    const following = follow(store, { categories: ['order'] })
    await until(() => following.batches.some(({ caughtUp }) => caughtUp))
    for (let nr = 0; nr < 6; nr++)
      appended(await store.appendToStream(`other-${nr}`, 'no_stream', newEvents(200)))
    const middle = (await store.readStream('other-3'))[0]!.position
    await until(() => following.batches.some(({ position }) => isAfter(position, middle)))
    expect(following.ids).toEqual([])
    await following.stop()
  })
})

describe('a server that hangs when the subscription begins', () => {
  test('is not taken for one that has nothing to tell', async () => {
    const store = await open()
    const ids = await appendToEnd(store, 'order-1', 5)
    // Everything before the subscription is answered; of the subscription nothing comes.
    server().faults.next('subscribe', { kind: 'answerNever' })
    const following = follow(store)
    await sleep(300)
    for (const { position, events } of following.batches)
      if (events.length === 0) expect(position.commit).toBe(0n)
    await until(() => following.ids.length === 5)
    expect(following.ids).toEqual(ids)
    expectNeverBack(following.batches, server().log.end())
    await following.stop()
  })
})

describe.each(['22.10', '23.10', '24.2'] as const)('a server of version %s', (version) => {
  test('is caught up with, and its position goes on to the end', async () => {
    const old = await start({ version })
    const store = await open({ connectionString: old.connectionString() })
    const ids = [...(await appendToEnd(store, 'order-1', 5))]
    await appendToEnd(store, 'other-1', 3)
    const end = (await store.head())!
    const following = follow(store, { categories: ['order'] })
    await until(() => following.batches.some(({ caughtUp }) => caughtUp))
    expect(following.ids).toEqual(ids)
    expect(following.batches.at(-1)?.position).toEqual(end)
    ids.push(...(await appendToEnd(store, 'order-1', 2)))
    await until(() => following.ids.length === 7)
    await until(() => following.batches.at(-1)?.caughtUp === true)
    expect(following.ids).toEqual(ids)
    await following.stop()
  })

  test('is looked through for truncated streams', async () => {
    const old = await start({ version })
    const store = await open({ connectionString: old.connectionString() })
    await appendToEnd(store, 'order-1', 2)
    old.log.append('$$order-1', 'any', [
      {
        id: '00000000-0000-4000-8000-000000000001',
        type: '$metadata',
        contentType: 'application/json',
        data: Buffer.from('{"$maxCount":10}'),
        metadata: new Uint8Array(),
      },
    ])
    await appendToEnd(store, 'order-2', 2)
    await expect(open({ connectionString: old.connectionString() })).rejects.toMatchObject({
      type: 'HistoryTruncated',
    })
  })
})
