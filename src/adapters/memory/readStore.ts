import { left, right } from '../../fp.js'
import type {
  CheckpointMove,
  Ownership,
  ProjectionStatus,
  ReadStore,
  System,
  TableChange,
} from '../../application/ports.js'
import { RowsRefused } from '../../application/refusedRows.js'
import { laneNames, OtherShards, projectionOf, shardOf } from '../../application/shard.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { Value, Values } from '../../projections/column.js'
import { fits, type TableShape, type ValuesOf } from '../../projections/table.js'
import { asideEvents } from './asideEvents.js'

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
      throw new RowsRefused('23505', table.name)
    }
    names.add(name)
    const after = written(table, before, row)
    for (const [column, { is }] of Object.entries(table.columns)) {
      if (!is(after[column])) throw new RowsRefused('22000', table.name, column)
    }
  }
}

export interface MemoryReadStore extends ReadStore {
  /** All rows of a table, in no order. */
  table(table: TableShape): ReadonlyArray<Values>
}

/** The rows of a table by their types: none was written that does not fit its columns. */
export const rowsIn = <T extends TableShape>(
  reads: Pick<MemoryReadStore, 'table'>,
  table: T,
): ReadonlyArray<ValuesOf<T>> => reads.table(table).filter((row) => fits(table, row))

/** Read models in memory, for tests, simulations and as-of answers. */
export const memoryReadStore = ({ now }: Pick<System, 'now'>): MemoryReadStore => {
  const owners = new Map<string, Ownership>()
  const statuses = new Map<string, ProjectionStatus>()
  const tables = new Map<string, Map<string, Values>>()
  const aside = asideEvents({ now })

  const keep = (owner: Ownership): Ownership => {
    const { name, version, position, eventId, incarnation } = owner
    owners.set(name, owner)
    statuses.set(name, { name, version, position, eventId, incarnation, updatedAt: now() })
    return owner
  }

  /** Answers or throws as a promise, as every store does. */
  const asked = <A>(answer: () => A): Promise<A> => Promise.resolve().then(answer)

  const isOwner = (owner: Ownership): boolean => {
    const known = owners.get(owner.name)
    return known?.epoch === owner.epoch && isSame(known.position, owner.position)
  }

  /** Of a projection: its own, or those of its shards. */
  const lanesOf = (projection: string): ReadonlyArray<Ownership> =>
    [...owners.values()].filter(({ name }) => projectionOf(name) === projection)

  const lost = ({ name }: Ownership) => left({ type: 'OwnershipLost' as const, name })
  const redriven = ({ name }: Ownership) => left({ type: 'Redriven' as const, name })

  const write = (changes: ReadonlyArray<TableChange>): void => {
    for (const change of changes) check(change, tables.get(change.table.name))
    for (const { table, rows } of changes) {
      const held = tables.get(table.name) ?? new Map<string, Values>()
      tables.set(table.name, held)
      for (const row of rows) {
        const name = nameIn(table, row)
        held.set(name, written(table, held.get(name), row))
      }
    }
  }

  const moved = (owner: Ownership, { position, eventId, events = 0 }: CheckpointMove): Ownership =>
    keep({ ...owner, position, eventId, consumed: owner.consumed + BigInt(events) })

  const begun = (
    name: string,
    version: number,
    incarnation: string,
    epoch: bigint,
    fingerprint?: string,
  ): Ownership =>
    keep({
      ...{ name, version, incarnation, epoch, fingerprint },
      ...{ position: undefined, eventId: undefined, consumed: 0n, redrives: 0n },
    })

  return {
    claim: (name, version, incarnation, fingerprint) =>
      asked(() => {
        const { of } = shardOf(name)
        const projection = projectionOf(name)
        const [known] = lanesOf(projection)
        if (known !== undefined && shardOf(known.name).of !== of)
          throw new OtherShards(projection, shardOf(known.name).of)
        if (known === undefined && of > 1)
          for (const lane of laneNames(projection, of)) begun(lane, version, incarnation, 0n)
        const held = owners.get(name)
        const epoch = (held?.epoch ?? 0n) + 1n
        return held?.position === undefined
          ? begun(name, version, incarnation, epoch, fingerprint)
          : keep({ ...held, epoch })
      }),

    rows: (table, keys) =>
      asked(() =>
        keys.flatMap((key) => {
          const row = tables.get(table.name)?.get(nameOf(key))
          return row === undefined ? [] : [row]
        }),
      ),

    commit: (owner, to, changes) =>
      asked(() => {
        if (!isOwner(owner)) return lost(owner)
        write(changes)
        // The owner goes on with what it knows of re-drives: its next `park` is to notice one.
        const { redrives } = owner
        return right({
          ...moved({ ...owner, redrives: owners.get(owner.name)?.redrives ?? 0n }, to),
          redrives,
        })
      }),

    tryRows: (changes) =>
      asked(() => {
        for (const change of changes) check(change, tables.get(change.table.name))
      }),

    park: (owner, to, changes, events) =>
      asked(() => {
        if (!isOwner(owner)) return lost(owner)
        if (owners.get(owner.name)?.redrives !== owner.redrives) return redriven(owner)
        write(changes)
        aside.add(projectionOf(owner.name), events)
        return right(moved(owner, to))
      }),

    ownership: (name) => asked(() => owners.get(name)),

    parkedPartitions: (name) => asked(() => aside.waiting(projectionOf(name))),

    eventsAside: (name, { partition, limit }) =>
      asked(() => aside.of(projectionOf(name), partition).slice(0, limit)),

    redrive: (owner, changes, taken, poison) =>
      asked(() => {
        const known = owners.get(owner.name)
        if (known?.epoch !== owner.epoch) return lost(owner)
        if (known.redrives !== owner.redrives || !aside.allWait(projectionOf(owner.name), taken))
          return redriven(owner)
        write(changes)
        aside.take(projectionOf(owner.name), taken)
        if (poison !== undefined) aside.poisoned(projectionOf(owner.name), poison)
        return right(keep({ ...known, redrives: known.redrives + 1n }))
      }),

    reshard: (given, of) =>
      asked(() => {
        const [first] = given
        if (first === undefined) return right(undefined)
        const known = lanesOf(projectionOf(first.name))
        const stale = [...given.filter((owner) => !isOwner(owner)), ...known].find(
          (lane) => !isOwner(lane) || given.every(({ name }) => name !== lane.name),
        )
        if (stale !== undefined) return lost(stale)
        for (const { name } of known) {
          owners.delete(name)
          statuses.delete(name)
        }
        const epoch = known.reduce((most, lane) => (lane.epoch > most ? lane.epoch : most), 0n) + 1n
        const redrives = known.reduce((most, lane) => (lane.redrives > most ? lane.redrives : most), 0n)
        for (const name of laneNames(projectionOf(first.name), of)) keep({ ...first, name, epoch, redrives })
        return right(undefined)
      }),

    reset: (name, version, emptied, incarnation) =>
      asked(() => {
        for (const table of emptied) tables.delete(table.name)
        aside.forget(projectionOf(name))
        const known = lanesOf(name)
        const epoch = (known[0]?.epoch ?? 0n) + 1n
        for (const lane of known) begun(lane.name, version, incarnation, lane.epoch + 1n)
        return owners.get(known[0]?.name ?? name) ?? begun(name, version, incarnation, epoch)
      }),

    statuses: () => asked(() => [...statuses.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),

    table: ({ name }) => [...(tables.get(name)?.values() ?? [])],
  }
}
