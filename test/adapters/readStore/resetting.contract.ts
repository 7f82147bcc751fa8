import { describe, expect, test } from 'vitest'
import type { Ownership, ReadStore } from '../../../src/application/ports.js'
import { probe, probeLog } from '../../support/probe.js'
import { valueOf } from '../../support/spec.js'
import { HISTORY, added, at, changeTo, claimed, entries, found, row } from './rows.js'

/** What a store owes whose history is replaced under its tables. */
export const resettingContract = (name: string, open: () => Promise<ReadStore>): void => {
  describe(`a reset of a projection (${name})`, () => {
    const filled = async (store: ReadStore): Promise<Ownership> =>
      valueOf(await store.commit(await claimed(store), at(7), [changeTo(row('a'), row('b')), added(1)]))

    test('empties its tables and takes it to the beginning of the history that is told', async () => {
      const store = await open()
      const { epoch } = await filled(store)
      const owner = await store.reset('p', 2, [probe, probeLog], 'history-2')
      expect(owner).toEqual({
        name: 'p',
        version: 2,
        incarnation: 'history-2',
        position: undefined,
        eventId: undefined,
        epoch: epoch + 1n,
        consumed: 0n,
        redrives: 0n,
      })
      expect(await found(store, row('a'), row('b'))).toEqual([])
      expect(await entries(store, 1)).toEqual([])
      expect(await store.statuses()).toMatchObject([
        { name: 'p', version: 2, position: undefined, eventId: undefined, incarnation: 'history-2' },
      ])
      expect(valueOf(await store.commit(owner, at(1), [changeTo(row('a'))]))).toMatchObject(at(1))
      expect(await claimed(store)).toMatchObject({ ...at(1), version: 2, incarnation: 'history-2' })
    })

    test('leaves other tables and other projections alone', async () => {
      const store = await open()
      await filled(store)
      const other = valueOf(await store.commit(await store.claim('q', 1, HISTORY), at(3), []))
      await store.reset('p', 1, [probe], HISTORY)
      expect(await entries(store, 1)).toEqual([1])
      expect(valueOf(await store.commit(other, at(4), []))).toMatchObject(at(4))
    })

    test('keeps whoever owned it from committing anything', async () => {
      const store = await open()
      const before = await claimed(store)
      const old = valueOf(await store.commit(before, at(7), [added(1)]))
      await store.reset('p', 1, [probe, probeLog], HISTORY)
      // The first is owed by its epoch alone: its checkpoint is where it was left, at the beginning.
      for (const zombie of [before, old]) {
        expect(await store.commit(zombie, at(8), [changeTo(row('a')), added(2)])).toMatchObject({
          left: { type: 'OwnershipLost', name: 'p' },
        })
      }
      expect(await found(store, row('a'))).toEqual([])
      expect(await entries(store, 1, 2)).toEqual([])
    })

    test('may be of one that has no tables, or that nobody has claimed, and may be repeated', async () => {
      const store = await open()
      expect(await store.reset('new', 1, [], HISTORY)).toMatchObject({ position: undefined, epoch: 1n })
      expect(await store.reset('new', 1, [], HISTORY)).toMatchObject({ position: undefined, epoch: 2n })
    })
  })
}
