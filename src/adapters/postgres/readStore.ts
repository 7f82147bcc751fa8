import type { Pool } from 'pg'
import { isLeft, left, right, type Either } from '../../fp.js'
import type { Redriven } from '../../application/aside.js'
import type {
  CheckpointMove,
  Ownership,
  OwnershipLost,
  ReadStore,
  StagedRows,
  TableChange,
} from '../../application/ports.js'
import { projectionOf } from '../../application/shard.js'
import type { Value, Values } from '../../projections/column.js'
import type { TableShape } from '../../projections/table.js'
import { arrayBytes } from './arrayBytes.js'
import { asideSqlIn } from './asideEvents.js'
import { checkpointSqlIn, ownershipIn, statusIn } from './checkpoints.js'
import { lanesIn } from './lanes.js'
import { livenessSql } from './liveness.js'
import type { Row } from './queries/reader.js'
import { orRefused } from './refused.js'
import { quotedSchema } from './schemaName.js'
import { sessionsOf, type Ask, type Copy } from './sessions.js'
import { copyRows, type CopyRows } from './stagedRows.js'
import { tableSqlIn } from './tableSql.js'

export interface PostgresReadStoreOptions {
  readonly pool: Pool
  /** Migrated. */
  readonly schema: string
  /** Connections held from the pool while the store is open; default 2: more of them did not make it faster. */
  readonly sessions?: number
  /** For a session to be free; default 30 s. */
  readonly waitMs?: number
  /** For the server to carry out one statement; its answer may take half as long again. Default 30 s. */
  readonly statementMs?: number
}

/** A transaction whose worker asks nothing for so long is ended: it holds a checkpoint that others wait for. */
const FROZEN_MS = 5_000

/**
 * Texts come as UTC and ISO whatever the host has set. `synchronous_commit` is off because rows and checkpoint are lost
 * or kept together: after a crash of the server, the lost tail is read from the log again.
 */
const settings = (statementMs: number): string => `
  SET statement_timeout = ${statementMs};
  SET lock_timeout = ${statementMs};
  SET idle_in_transaction_session_timeout = ${Math.min(statementMs, FROZEN_MS)};
  SET timezone = 'UTC';
  SET datestyle = 'ISO, YMD';
  SET synchronous_commit = off;
  ${livenessSql()}`

/** Rows, or keys, of one statement: no parameter grows without bound. */
const ROWS_MAX = 10_000

const sqlTypeOf = (table: TableShape, column: string) => table.columns[column]?.sqlType ?? 'text'

/** One transaction; a left rolls back, and so does a rejection, with the end of its session. */
const transaction = async <E, A>(ask: Ask, work: () => Promise<Either<E, A>>): Promise<Either<E, A>> => {
  await ask('BEGIN')
  const outcome = await work()
  await ask(isLeft(outcome) ? 'ROLLBACK' : 'COMMIT')
  return outcome
}

/** One transaction that gives out an epoch. Unlike rows, that must survive a crash. */
const takeover = async (
  ask: Ask,
  take: () => Promise<{ readonly rows: ReadonlyArray<Row> }>,
): Promise<Ownership> => {
  await ask('BEGIN')
  await ask('SET LOCAL synchronous_commit = on')
  const [row] = (await take()).rows
  await ask('COMMIT')
  if (row === undefined) throw new Error('no checkpoint came back')
  return ownershipIn(row)
}

/** What belongs together is not parted: a part goes on until `goesOn` says that the next one begins something else. */
const partsOf = <A>(
  items: ReadonlyArray<A>,
  goesOn: (last: A, next: A) => boolean = () => false,
): ReadonlyArray<ReadonlyArray<A>> => {
  const parts: Array<ReadonlyArray<A>> = []
  for (let from = 0; from < items.length;) {
    let to = Math.min(from + ROWS_MAX, items.length)
    for (; to < items.length; to++) {
      const [last, next] = [items[to - 1], items[to]]
      if (last === undefined || next === undefined || !goesOn(last, next)) break
    }
    parts.push(items.slice(from, to))
    from = to
  }
  return parts
}

/** The postings of an event are written by one statement, which is when Postgres checks that they balance. */
const isOfSame = ({ kind, key }: TableShape): ((last: Values, next: Values) => boolean) => {
  const [first] = key
  return kind === 'log' && first !== undefined && key.length > 1
    ? (last, next) => last[first] === next[first]
    : () => false
}

/**
 * Read models and their checkpoints in one schema. Every commit is one transaction that begins with the checkpoint: it
 * moves by compare-and-set on the epoch and the old position, and holds its row until the end, so that a worker that was
 * taken over can write nothing. Rejects when the database is away or refuses; what a rejected commit did is then told by
 * the next `claim`.
 */
export const postgresReadStore = (
  options: PostgresReadStoreOptions,
): ReadStore & { readonly close: () => void } => {
  const schema = quotedSchema(options.schema)
  const checkpoint = checkpointSqlIn(schema)
  const lanes = lanesIn(checkpoint)
  const sqlOf = tableSqlIn(schema)
  const aside = asideSqlIn(schema)
  const statementMs = options.statementMs ?? 30_000
  const sessions = sessionsOf(options.pool, {
    max: options.sessions ?? 2,
    waitMs: options.waitMs ?? 30_000,
    answerMs: statementMs * 1.5,
    prepare: settings(statementMs),
  })

  const read = async (
    ask: Ask,
    table: TableShape,
    keys: ReadonlyArray<ReadonlyArray<Value>>,
  ): Promise<ReadonlyArray<Values>> => {
    const columns = table.key.map((column, i) =>
      arrayBytes(
        sqlTypeOf(table, column),
        keys.map((key) => key[i] ?? null),
      ),
    )
    const { rows } = await orRefused(table.name, () => ask(sqlOf(table).select, columns))
    return rows.map(sqlOf(table).valuesIn)
  }

  /** Of this store, what a change has staged. */
  const made = new WeakMap<StagedRows, CopyRows>()

  const write = async (ask: Ask, copy: Copy, { table, rows, staged }: TableChange): Promise<void> => {
    const copied = staged && made.get(staged)
    if (copied !== undefined && copied.count() > 0)
      await orRefused(table.name, () => copy(sqlOf(table).copy, copied.chunks()))
    for (const part of partsOf(rows, isOfSame(table))) {
      const columns = Object.entries(table.columns).map(([column, { sqlType }]) =>
        arrayBytes(
          sqlType,
          part.map((row) => row[column] ?? null),
        ),
      )
      await orRefused(table.name, () => ask(sqlOf(table).write, columns))
    }
  }

  /** Holds the checkpoint's row from then on. */
  const advance = async (
    ask: Ask,
    owner: Ownership,
    { position, eventId, events = 0 }: CheckpointMove,
  ): Promise<Either<OwnershipLost, { readonly owner: Ownership; readonly redrives: bigint }>> => {
    const [moved] = (
      await ask(checkpoint.advance, [
        owner.name,
        owner.epoch.toString(),
        owner.position?.commit.toString() ?? null,
        owner.position?.prepare.toString() ?? null,
        position.commit.toString(),
        position.prepare.toString(),
        eventId ?? null,
        String(events),
      ])
    ).rows
    if (moved === undefined) return left({ type: 'OwnershipLost', name: owner.name })
    const consumed = owner.consumed + BigInt(events)
    return right({
      owner: { ...owner, position, eventId, consumed },
      redrives: BigInt(moved['redrives'] ?? 0),
    })
  }

  return {
    claim: (name, version, incarnation, fingerprint) =>
      sessions.use((ask) =>
        takeover(ask, async () => {
          await lanes.prepare(ask, name, String(version), incarnation)
          return ask(checkpoint.claim, [name, String(version), incarnation, fingerprint ?? null])
        }),
      ),

    reshard: (owners, of) =>
      sessions.use((ask) =>
        transaction(ask, async () => {
          await ask('SET LOCAL synchronous_commit = on')
          return lanes.divide(ask, owners, of)
        }),
      ),

    reset: (name, version, tables, incarnation) =>
      sessions.use((ask) =>
        takeover(ask, async () => {
          const known = await lanes.lanesOf(ask, name)
          let taken: Awaited<ReturnType<Ask>> = { rows: [], count: 0 }
          for (const lane of known.length === 0 ? [name] : known)
            taken = await ask(checkpoint.reset, [lane, String(version), incarnation])
          // Emptied at once, however large: DELETE would take as long as the table is.
          const names = tables.map((table) => `${schema}.${table.name}`)
          if (names.length > 0) await ask(`TRUNCATE ${names.join(', ')}`)
          await aside.forget(ask, projectionOf(name))
          return taken
        }),
      ),

    rows: (table, keys) =>
      sessions.use(async (ask) => {
        const found: Array<ReadonlyArray<Values>> = []
        for (const part of partsOf(keys)) found.push(await read(ask, table, part))
        return found.flat()
      }),

    stage: (table) => {
      const staged = copyRows(table)
      made.set(staged, staged)
      return staged
    },

    commit: (owner, to, changes) =>
      sessions.use((ask, copy) =>
        transaction(ask, async () => {
          const moved = await advance(ask, owner, to)
          if (isLeft(moved)) return moved
          for (const change of changes) await write(ask, copy, change)
          return right(moved.right.owner)
        }),
      ),

    tryRows: (changes) =>
      sessions.use(async (ask, copy) => {
        await ask('BEGIN')
        for (const change of changes) await write(ask, copy, change)
        await ask('ROLLBACK')
      }),

    park: (owner, to, changes, events) =>
      sessions.use((ask, copy) =>
        transaction<OwnershipLost | Redriven, Ownership>(ask, async () => {
          const moved = await advance(ask, owner, to)
          if (isLeft(moved)) return moved
          if (moved.right.redrives !== owner.redrives) return left({ type: 'Redriven', name: owner.name })
          for (const change of changes) await write(ask, copy, change)
          await aside.add(ask, projectionOf(owner.name), events)
          return right(moved.right.owner)
        }),
      ),

    ownership: (name) =>
      sessions.use(async (ask) => (await ask(checkpoint.one, [name])).rows.map(ownershipIn)[0]),

    parkedPartitions: (name) => sessions.use((ask) => aside.waiting(ask, projectionOf(name))),

    eventsAside: (name, { partition, limit }) =>
      sessions.use((ask) => aside.of(ask, projectionOf(name), partition, limit)),

    redrive: (owner, changes, taken, poison) =>
      sessions.use((ask, copy) =>
        transaction<OwnershipLost | Redriven, Ownership>(ask, async () => {
          const { name, epoch, redrives } = owner
          await ask('SET LOCAL synchronous_commit = on')
          const held = await ask(checkpoint.redrive, [name, epoch.toString(), redrives.toString()])
          const [next] = held.rows.map(ownershipIn)
          if (next === undefined) {
            const known = (await ask(checkpoint.one, [name])).rows.map(ownershipIn)[0]
            return left({ type: known?.epoch === epoch ? 'Redriven' : 'OwnershipLost', name })
          }
          if ((await aside.take(ask, projectionOf(name), taken)) !== taken.length)
            return left({ type: 'Redriven', name })
          for (const change of changes) await write(ask, copy, change)
          if (poison !== undefined) await aside.poisoned(ask, projectionOf(name), poison)
          return right(next)
        }),
      ),

    statuses: () => sessions.use(async (ask) => (await ask(checkpoint.all)).rows.map(statusIn)),

    close: sessions.close,
  }
}
