import { left, right } from '../../fp.js'
import type { Ownership, ProjectionStatus, ReadStore, System, TableChange } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { Value, Values } from '../../projections/column.js'
import type { TableShape } from '../../projections/table.js'

const nameOf = (key: ReadonlyArray<Value>): string => key.join('\0')

const nameIn = ({ key }: TableShape, row: Values): string => nameOf(key.map((column) => row[column] ?? null))

const isSame = (a: Position | undefined, b: Position | undefined): boolean =>
  a?.commit === b?.commit && a?.prepare === b?.prepare

const lesser = (a: Value, b: Value): Value => (String(b) < String(a) ? b : a)

const sum = ({ sums, least }: TableShape, a: Values, b: Values): Values => ({
  ...a,
  ...Object.fromEntries(least.map((column) => [column, lesser(a[column] ?? null, b[column] ?? null)])),
  ...Object.fromEntries(sums.map((column) => [column, BigInt(a[column] ?? 0) + BigInt(b[column] ?? 0)])),
})

/** The row that is there once this one is written. */
const written = (table: TableShape, held: Values | undefined, row: Values): Values =>
  held === undefined || table.kind !== 'sums' ? row : sum(table, held, row)

/** What Postgres would refuse is refused here too: values of another type, a key twice, a change of what was added. */
const check = ({ table, rows }: TableChange, held: ReadonlyMap<string, Values> | undefined): void => {
  const names = new Set<string>()
  for (const row of rows) {
    const name = nameIn(table, row)
    const before = held?.get(name)
    if (names.has(name) || (table.kind === 'log' && before !== undefined)) {
      throw new Error(`${table.name} already has a row ${name}`)
    }
    names.add(name)
    const after = written(table, before, row)
    for (const [column, { is }] of Object.entries(table.columns)) {
      if (!is(after[column]))
        throw new TypeError(`${table.name}.${column} cannot hold ${String(after[column])}`)
    }
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
    const { epoch: _, ...status } = owner
    owners.set(owner.name, owner)
    statuses.set(owner.name, { ...status, updatedAt: now() })
    return owner
  }

  /** Answers or throws as a promise, as every store does. */
  const asked = <A>(answer: () => A): Promise<A> => Promise.resolve().then(answer)

  return {
    claim: (name, version, incarnation) =>
      asked(() => {
        const held = owners.get(name)
        const epoch = (held?.epoch ?? 0n) + 1n
        return held?.position === undefined
          ? keep({ name, version, incarnation, position: undefined, eventId: undefined, epoch })
          : keep({ ...held, epoch })
      }),

    rows: (table, keys) =>
      asked(() =>
        keys.flatMap((key) => {
          const row = tables.get(table.name)?.get(nameOf(key))
          return row === undefined ? [] : [row]
        }),
      ),

    commit: (owner, { position, eventId }, changes) =>
      asked(() => {
        const known = owners.get(owner.name)
        if (known?.epoch !== owner.epoch || !isSame(known.position, owner.position)) {
          return left({ type: 'OwnershipLost', name: owner.name })
        }
        for (const change of changes) check(change, tables.get(change.table.name))
        for (const { table, rows } of changes) {
          const held = tables.get(table.name) ?? new Map<string, Values>()
          tables.set(table.name, held)
          for (const row of rows) {
            const name = nameIn(table, row)
            held.set(name, written(table, held.get(name), row))
          }
        }
        return right(keep({ ...owner, position, eventId }))
      }),

    reset: (name, version, emptied, incarnation) =>
      asked(() => {
        for (const table of emptied) tables.delete(table.name)
        const epoch = (owners.get(name)?.epoch ?? 0n) + 1n
        return keep({ name, version, incarnation, position: undefined, eventId: undefined, epoch })
      }),

    statuses: () => asked(() => [...statuses.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),

    table: ({ name }) => [...(tables.get(name)?.values() ?? [])],
  }
}
