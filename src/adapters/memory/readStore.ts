import { left, right } from '../../fp.js'
import type { Ownership, ProjectionStatus, ReadStore, System, TableChange } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { TableShape, Value, Values } from '../../projections/table.js'

const nameOf = (key: ReadonlyArray<Value>): string => key.join('\0')

const isSame = (a: Position | undefined, b: Position | undefined): boolean =>
  a?.commit === b?.commit && a?.prepare === b?.prepare

/** What Postgres would refuse is refused here too: values of another type, a row added twice. */
const check = ({ table, rows }: TableChange, held: ReadonlyMap<string, Values> | undefined): void => {
  const names = new Set<string>()
  for (const row of rows) {
    for (const [column, { is }] of Object.entries(table.columns)) {
      if (!is(row[column])) throw new TypeError(`${table.name}.${column} cannot hold ${String(row[column])}`)
    }
    const name = nameOf(table.key.map((column) => row[column] ?? null))
    if (names.has(name) || (table.appendOnly && held?.has(name) === true)) {
      throw new Error(`${table.name} already has a row ${name}`)
    }
    names.add(name)
  }
}

export interface MemoryReadStore extends ReadStore {
  /** All rows of a table, in no order. */
  table(table: TableShape): ReadonlyArray<Values>
}

/** Read models in memory, for tests, simulations and as-of answers. */
export const memoryReadStore = ({ now }: Pick<System, 'now'>): MemoryReadStore => {
  const owners = new Map<string, Ownership>()
  const statuses = new Map<string, ProjectionStatus>()
  const tables = new Map<string, Map<string, Values>>()

  const keep = (owner: Ownership): Ownership => {
    owners.set(owner.name, owner)
    statuses.set(owner.name, {
      name: owner.name,
      version: owner.version,
      position: owner.position,
      eventId: owner.eventId,
      incarnation: owner.incarnation,
      updatedAt: now(),
    })
    return owner
  }

  return {
    claim: async (name, version, incarnation) => {
      const held = owners.get(name)
      return held?.position === undefined
        ? keep({
            name,
            version,
            incarnation,
            position: undefined,
            eventId: undefined,
            epoch: (held?.epoch ?? 0n) + 1n,
          })
        : keep({ ...held, epoch: held.epoch + 1n })
    },

    rows: async (table, keys) =>
      keys.flatMap((key) => {
        const row = tables.get(table.name)?.get(nameOf(key))
        return row === undefined ? [] : [row]
      }),

    commit: async (owner, { position, eventId }, changes) => {
      const held = owners.get(owner.name)
      if (held?.epoch !== owner.epoch || !isSame(held.position, owner.position)) {
        return left({ type: 'OwnershipLost', name: owner.name })
      }
      for (const change of changes) check(change, tables.get(change.table.name))
      for (const { table, rows } of changes) {
        const held = tables.get(table.name) ?? new Map<string, Values>()
        tables.set(table.name, held)
        for (const row of rows) held.set(nameOf(table.key.map((column) => row[column] ?? null)), row)
      }
      return right(keep({ ...owner, position, eventId }))
    },

    statuses: async () => [...statuses.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),

    table: ({ name }) => [...(tables.get(name)?.values() ?? [])],
  }
}
