import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import type { DomainEvent } from '../../src/domain/events.js'
import type { Values } from '../../src/projections/column.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { inKeyOrder } from '../../src/application/laneTables.js'
import { foldAll, folding, type Occurrence } from '../../src/projections/fold.js'
import { kpis } from '../../src/projections/kpis.js'
import { projections as readModels } from '../../src/projections/index.js'
import { ownPartition, shardKey, sharedPartition } from '../../src/projections/partition.js'
import { touchesOf, type Projection } from '../../src/projections/projection.js'
import type { TableShape } from '../../src/projections/table.js'
import { valueOf } from '../support/spec.js'
import { histories } from '../support/arbitraries/history.js'
import { RECORDED_AT } from '../support/projections.js'

const all = [...readModels, deadlines]
const told = fc.sample(histories(10), { numRuns: 60, seed: 7 })

const partsOf = (
  { partition }: Projection,
  occurrences: ReadonlyArray<Occurrence>,
): ReadonlyArray<ReadonlyArray<Occurrence>> => {
  const parts = new Map<string, Array<Occurrence>>()
  for (const occurrence of occurrences) {
    const name = partition(occurrence.recorded.stream)
    parts.set(name, [...(parts.get(name) ?? []), occurrence])
  }
  return [...parts.values()]
}

const sorted = (table: TableShape, rows: ReadonlyArray<Values>): ReadonlyMap<string, Values> =>
  new Map(rows.map((row) => [table.key.map((column) => String(row[column])).join(' '), row]))

const sameInAnyOrder = async (projection: Projection, occurrences: ReadonlyArray<Occurrence>) => {
  const reads = memoryReadStore({ now: () => RECORDED_AT })
  let owner = await reads.claim(projection.name, projection.version, 'x')
  for (const part of [...partsOf(projection, occurrences)].reverse()) {
    const last = part.at(-1)?.recorded
    if (last === undefined) continue
    const changes = valueOf(folding(projection, part).finish([]))
    owner = valueOf(await reads.commit(owner, last, inKeyOrder(projection.tables, changes)))
  }
  for (const { table, rows } of foldAll(projection, occurrences))
    expect(sorted(table, reads.table(table))).toEqual(sorted(table, rows))
}

describe.each(all.map((projection) => [projection.name, projection] as const))('%s', (_, projection) => {
  test('has no row that events of two partitions evolve', () => {
    for (const { occurrences } of told) {
      const partitionsByRow = new Map<string, Set<string>>()
      for (const { event, recorded } of occurrences) {
        for (const touch of touchesOf(projection, event, recorded)) {
          if (touch.kind === 'add') continue
          const row = [touch.table.name, ...touch.key].join(' ')
          const partitions = partitionsByRow.get(row) ?? new Set()
          partitionsByRow.set(row, partitions.add(projection.partition(recorded.stream)))
        }
      }
      expect([...partitionsByRow].filter(([, { size }]) => size > 1)).toEqual([])
    }
  })

  test('has no partition that two shards share, told from the stream or from the partition', () => {
    const keys = new Map<string, string>()
    for (const { occurrences } of told)
      for (const { recorded } of occurrences) {
        const partition = projection.partition(recorded.stream)
        expect(shardKey(partition)).toBe(shardKey(recorded.stream))
        expect(keys.get(partition) ?? shardKey(partition)).toBe(shardKey(partition))
        keys.set(partition, shardKey(partition))
      }
    expect(new Set(keys.values()).size).toBeGreaterThan(1)
  })

  test('has the same rows when its partitions are taken in one after the other, the last first', async () => {
    for (const { occurrences } of told.slice(0, 20)) await sameInAnyOrder(projection, occurrences)
  })
})

test('a zone or a seller that additions tell differently does not depend on their order', async () => {
  for (const { occurrences } of told.slice(0, 20)) {
    for (const [column, values] of [
      ['zone', ['Etc/UTC', 'Africa/Abidjan']],
      ['sellerId', ['s8', 's9']],
    ] as const) {
      const torn = occurrences.map(({ event, recorded }, i) => {
        const data = { ...event.data, [column]: values[i % 3 === 0 ? 0 : 1] }
        return { recorded, event: { ...event, occurredAt: RECORDED_AT, data } as DomainEvent }
      })
      await sameInAnyOrder(kpis, torn)
    }
  }
})

describe('a partition', () => {
  test.each([
    ['order-o-1', 'order-o-1'],
    ['commission-o-1', 'order-o-1'],
    ['settlement-o-1', 'order-o-1'],
    ['statement-s.1-a.2026-03-02.EUR', 'seller-s.1-a'],
    ['payout-s.1-a.2026-03-06.EUR', 'seller-s.1-a'],
    ['afterSales-c1', 'afterSales-c1'],
    ['somethingNew-o-1', 'somethingNew-o-1'],
  ])('that streams share is told from the name alone: %s is of %s', (stream, partition) => {
    expect(sharedPartition(stream)).toBe(partition)
    expect(ownPartition(stream)).toBe(stream)
  })
})
