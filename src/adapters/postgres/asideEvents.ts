import { Instant } from '../../domain/kernel/time.js'
import type { EventAside, KeptAside, ParkedPartition } from '../../application/aside.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { Value } from '../../projections/column.js'
import { arrayBytes } from './arrayBytes.js'
import { statement, type Row } from './queries/reader.js'
import type { Ask } from './sessions.js'
import { valueFrom } from './rowText.js'

/** Statements of one transaction, or of none. */
export interface AsideSql {
  readonly add: (ask: Ask, name: string, events: ReadonlyArray<EventAside>) => Promise<void>
  readonly waiting: (ask: Ask, name: string) => Promise<ReadonlyArray<ParkedPartition>>
  readonly of: (
    ask: Ask,
    name: string,
    partition: string | undefined,
    limit: number,
  ) => Promise<ReadonlyArray<KeptAside>>
  /** How many of them waited; they wait no longer. */
  readonly take: (ask: Ask, name: string, taken: ReadonlyArray<Position>) => Promise<number>
  readonly poisoned: (
    ask: Ask,
    name: string,
    poison: Pick<EventAside, 'position' | 'reason'>,
  ) => Promise<void>
  readonly forget: (ask: Ask, name: string) => Promise<void>
}

const texts = (values: ReadonlyArray<Value>): Buffer => arrayBytes('text', values)
const bigints = (values: ReadonlyArray<bigint>): Buffer => arrayBytes('int8', values)

const text = (row: Row, column: string): string => {
  const value = row[column] ?? undefined
  if (value === undefined) throw new Error(`parked_events.${column} is missing`)
  return value
}

const stateOf = (state: string): EventAside['state'] => {
  if (state === 'POISON' || state === 'WAITING' || state === 'SKIPPED') return state
  throw new Error(`parked_events.state is ${state}`)
}

const keptIn = (row: Row): KeptAside => {
  const parkedAt = valueFrom('timestamptz', text(row, 'parked_at'))
  if (!Instant.is(parkedAt)) throw new Error('parked_events.parked_at is not an instant')
  return {
    partition: text(row, 'partition'),
    position: {
      commit: BigInt(text(row, 'commit_position')),
      prepare: BigInt(text(row, 'prepare_position')),
    },
    stream: text(row, 'stream'),
    eventId: text(row, 'event_id'),
    eventType: text(row, 'event_type'),
    state: stateOf(text(row, 'state')),
    reason: row['reason'] ?? undefined,
    parkedAt,
  }
}

/** `schema` is quoted already. */
export const asideSqlIn = (schema: string): AsideSql => {
  const table = `${schema}.parked_events`
  const add = statement(
    'park',
    `INSERT INTO ${table} (projection, commit_position, prepare_position, partition, stream, event_id, event_type,
         state, reason, parked_at)
       SELECT $1, unnest($2::int8[]), unnest($3::int8[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]),
         unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), clock_timestamp()`,
  )
  const waiting = statement(
    'parked_partitions',
    `SELECT partition, count(*) AS events FROM ${table} WHERE projection = $1 AND state <> 'SKIPPED'
       GROUP BY partition ORDER BY partition`,
  )
  const of = statement(
    'events_aside',
    `SELECT * FROM ${table} WHERE projection = $1 AND ($2::text IS NULL OR partition = $2)
       ORDER BY commit_position, prepare_position LIMIT $3::int8`,
  )
  const take = statement(
    'unpark',
    `DELETE FROM ${table} USING unnest($2::int8[], $3::int8[]) AS taken (commit_position, prepare_position)
       WHERE projection = $1 AND state <> 'SKIPPED' AND parked_events.commit_position = taken.commit_position
         AND parked_events.prepare_position = taken.prepare_position`,
  )
  const poisoned = statement(
    'poisoned',
    `UPDATE ${table} SET state = 'POISON', reason = $4
       WHERE projection = $1 AND commit_position = $2::int8 AND prepare_position = $3::int8`,
  )
  const forget = statement('forget_parked', `DELETE FROM ${table} WHERE projection = $1`)
  const commits = (at: ReadonlyArray<Position>): Buffer => bigints(at.map(({ commit }) => commit))
  const prepares = (at: ReadonlyArray<Position>): Buffer => bigints(at.map(({ prepare }) => prepare))

  return {
    add: async (ask, name, events) => {
      if (events.length === 0) return
      const at = events.map(({ position }) => position)
      await ask(add, [
        name,
        commits(at),
        prepares(at),
        texts(events.map(({ partition }) => partition)),
        texts(events.map(({ stream }) => stream)),
        texts(events.map(({ eventId }) => eventId)),
        texts(events.map(({ eventType }) => eventType)),
        texts(events.map(({ state }) => state)),
        texts(events.map(({ reason }) => reason ?? null)),
      ])
    },
    waiting: async (ask, name) =>
      (await ask(waiting, [name])).rows.map((row) => ({
        partition: text(row, 'partition'),
        events: Number(text(row, 'events')),
      })),
    of: async (ask, name, partition, limit) =>
      (await ask(of, [name, partition ?? null, String(limit)])).rows.map(keptIn),
    take: async (ask, name, taken) =>
      taken.length === 0 ? 0 : (await ask(take, [name, commits(taken), prepares(taken)])).count,
    poisoned: async (ask, name, { position, reason }) => {
      const at = [position.commit.toString(), position.prepare.toString()]
      await ask(poisoned, [name, ...at, reason ?? null])
    },
    forget: async (ask, name) => {
      await ask(forget, [name])
    },
  }
}
