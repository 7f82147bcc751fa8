import { expect, test } from 'vitest'
import { sealer } from '../../src/adapters/keys/sealer.js'
import { memoryEventStore, memoryKeyStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { copyEvents } from '../../src/application/copyEvents.js'
import type { EventStore } from '../../src/application/ports.js'
import { projector } from '../../src/application/projector.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { fillDemo } from '../../src/cli/demo/index.js'
import { projections } from '../../src/projections/index.js'

/** Every row of every read model, without what each store sets by itself. */
const rowsOf = async (events: EventStore) => {
  const reads = memoryReadStore(system)
  const outcomes = await projector({ events, reads, projections, system }).catchUp({})
  expect(outcomes.map(({ halt }) => halt)).toEqual(projections.map(() => undefined))
  return projections.flatMap(({ tables }) =>
    tables.map((table) => [
      table.name,
      reads
        .table(table)
        .map(({ position: _position, recordedAt: _recordedAt, ...row }) =>
          JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
        )
        .toSorted(),
    ]),
  )
}

test('the read models of a copied marketplace are those of the original', async () => {
  const source = memoryEventStore({ system })
  await fillDemo({ center: sellerCenter({ store: source, system }), sealer: sealer(memoryKeyStore()) })
  const target = memoryEventStore({ system })
  const copied = await copyEvents({ source, target, system })
  expect(copied).toMatchObject({ right: { verified: true } })
  const rows = await rowsOf(source)
  expect(rows.length).toBeGreaterThan(5)
  expect(await rowsOf(target)).toEqual(rows)
})
