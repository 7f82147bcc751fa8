import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { appended, newEvents, ownCategory, refused } from '../../support/log.js'

export const closingContract = (open: () => Promise<EventStore>, isLasting: boolean): void => {
  describe('a closed store', () => {
    test('refuses appends, storing nothing, and rejects reads', async () => {
      const store = await open()
      await store.close()
      await store.close()
      const result = await store.appendToStream(`${ownCategory()}-1`, 'no_stream', newEvents(1))
      expect(refused(result)).toMatchObject({ type: 'StoreUnavailable' })
      const closed = { type: 'EventStoreClosed' }
      await expect(store.readStream('order-1')).rejects.toMatchObject(closed)
      await expect(store.readAll({ limit: 1 })).rejects.toMatchObject(closed)
      await expect(store.head()).rejects.toMatchObject(closed)
      await expect(store.incarnation()).rejects.toMatchObject(closed)
    })

    test('breaks its subscriptions off', async () => {
      const store = await open()
      const signal = AbortSignal.timeout(20_000)
      const listening = (async () => {
        for await (const { caughtUp } of store.subscribeToAll({ limit: 1_000, signal })) {
          if (caughtUp) setTimeout(() => void store.close(), 10)
        }
      })()
      await expect(listening).rejects.toMatchObject({ type: 'EventStoreClosed' })
    })

    test('has answered every append, and none but with what became of it', async () => {
      const store = await open()
      const category = ownCategory()
      appended(await store.appendToStream(`${category}-before`, 'no_stream', newEvents(1)))
      const appending = Promise.all(
        Array.from({ length: 50 }, (_, nr) =>
          store.appendToStream(`${category}-${nr}`, 'no_stream', newEvents(1)),
        ),
      )
      await store.close()
      const results = await appending
      const failures = results.flatMap((result) => (isLeft(result) ? [result.left.type] : []))
      expect(failures).toEqual(failures.map(() => 'StoreUnavailable'))
      if (!isLasting) return
      const again = await open()
      for (const [nr, result] of results.entries())
        expect(await again.readStream(`${category}-${nr}`)).toHaveLength(isLeft(result) ? 0 : 1)
      await again.close()
    })
  })
}
