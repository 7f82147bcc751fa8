import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReadStore } from '../../src/application/ports.js'
import { Instant } from '../../src/domain/kernel/time.js'
import type { Values } from '../../src/projections/column.js'
import { anyRow, probe, probeLog, probeSums } from '../support/probe.js'
import { valueOf } from '../support/spec.js'
import { parkingContract } from './readStore/parking.contract.js'
import { dividingContract } from './readStore/dividing.contract.js'
import { resettingContract } from './readStore/resetting.contract.js'
import { HISTORY, added, at, changeTo, claimed, entries, found, keyOf, row } from './readStore/rows.js'

/** What every read store owes. `open` gives an empty one that has the tables of support/probe.ts. */
export const readStoreContract = (
  name: string,
  open: () => Promise<ReadStore>,
  { runs }: { readonly runs: number },
): void => {
  describe(`a claim on a projection (${name})`, () => {
    test('begins where nothing was consumed', async () => {
      expect(await claimed(await open())).toEqual({
        name: 'p',
        version: 1,
        incarnation: HISTORY,
        position: undefined,
        eventId: undefined,
        epoch: 1n,
        consumed: 0n,
        redrives: 0n,
      })
    })

    test('goes on from the checkpoint, in a higher epoch', async () => {
      const store = await open()
      await store.commit(await claimed(store), at(7), [])
      expect(await claimed(store)).toMatchObject({ ...at(7), epoch: 2n })
    })

    test('may take another version and history for as long as nothing was consumed', async () => {
      const store = await open()
      await claimed(store)
      expect(await store.claim('p', 2, 'history-2')).toMatchObject({ version: 2, incarnation: 'history-2' })
    })

    test('tells the version and history of what was consumed', async () => {
      const store = await open()
      await store.commit(await claimed(store), at(1), [])
      expect(await store.claim('p', 2, 'history-2')).toMatchObject({ version: 1, incarnation: HISTORY })
    })

    test('is given an epoch of its own when many claim at once', async () => {
      const store = await open()
      const claims = await Promise.all(Array.from({ length: 12 }, () => claimed(store)))
      expect(new Set(claims.map(({ epoch }) => epoch)).size).toBe(12)
    })

    test('does not touch other projections', async () => {
      const store = await open()
      const mine = await claimed(store)
      await store.claim('q', 1, HISTORY)
      expect(valueOf(await store.commit(mine, at(1), []))).toMatchObject(at(1))
    })
  })

  describe(`a commit (${name})`, () => {
    test('writes rows and checkpoint, and gives the ownership to go on with', async () => {
      const store = await open()
      const first = await claimed(store)
      const second = valueOf(await store.commit(first, at(1), [changeTo(row('a'), row('b')), added(1)]))
      expect(second).toEqual({ ...first, ...at(1) })
      expect(valueOf(await store.commit(second, at(2), [changeTo(row('b', { someInt4: 5 }))]))).toMatchObject(
        at(2),
      )
      expect(await found(store, row('a'), row('b'))).toHaveLength(2)
      expect(await found(store, row('b'))).toEqual([row('b', { someInt4: 5 })])
      expect(await entries(store, 1, 2)).toEqual([1])
    })

    test('may move the checkpoint alone', async () => {
      const store = await open()
      const owner = valueOf(await store.commit(await claimed(store), at(1), []))
      const to = { position: { commit: 2n ** 62n, prepare: 2n ** 61n }, eventId: undefined }
      await store.commit(owner, to, [])
      expect(await claimed(store)).toMatchObject(to)
    })

    test('of a worker that was taken over changes nothing', async () => {
      const store = await open()
      const zombie = await claimed(store)
      const owner = await claimed(store)
      expect(await store.commit(zombie, at(1), [changeTo(row('a')), added(1)])).toMatchObject({
        left: { type: 'OwnershipLost', name: 'p' },
      })
      expect(await found(store, row('a'))).toEqual([])
      expect(await entries(store, 1)).toEqual([])
      expect(valueOf(await store.commit(owner, at(1), [changeTo(row('a'))]))).toMatchObject(at(1))
    })

    test('from a checkpoint that is not where it was left changes nothing', async () => {
      const store = await open()
      const first = await claimed(store)
      const second = valueOf(await store.commit(first, at(1), [changeTo(row('a'))]))
      for (const stale of [first, { ...second, position: { commit: 1n, prepare: 0n } }]) {
        expect(await store.commit(stale, at(2), [changeTo(row('a', { someInt4: 9 }))])).toMatchObject({
          left: { type: 'OwnershipLost' },
        })
      }
      expect(await found(store, row('a'))).toEqual([row('a')])
      expect(await claimed(store)).toMatchObject(at(1))
    })

    test('of many from the same checkpoint succeeds once', async () => {
      const store = await open()
      const owner = await claimed(store)
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, i) => store.commit(owner, at(1), [added(i)])),
      )
      expect(outcomes.filter(({ _tag }) => _tag === 'Right')).toHaveLength(1)
      expect(await entries(store, ...Array.from({ length: 12 }, (_, i) => i))).toHaveLength(1)
    })

    test('of a projection that nobody claimed is refused', async () => {
      const store = await open()
      const nobody = { ...(await claimed(store)), name: 'other' }
      expect(await store.commit(nobody, at(1), [])).toMatchObject({ left: { type: 'OwnershipLost' } })
    })

    test('is all or nothing: where one row is refused, no other is written and the checkpoint stays', async () => {
      const store = await open()
      const owner = valueOf(await store.commit(await claimed(store), at(1), [added(1)]))
      await expect(store.commit(owner, at(2), [changeTo(row('a')), added(2, 1)])).rejects.toThrow()
      expect(await found(store, row('a'))).toEqual([])
      expect(await entries(store, 1, 2)).toEqual([1])
      expect(valueOf(await store.commit(owner, at(2), [added(2)]))).toMatchObject(at(2))
    })

    test('never changes what was added', async () => {
      const store = await open()
      const owner = valueOf(await store.commit(await claimed(store), at(1), [added(1)]))
      const again = { table: probeLog, rows: [{ entry: 1n, note: 'another' }] }
      await expect(store.commit(owner, at(2), [again])).rejects.toThrow()
      expect(await store.rows(probeLog, [[1n]])).toEqual([{ entry: 1n, note: 'note 1' }])
    })

    test('adds to the sums of a key, and lets the first tell the rest', async () => {
      const store = await open()
      const day = '2026-03-05'
      const sumsOf = (owner: string, zone: string, balance: bigint) => ({
        table: probeSums,
        rows: [{ owner, day, zone, balance, entries: 1n }],
      })
      const first = valueOf(await store.commit(await claimed(store), at(1), [sumsOf('a', 'first', 5n)]))
      const second = valueOf(await store.commit(first, at(2), [sumsOf('a', 'second', -7n)]))
      await store.commit(second, at(3), [sumsOf('b', 'second', 1n)])
      expect(await store.rows(probeSums, [['a', day]])).toEqual([
        { owner: 'a', day, zone: 'first', balance: -2n, entries: 2n },
      ])
      expect(await store.rows(probeSums, [['b', day]])).toHaveLength(1)
    })

    test('is refused when a sum would not fit, and changes nothing', async () => {
      const store = await open()
      const most = { owner: 'a', day: '2026-03-05', zone: '', balance: 2n ** 63n - 1n, entries: 1n }
      const owner = valueOf(
        await store.commit(await claimed(store), at(1), [{ table: probeSums, rows: [most] }]),
      )
      const more = { table: probeSums, rows: [{ ...most, balance: 1n }] }
      await expect(store.commit(owner, at(2), [added(1), more])).rejects.toThrow()
      expect(await store.rows(probeSums, [['a', '2026-03-05']])).toEqual([most])
      expect(await entries(store, 1)).toEqual([])
    })

    test('takes many rows', async () => {
      const store = await open()
      const rows = Array.from({ length: 12_345 }, (_, i) => row(`row ${i}`))
      const owner = valueOf(await store.commit(await claimed(store), at(1), [changeTo(...rows)]))
      const changed = rows.map((values) => ({ ...values, maybeInt4: 1 }))
      valueOf(await store.commit(owner, at(2), [changeTo(...changed)]))
      const back = await found(store, ...rows)
      expect(back).toHaveLength(12_345)
      expect(back.every(({ maybeInt4 }) => maybeInt4 === 1)).toBe(true)
    })
  })

  describe(`rows (${name})`, () => {
    test('are those of the keys asked for, where they are there', async () => {
      const store = await open()
      const [a, b] = [row('a', { someInt8: 1n }), row('b', { someInt8: 2n })]
      await store.commit(await claimed(store), at(1), [changeTo(a, b)])
      expect(await store.rows(probe, [])).toEqual([])
      expect(await found(store, a)).toEqual([a])
      // The columns of a key belong together: neither of these is a row.
      expect(await found(store, { ...a, someInt8: 2n }, { ...b, someInt8: 1n }, row('c'))).toEqual([])
    })

    test('come back as they were written, whatever they hold', async () => {
      const store = await open()
      let owner = await claimed(store)
      let n = 0
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyRow, {
            minLength: 1,
            maxLength: 20,
            selector: (values) => keyOf(values).join('\0'),
          }),
          async (rows) => {
            owner = valueOf(await store.commit(owner, at(++n), [changeTo(...rows)]))
            const back = await found(store, ...rows)
            const sorted = (values: ReadonlyArray<Values>) =>
              values
                .map((value) => [keyOf(value).join('\0'), value] as const)
                .sort(([a], [b]) => (a < b ? -1 : 1))
            expect(sorted(back)).toEqual(sorted(rows))
          },
        ),
        { numRuns: runs },
      )
    })
  })

  parkingContract(name, open)
  dividingContract(name, open)
  resettingContract(name, open)

  test(`the statuses (${name}) tell how far each projection has come`, async () => {
    const store = await open()
    expect(await store.statuses()).toEqual([])
    await store.claim('q', 3, HISTORY)
    await store.commit(await claimed(store), at(5), [])
    const statuses = await store.statuses()
    expect(statuses).toMatchObject([
      { name: 'p', version: 1, ...at(5), incarnation: HISTORY },
      { name: 'q', version: 3, position: undefined, eventId: undefined, incarnation: HISTORY },
    ])
    expect(statuses.every(({ updatedAt }) => Instant.is(updatedAt))).toBe(true)
  })
}
