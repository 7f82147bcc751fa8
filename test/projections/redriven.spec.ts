import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { projector } from '../../src/application/projector.js'
import { redrivePartition } from '../../src/application/redrive.js'
import type { Values } from '../../src/projections/column.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { foldAll } from '../../src/projections/fold.js'
import { projections as readModels } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import type { TableShape } from '../../src/projections/table.js'
import { histories } from '../support/arbitraries/history.js'
import { historyStore } from '../support/deliveries.js'
import { poisoned } from '../support/poisoned.js'
import { RECORDED_AT } from '../support/projections.js'
import { valueOf } from '../support/spec.js'

const told = fc.sample(histories(8), { numRuns: 40, seed: 3 })
const system = { jitter: () => 0, sleep: () => Promise.resolve() }

const byKey = (table: TableShape, rows: ReadonlyArray<Values>): ReadonlyMap<string, Values> =>
  new Map(rows.map((row) => [table.key.map((column) => String(row[column])).join(' '), row]))

let parkedInAll = 0

describe.each([...readModels, deadlines].map((projection) => [projection.name, projection] as const))(
  '%s',
  (name, projection) => {
    test('has the same rows as if no event had ever waited, once what waited is taken in', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...told),
          fc.integer({ min: 2, max: 30 }),
          fc.nat(30),
          fc.noBias(fc.integer({ min: 1, max: 60 })),
          fc.nat(100),
          async ({ occurrences }, every, salt, batchMax, mendedAt) => {
            const reads = memoryReadStore({ now: () => RECORDED_AT })
            const run = async (as: Projection, length = occurrences.length) =>
              projector({
                ...{ events: historyStore(occurrences.slice(0, length)), reads, system, batchMax },
                projections: [as],
              }).catchUp()
            const bad = poisoned(projection, every, salt)
            const events = historyStore(occurrences)
            await run(bad, mendedAt)
            // What is mended in part stops again at the next one.
            const better = poisoned(projection, every * 2, salt)
            for (const { partition } of await reads.parkedPartitions(name)) {
              parkedInAll += 1
              valueOf(await redrivePartition(better, { name, partition }, { events, reads }))
            }
            expect(await run(better)).toMatchObject([{ name }])
            for (const { partition, events: waiting } of await reads.parkedPartitions(name)) {
              const mended = await redrivePartition(projection, { name, partition }, { events, reads })
              expect(valueOf(mended)).toEqual({ name, partition, taken: waiting, waiting: 0 })
            }
            expect(await reads.eventsAside(name, { limit: 1 })).toEqual([])
            for (const { table, rows } of foldAll(projection, occurrences))
              expect(byKey(table, reads.table(table))).toEqual(byKey(table, rows))
          },
        ),
        { numRuns: 25 },
      )
    })
  },
)

test('many events did wait meanwhile', () => {
  expect(parkedInAll).toBeGreaterThan(100)
})
