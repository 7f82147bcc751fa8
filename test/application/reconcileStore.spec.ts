import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { reconcileStore } from '../../src/application/reconcileStore.js'
import { reconcile, reconciledEvents } from '../../src/projections/reconciliation.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { stored } from '../support/deliveries.js'
import { before, paidOut } from '../support/paidOut.js'
import { appendAll } from '../support/projecting.js'
import { recorded } from '../support/projections.js'
import { instant } from '../support/spec.js'

const END = instant('2027-12-31T00:00:00.000Z')

const holding = async (history: ReadonlyArray<Occurrence>) => {
  const store = memoryEventStore({ system })
  await appendAll(store, history.map(stored))
  return store
}

describe('the figures in a store', () => {
  test('agree where the rules made them, and only those of money are counted', async () => {
    const history = recorded(paidOut())
    const compared = history.filter(({ event }) => reconciledEvents.has(event.type))
    expect(compared.length).toBeLessThan(history.length)
    expect(await reconcileStore(await holding(history), { at: END })).toMatchObject({
      right: { events: compared.length, differences: [] },
    })
  })

  test('that differ come out as they do of the history itself', async () => {
    const history = before('OrderSettled')
    const differences = reconcile(history, END)
    expect(differences).toHaveLength(1)
    expect(await reconcileStore(await holding(history), { at: END })).toMatchObject({
      right: { differences },
    })
  })

  test('of an empty store agree', async () => {
    expect(await reconcileStore(await holding([]), { at: END })).toMatchObject({
      right: { events: 0, differences: [] },
    })
  })

  test('are missing where an event cannot be read', async () => {
    const store = memoryEventStore({ system })
    const broken = recorded(paidOut())
      .map(stored)
      .map((event) => (event.type === 'StatementClosed' ? { ...event, data: '{}' } : event))
    await appendAll(store, broken)
    expect(await reconcileStore(store, { at: END })).toMatchObject({ left: { type: 'StatementClosed' } })
  })

  test('are not told when the signal aborts', async () => {
    const store = await holding(recorded(paidOut()))
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(reconcileStore(store, { at: END, signal })).rejects.toThrow('enough')
  })
})
