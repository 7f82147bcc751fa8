import { describe, expect, test } from 'vitest'
import type { EventAside } from '../../../src/application/aside.js'
import type { ReadStore } from '../../../src/application/ports.js'
import { probe, probeLog } from '../../support/probe.js'
import { valueOf } from '../../support/spec.js'
import { HISTORY, added, at, changeTo, claimed, entries, found, row } from './rows.js'

const aside = (position: number, change: Partial<EventAside> = {}): EventAside => ({
  partition: 'order-o1',
  position: at(position).position,
  stream: 'order-o1',
  eventId: `event-${position}`,
  eventType: 'OrderPaid',
  state: 'POISON',
  reason: '{"type":"HandlerFailed"}',
  ...change,
})

const waiting = (position: number): EventAside => aside(position, { state: 'WAITING', reason: undefined })

const all = async (store: ReadStore) => store.eventsAside('p', { limit: 100 })

const withParked = async (store: ReadStore, ...events: ReadonlyArray<EventAside>) =>
  valueOf(await store.park(await claimed(store), { ...at(9), events: 9 }, [changeTo(row('a'))], events))

/** Events that wait, beside the rows that they could not change. */
export const parkingContract = (name: string, open: () => Promise<ReadStore>): void => {
  describe(`events put aside (${name})`, () => {
    test('are kept with the rows and the checkpoint that goes past them', async () => {
      const store = await open()
      const owner = await withParked(store, waiting(3), aside(2))
      expect(owner).toMatchObject({ ...at(9), consumed: 9n, redrives: 0n })
      expect(await all(store)).toMatchObject([aside(2), waiting(3)])
      expect((await all(store))[0]?.parkedAt).toMatch(/^\d{4}-\d\d-\d\dT/)
      expect(await found(store, row('a'))).toHaveLength(1)
      expect(await store.ownership('p')).toEqual(owner)
      expect(await store.ownership('nobody')).toBeUndefined()
    })

    test('are listed by partition, without those that are left out', async () => {
      const store = await open()
      const other = { partition: 'order-o2' }
      await withParked(store, aside(1), aside(2, other), waiting(3), aside(4, { state: 'SKIPPED' }))
      expect(await store.parkedPartitions('p')).toEqual([
        { partition: 'order-o1', events: 2 },
        { partition: 'order-o2', events: 1 },
      ])
      expect(await store.parkedPartitions('q')).toEqual([])
      expect(await store.eventsAside('p', { partition: 'order-o2', limit: 9 })).toMatchObject([
        aside(2, other),
      ])
      expect(await store.eventsAside('p', { limit: 1 })).toMatchObject([aside(1)])
    })

    test('are not kept by who was taken over', async () => {
      const store = await open()
      const mine = await claimed(store)
      await claimed(store)
      expect(await store.park(mine, at(1), [changeTo(row('a'))], [aside(1)])).toEqual({
        _tag: 'Left',
        left: { type: 'OwnershipLost', name: 'p' },
      })
      expect(await all(store)).toEqual([])
      expect(await found(store, row('a'))).toEqual([])
    })

    test('wait no longer once they are taken in, with their rows and without moving the checkpoint', async () => {
      const store = await open()
      const owner = await withParked(store, aside(2), waiting(3))
      const next = valueOf(await store.redrive(owner, [added(1)], [at(2).position, at(3).position]))
      expect(next).toEqual({ ...owner, redrives: 1n })
      expect(await all(store)).toEqual([])
      expect(await entries(store, 1)).toEqual([1])
    })

    test('stay when the one that is poisoned now is another', async () => {
      const store = await open()
      const owner = await withParked(store, aside(2), waiting(3), waiting(4))
      const poison = { position: at(3).position, reason: '{"type":"UnfitRow"}' }
      valueOf(await store.redrive(owner, [], [at(2).position], poison))
      expect(await all(store)).toMatchObject([aside(3, { reason: poison.reason }), waiting(4)])
    })

    test('are taken in once only, and not those that are left out', async () => {
      const store = await open()
      const owner = await withParked(store, aside(2), aside(3, { state: 'SKIPPED' }))
      const redriven = { _tag: 'Left', left: { type: 'Redriven', name: 'p' } }
      expect(await store.redrive(owner, [added(1)], [at(3).position])).toEqual(redriven)
      const [one, other] = await Promise.all([
        store.redrive(owner, [added(1)], [at(2).position]),
        store.redrive(owner, [added(1)], [at(2).position]),
      ])
      expect([one, other]).toContainEqual(redriven)
      expect(await entries(store, 1)).toEqual([1])
    })

    test('are not taken in under an owner of before', async () => {
      const store = await open()
      const owner = await withParked(store, aside(2))
      await claimed(store)
      expect(await store.redrive(owner, [], [at(2).position])).toMatchObject({
        left: { type: 'OwnershipLost' },
      })
      expect(await all(store)).toHaveLength(1)
    })

    test('are not added to before the owner has seen that some were taken in', async () => {
      const store = await open()
      const owner = await withParked(store, aside(2))
      await store.redrive(owner, [], [at(2).position])
      const later = valueOf(await store.commit(owner, at(10), []))
      expect(await store.park(later, at(11), [changeTo(row('b'))], [waiting(11)])).toMatchObject({
        left: { type: 'Redriven', name: 'p' },
      })
      expect(await found(store, row('b'))).toEqual([])
      const seen = await store.ownership('p')
      expect(seen).toMatchObject({ ...at(10), redrives: 1n })
      valueOf(await store.park({ ...later, redrives: 1n }, at(11), [], [aside(11)]))
      expect(await all(store)).toHaveLength(1)
    })

    test('are found by trying their rows, which writes nothing', async () => {
      const store = await open()
      const owner = valueOf(await store.commit(await claimed(store), at(1), [added(1)]))
      await store.tryRows([added(2), changeTo(row('a'))])
      expect(await entries(store, 1, 2)).toEqual([1])
      for (const refused of [
        added(1),
        changeTo(row('a', { maybeInt8: 2n ** 63n })),
        changeTo(row('a', { someInt4: null })),
      ])
        await expect(store.tryRows([added(2), refused])).rejects.toMatchObject({ type: 'RowsRefused' })
      expect(await entries(store, 1, 2)).toEqual([1])
      expect(valueOf(await store.commit(owner, at(2), [added(2)]))).toMatchObject(at(2))
    })

    test('are forgotten with the tables', async () => {
      const store = await open()
      await withParked(store, aside(2))
      expect(await store.reset('p', 1, [probe, probeLog], HISTORY)).toMatchObject({
        consumed: 0n,
        redrives: 0n,
      })
      expect(await all(store)).toEqual([])
    })
  })
}
