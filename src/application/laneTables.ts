import { isLeft, left, right, type Either } from '../fp.js'
import type { FoundRows, TableKeys } from '../projections/fold.js'
import { makingOf, nameIn, nameOf, type Making, type TableRows } from '../projections/making.js'
import type { Row, TableShape } from '../projections/table.js'
import type { EventAside, Redriven } from './aside.js'
import type { CheckpointMove, Ownership, OwnershipLost, ReadStore, StagedRows, TableChange } from './ports.js'
import { rowCache, type RowCache } from './rowCache.js'

/** The tables of one projection, as the one who owns it sees them. */
export interface LaneTables {
  /** As of the last transaction: what was held back since is not in it. */
  owner(): Ownership
  /** Those rows of these keys that are there: those used last are remembered, and only the others asked for. */
  find(keys: ReadonlyArray<TableKeys>): Promise<ReadonlyArray<FoundRows>>
  /**
   * Takes over what events did, up to `to`. It is written at once, or, where there are `more` to come, together with what
   * they do: a row that many of them touch is then written once. Left: nothing of what was held back is written.
   */
  commit(
    to: CheckpointMove,
    changes: ReadonlyArray<TableRows>,
    more: boolean,
  ): Promise<Either<OwnershipLost, void>>
  /** Writes what is held back, and then this with events put aside, in a transaction of its own. */
  park(
    to: CheckpointMove,
    changes: ReadonlyArray<TableRows>,
    aside: ReadonlyArray<EventAside>,
  ): Promise<Either<OwnershipLost | Redriven, void>>
  /** Events that waited were taken in by somebody else, as often as this: rows may be other ones than remembered. */
  redriven(redrives: bigint): void
  /** Writes all that is held back. */
  flush(): Promise<Either<OwnershipLost, void>>
}

export interface LaneTablesOptions {
  /** Rows that are remembered, of each table; default 20,000. */
  readonly cacheMax?: number
  /** Rows that are held back; default 20,000. */
  readonly rowsMax?: number
}

const CACHE_MAX = 20_000
const ROWS_MAX = 20_000
const STAGED_BYTES_MAX = 8_388_608
/** What is held back is written after so many commits, however few rows it is: it would have to be folded again. */
const COMMITS_MAX = 100

interface HeldBack {
  readonly making: Making
  /** Of logs, where the store takes them so. */
  readonly staged: Map<TableShape, StagedRows>
  to: CheckpointMove | undefined
  events: number
  commits: number
}

const ignore = (): void => undefined

const changesIn = (making: Making): ReadonlyArray<TableRows> =>
  making.rows('in key order').filter(({ rows }) => rows.length > 0)

/** What a fold changes, as a store is to write it. */
export const inKeyOrder = (
  tables: ReadonlyArray<TableShape>,
  changes: ReadonlyArray<TableRows>,
): ReadonlyArray<TableRows> => {
  const making = makingOf(tables)
  making.merge(changes)
  return changesIn(making)
}

/**
 * Rows and checkpoint are always written in one transaction, by the store's own compare-and-set. While one such transaction is
 * under way, events are folded into the next; no more than two are in memory. Rejects once the store has rejected:
 * what was held back is then lost with all this, and told again by the log.
 */
export const laneTables = (
  tables: ReadonlyArray<TableShape>,
  claimed: Ownership,
  reads: Pick<ReadStore, 'rows' | 'stage' | 'commit' | 'park'>,
  { cacheMax = CACHE_MAX, rowsMax = ROWS_MAX }: LaneTablesOptions = {},
): LaneTables => {
  const emptyCaches = () => new Map<TableShape, RowCache>(tables.map((table) => [table, rowCache(cacheMax)]))
  let caches = emptyCaches()
  const nothing = (): HeldBack => ({
    making: makingOf(tables),
    staged: new Map(),
    to: undefined,
    events: 0,
    commits: 0,
  })
  /** As of the last transaction. */
  let owner = claimed
  let held = nothing()
  let written: HeldBack | undefined
  let writing: Promise<Either<OwnershipLost, void>> = Promise.resolve(right(undefined))

  const rowOf = (table: TableShape, name: string): { readonly row: Row | undefined } | undefined => {
    const row = held.making.row(table, name) ?? written?.making.row(table, name)
    if (row !== undefined) return { row }
    const cache = caches.get(table)
    return cache?.has(name) === true ? { row: cache.get(name) } : undefined
  }

  const remember = ({ making }: HeldBack): void => {
    for (const { table, rows } of making.rows()) {
      if (table.kind !== 'rows') continue
      const cache = caches.get(table)
      for (const values of rows) cache?.set(nameIn(table, values), { table, values })
    }
  }

  /** After what is under way. */
  const stage = ({ staged }: HeldBack, { table, rows }: TableRows): boolean => {
    const place = table.kind === 'log' ? (staged.get(table) ?? reads.stage?.(table)) : undefined
    place?.add(rows)
    if (place !== undefined) staged.set(table, place)
    return place !== undefined
  }

  const isFull = ({ making, staged, commits }: HeldBack): boolean => {
    let bytes = 0
    for (const rows of staged.values()) bytes += rows.bytes()
    return making.size() >= rowsMax || bytes >= STAGED_BYTES_MAX || commits >= COMMITS_MAX
  }

  const write = async ({ making, staged, to, events }: HeldBack): Promise<Either<OwnershipLost, void>> => {
    const before = await writing
    if (isLeft(before) || to === undefined) return before
    const changes: ReadonlyArray<TableChange> = [
      ...changesIn(making),
      ...[...staged].map(([table, rows]) => ({ table, rows: [], staged: rows })),
    ]
    const committed = await reads.commit(owner, { ...to, events }, changes)
    if (isLeft(committed)) return left(committed.left)
    owner = committed.right
    return right(undefined)
  }

  const begin = async (): Promise<void> => {
    const before = await writing
    if (isLeft(before)) return
    if (written !== undefined) remember(written)
    written = held
    held = nothing()
    writing = write(written)
    // Whoever comes next hears of it.
    writing.catch(ignore)
  }

  const flush = async (): Promise<Either<OwnershipLost, void>> => {
    if (held.to !== undefined) await begin()
    return writing
  }

  return {
    owner: () => owner,
    find: (wanted) =>
      Promise.all(
        wanted.map(async ({ table, keys }) => {
          const own: Array<Row> = []
          const missing = keys.filter((key) => {
            const known = rowOf(table, nameOf(key))
            if (known?.row !== undefined) own.push(known.row)
            return known === undefined
          })
          return { table, rows: missing.length === 0 ? [] : await reads.rows(table, missing), own }
        }),
      ),
    commit: async (to, changes, more) => {
      // Of what is written at once, nothing has to be held.
      held.making.merge(more ? changes.filter((rows) => !stage(held, rows)) : changes)
      held.to = to
      held.events += to.events ?? 0
      held.commits += 1
      if (!more) return flush()
      if (isFull(held)) await begin()
      return right(undefined)
    },
    park: async (to, changes, aside) => {
      const before = await flush()
      if (isLeft(before)) return before
      const own = nothing()
      own.making.merge(changes)
      const parked = await reads.park(owner, to, changesIn(own.making), aside)
      if (isLeft(parked)) return parked
      owner = parked.right
      if (written !== undefined) remember(written)
      written = own
      return right(undefined)
    },
    redriven: (redrives) => {
      owner = { ...owner, redrives }
      caches = emptyCaches()
      written = undefined
    },
    flush,
  }
}
