import type { Ownership, ReadStore, TableChange } from '../../../src/application/ports.js'
import type { Value, Values } from '../../../src/projections/column.js'
import { probe, probeLog } from '../../support/probe.js'

const AT = '2026-03-05T12:30:00.000Z'

export const row = (someText: string, more: Values = {}): Values => ({
  someText,
  someDay: '2026-03-05',
  someInt8: 1n,
  someInt4: 0,
  someBool: false,
  someInstant: AT,
  maybeText: null,
  maybeDay: null,
  maybeInt8: null,
  maybeInt4: null,
  maybeBool: null,
  maybeInstant: null,
  ...more,
})

export const keyOf = (values: Values): ReadonlyArray<Value> =>
  probe.key.map((column) => values[column] ?? null)

export const changeTo = (...rows: ReadonlyArray<Values>): TableChange => ({ table: probe, rows })
export const added = (...entries: ReadonlyArray<number>): TableChange => ({
  table: probeLog,
  rows: entries.map((entry) => ({ entry: BigInt(entry), note: `note ${entry}` })),
})

export const at = (commit: number | bigint) => ({
  position: { commit: BigInt(commit), prepare: BigInt(commit) },
  eventId: `event-${commit}`,
})

export const HISTORY = 'history-1'

export const claimed = async (store: ReadStore): Promise<Ownership> => store.claim('p', 1, HISTORY)
export const found = (store: ReadStore, ...rows: ReadonlyArray<Values>) => store.rows(probe, rows.map(keyOf))
export const entries = async (store: ReadStore, ...keys: ReadonlyArray<number>) =>
  (
    await store.rows(
      probeLog,
      keys.map((key) => [BigInt(key)]),
    )
  )
    .map(({ entry }) => Number(entry))
    .sort()
