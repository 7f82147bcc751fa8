import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { openLane } from '../../src/application/lane.js'
import { laneNames, shardOf, isOfShard } from '../../src/application/shard.js'
import { projector } from '../../src/application/projector.js'
import type { Values } from '../../src/projections/column.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import { projections as readModels } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import type { TableShape } from '../../src/projections/table.js'
import { histories, pieces, type History } from '../support/arbitraries/history.js'
import { delivered, historyStore } from '../support/deliveries.js'
import { RECORDED_AT } from '../support/projections.js'

const projections = [...readModels, deadlines]
const seed = Math.trunc(Math.random() * 2 ** 31)
const told: ReadonlyArray<History> = fc
  .sample(histories(10), { numRuns: 40, seed })
  .toSorted((a, b) => a.occurrences.length - b.occurrences.length)
const anyHistory = fc.constantFrom(...told)
const stores = new Map(told.map(({ occurrences }) => [occurrences, historyStore(occurrences)]))
const sizes = fc.array(fc.nat(9), { maxLength: 12 })
const shards = fc.integer({ min: 1, max: 8 })

const byKey = (table: TableShape, rows: ReadonlyArray<Values>): ReadonlyMap<string, Values> =>
  new Map(rows.map((row) => [table.key.map((column) => String(row[column])).join(' '), row]))

const folded = (projection: Projection, occurrences: ReadonlyArray<Occurrence>) =>
  foldAll(projection, occurrences).map(({ table, rows }) => byKey(table, rows))

const storeOf = (occurrences: ReadonlyArray<Occurrence>) =>
  stores.get(occurrences) ?? historyStore(occurrences)

describe.each(projections.map((projection) => [projection.name, projection] as const))(
  'shards of %s',
  (name, projection) => {
    test('make the same tables as the whole, 1 to 8 of them, one after the other or in turns', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, shards, sizes, fc.boolean(), async ({ occurrences }, of, cut, turns) => {
          const reads = memoryReadStore({ now: () => RECORDED_AT })
          const events = storeOf(occurrences)
          const names = laneNames(name, of)
          const lanes = await Promise.all(names.map((lane) => openLane(projection, { events, reads, lane })))
          const pages = pieces(occurrences, cut).map((page) => page.map(delivered))
          if (turns) for (const page of pages) for (const lane of lanes) await lane.feed(page)
          else for (const lane of lanes) for (const page of pages) await lane.feed(page, true)
          for (const lane of lanes) await lane.flush()
          expect(lanes.flatMap((lane) => lane.halt() ?? [])).toEqual([])
          expect(projection.tables.map((table) => byKey(table, reads.table(table)))).toEqual(
            folded(projection, occurrences),
          )
        }),
        { numRuns: 20, seed },
      )
    })

    test('are divided anew, again and again, wherever they stand', async () => {
      await fc.assert(
        fc.asyncProperty(
          anyHistory,
          fc.array(fc.tuple(fc.nat(100), shards), { minLength: 1, maxLength: 4 }),
          async ({ occurrences }, sittings) => {
            const reads = memoryReadStore({ now: () => RECORDED_AT })
            const caughtUp = async (count: number, of: number) => {
              const events = historyStore(occurrences.slice(0, count))
              const options = { events, reads, projections: [projection], system, batchMax: 7, shards: of }
              const outcomes = await projector(options).catchUp()
              expect(outcomes).toMatchObject([{ name }])
              expect(outcomes[0]?.halt).toBeUndefined()
              expect((await reads.statuses()).map((status) => status.name).sort()).toEqual(
                [...laneNames(name, of)].sort(),
              )
            }
            let [count, last] = [0, 1]
            for (const [step, of] of sittings) {
              ;[count, last] = [Math.min(occurrences.length, count + step), of]
              await caughtUp(count, of)
            }
            await caughtUp(occurrences.length, last)
            expect(projection.tables.map((table) => byKey(table, reads.table(table)))).toEqual(
              folded(projection, occurrences),
            )
          },
        ),
        { numRuns: 8, seed },
      )
    })
  },
)

describe('shards', () => {
  test('have every partition exactly once, about evenly', () => {
    const counts = Array.from({ length: 4 }, () => 0)
    for (let i = 0; i < 4_000; i++) {
      const mine = counts.flatMap((_, index) => (isOfShard({ index, of: 4 }, `order-o${i}`) ? [index] : []))
      expect(mine).toHaveLength(1)
      counts[mine[0] ?? 0] = (counts[mine[0] ?? 0] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  test('keep a partition for ever where it is: where rows are depends on it', () => {
    const of8 = ['order-o1', 'order-o2', 'seller-s1', 'product-p9', ''].map((partition) =>
      laneNames('p', 8).findIndex((lane) => isOfShard(shardOf(lane), partition)),
    )
    expect(of8).toEqual([1, 7, 2, 2, 5])
  })

  test.each([0, 65, 1.5, Number.NaN])('are never %s', async (wrong) => {
    const reads = memoryReadStore({ now: () => RECORDED_AT })
    const options = { events: historyStore([]), reads, projections, system, shards: wrong }
    await expect(projector(options).catchUp()).rejects.toThrow('it must be a whole number from 1 to 64')
  })
})
