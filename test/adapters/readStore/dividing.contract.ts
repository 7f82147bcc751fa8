import { describe, expect, test } from 'vitest'
import type { Ownership, ReadStore } from '../../../src/application/ports.js'
import { OtherShards } from '../../../src/application/shard.js'
import { valueOf } from '../../support/spec.js'
import { HISTORY, at } from './rows.js'

/** What a read store owes to projections that are divided into shards. */
export const dividingContract = (name: string, open: () => Promise<ReadStore>): void => {
  const placesIn = async (store: ReadStore) =>
    (await store.statuses()).map((status) => [status.name, status.position?.commit])

  const moved = async (store: ReadStore, lane: string, to: number): Promise<Ownership> =>
    valueOf(await store.commit(await store.claim(lane, 1, HISTORY), at(to), []))

  describe(`a divided projection (${name})`, () => {
    test('has the checkpoints of all its shards as soon as one is claimed', async () => {
      const store = await open()
      expect(await store.claim('p#1/3', 1, HISTORY)).toMatchObject({ name: 'p#1/3', epoch: 1n })
      expect(await placesIn(store)).toEqual([
        ['p#0/3', undefined],
        ['p#1/3', undefined],
        ['p#2/3', undefined],
      ])
    })

    test('cannot be claimed as if it were divided in another way', async () => {
      const store = await open()
      await store.claim('p#0/2', 1, HISTORY)
      await store.claim('q', 1, HISTORY)
      await expect(store.claim('p', 1, HISTORY)).rejects.toThrow(OtherShards)
      await expect(store.claim('p#0/3', 1, HISTORY)).rejects.toThrow('p is divided into 2 shards')
      await expect(store.claim('q#0/2', 1, HISTORY)).rejects.toThrow('q is divided into 1 shards')
      expect(await placesIn(store)).toEqual([
        ['p#0/2', undefined],
        ['p#1/2', undefined],
        ['q', undefined],
      ])
    })

    test('is divided anew where it stands, under epochs that nobody had', async () => {
      const store = await open()
      const old = await moved(store, 'p', 7)
      expect(await store.reshard([old], 2)).toMatchObject({ _tag: 'Right' })
      expect(await placesIn(store)).toEqual([
        ['p#0/2', 7n],
        ['p#1/2', 7n],
      ])
      expect(await store.commit(old, at(8), [])).toMatchObject({ left: { type: 'OwnershipLost' } })
      const lanes = await Promise.all(['p#0/2', 'p#1/2'].map((lane) => store.claim(lane, 1, HISTORY)))
      for (const lane of lanes) expect(lane.epoch).toBeGreaterThan(old.epoch)
      expect(await store.reshard(lanes, 1)).toMatchObject({ _tag: 'Right' })
      expect(await placesIn(store)).toEqual([['p', 7n]])
      expect(await store.claim('p', 1, HISTORY)).toMatchObject(at(7))
    })

    test('stays as it is when a shard was claimed or moved meanwhile, or is not among those given', async () => {
      const store = await open()
      const [a, b] = [await moved(store, 'p#0/2', 7), await moved(store, 'p#1/2', 7)]
      expect(await store.reshard([a], 1)).toMatchObject({ left: { type: 'OwnershipLost', name: 'p#1/2' } })
      const later = valueOf(await store.commit(b, at(8), []))
      expect(await store.reshard([a, b], 1)).toMatchObject({ left: { name: 'p#1/2' } })
      await store.claim('p#0/2', 1, HISTORY)
      expect(await store.reshard([a, later], 1)).toMatchObject({ left: { name: 'p#0/2' } })
      expect(await placesIn(store)).toEqual([
        ['p#0/2', 7n],
        ['p#1/2', 8n],
      ])
    })

    test('begins anew with all its shards', async () => {
      const store = await open()
      const lanes = [await moved(store, 'p#0/2', 7), await moved(store, 'p#1/2', 9)]
      await store.reset('p', 1, [], HISTORY)
      expect(await placesIn(store)).toEqual([
        ['p#0/2', undefined],
        ['p#1/2', undefined],
      ])
      for (const lane of lanes)
        expect(await store.commit(lane, at(10), [])).toMatchObject({ left: { type: 'OwnershipLost' } })
    })
  })
}
