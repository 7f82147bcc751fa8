import type { Batch, EventStore, ReadAllOptions, StoredEvent } from '../../application/ports.js'
import type { SomeShards } from '../../application/shard.js'
import type { Position } from '../../domain/kernel/recorded.js'
import { instantOf, type Instant } from '../../domain/kernel/time.js'
import { statement, type Ask, type Row } from './queries/reader.js'
import { big, count, text } from './queries/row.js'
import { shardSql } from './shardSql.js'
import { streamReads } from './streamReads.js'

/** Positions that one read with categories looks through at most, so that a rare category does not make it long. */
const LOOK_THROUGH_MAX = 20_000

/** Of one stream, where nobody asks for fewer. */
const STREAM_MAX = 10_000

const positionAt = (position: bigint): Position => ({ commit: position, prepare: position })

/** Events of one append have the same instant, and it is dear to make: the last one is remembered. */
const instants = (): ((ms: string) => Instant) => {
  let [known, instant] = ['0', instantOf(0)]
  return (ms) => {
    if (ms !== known) [known, instant] = [ms, instantOf(Number(ms))]
    return instant
  }
}

const eventsOf = (rows: ReadonlyArray<Row>, ofStream?: string): ReadonlyArray<StoredEvent> => {
  const recorded = instants()
  return rows.map((row) => ({
    stream: ofStream ?? text(row, 'stream'),
    revision: big(row, 'revision'),
    position: positionAt(big(row, 'position')),
    id: text(row, 'event_id'),
    type: text(row, 'type'),
    data: text(row, 'data'),
    metadata: text(row, 'metadata'),
    recordedAt: recorded(text(row, 'recorded_ms')),
  }))
}

/**
 * Of one log in one schema. Pages of the log are planned anew each time, because a plan made while the table was small
 * would scan it when it has grown; that costs little beside a page.
 */
export const eventReads = (
  ask: Ask,
  schema: string,
): Pick<EventStore, 'readStream' | 'readAll' | 'eventAt' | 'head' | 'lag' | 'incarnation'> => {
  // In milliseconds and as an integer: that costs half of what a formatted text does, for every row.
  const columns = `position, stream, revision, event_id, type, data, metadata,
    (date_part('epoch', recorded_at) * 1000)::bigint AS recorded_ms`
  const all = {
    name: '',
    text: `SELECT ${columns} FROM ${schema}.events WHERE position > $1 ORDER BY position LIMIT $2`,
  }
  // Positions are dense: where there are as many events as the last of them is far, none is missing. The first row tells that.
  const mine = {
    name: '',
    text: `WITH page AS MATERIALIZED (
        SELECT count(*) AS events, max(position) AS last, (SELECT max(position) FROM ${schema}.events) AS head
          FROM ${schema}.events WHERE position > $1::int8 AND position <= $1::int8 + $2::int8)
      SELECT ${columns}, page.events AS page_events, page.last AS page_last, page.head AS page_head
        FROM page, ${schema}.events
       WHERE position > $1::int8 AND position <= $1::int8 + $2::int8
         AND (${shardSql('$3::int4')} = ANY ($4::int4[]) OR position = page.last)
       ORDER BY position`,
  }
  const some = statement(
    'read_categories',
    `SELECT position, stream, revision, event_id, type, data, metadata, recorded_ms
       FROM ${schema}.read_categories($1::text[], $2, $3, $4)`,
  )
  const stream = statement(
    'read_stream',
    `SELECT position, revision, event_id, type, data, metadata, recorded_ms FROM ${schema}.read_stream($1, $2, $3)`,
  )
  // No name of a stream holds the end of a line.
  const streams = statement(
    'read_streams',
    `SELECT s.stream, position, revision, event_id, type, data, metadata, recorded_ms
       FROM unnest(string_to_array($1, E'\\n')) AS s (stream), LATERAL ${schema}.read_stream(s.stream, 0, $2)`,
  )
  const one = statement('event_at', `SELECT ${columns} FROM ${schema}.events WHERE position = $1`)
  // Positions are dense and begin at 1: their difference is a number of events, and the first that waits is one look-up.
  // Its age is told by the clock that stamped it.
  const waiting = statement(
    'lag',
    `SELECT greatest(coalesce(log.head, 0) - $1::int8, 0) AS events,
         coalesce(greatest(floor(extract(epoch FROM clock_timestamp() - first.recorded_at)), 0), 0)::int8 AS seconds
       FROM (SELECT max(position) AS head FROM ${schema}.events) AS log
       LEFT JOIN ${schema}.events first ON first.position = $1::int8 + 1`,
  )
  const last = statement('head', `SELECT position FROM ${schema}.events ORDER BY position DESC LIMIT 1`)
  const history = statement('incarnation', `SELECT incarnation FROM ${schema}.event_log`)

  const head = async (): Promise<bigint | undefined> => {
    const [row] = await ask(last, [])
    return row && big(row, 'position')
  }

  const readEvery = async (after: bigint, limit: number): Promise<Batch> => {
    const events = eventsOf(await ask(all, [String(after), limit]))
    return {
      events,
      position: events.at(-1)?.position ?? positionAt(after),
      caughtUp: events.length < limit,
    }
  }

  /** What is asked for, where the page is whole; else all of it, so that whoever reads sees what is missing. */
  const readMine = async (after: bigint, limit: number, { of, indexes }: SomeShards): Promise<Batch> => {
    const rows = await ask(mine, [String(after), limit, of, `{${indexes.join(',')}}`])
    const [first] = rows
    if (first === undefined) return readEvery(after, limit)
    const [there, last, head] = [big(first, 'page_events'), big(first, 'page_last'), big(first, 'page_head')]
    const isWhole = there === last - after && (there === BigInt(limit) || last === head)
    return isWhole
      ? { events: eventsOf(rows), position: positionAt(last), caughtUp: last === head, checkedAfter: after }
      : readEvery(after, limit)
  }

  // What is at or before the head was committed before the head was read: the second statement sees all of it.
  const readSome = async (
    after: bigint,
    limit: number,
    categories: ReadonlyArray<string>,
  ): Promise<Batch> => {
    const end = (await head()) ?? 0n
    if (end <= after) return { events: [], position: positionAt(after), caughtUp: true }
    const window = after + BigInt(LOOK_THROUGH_MAX)
    const upTo = window < end ? window : end
    const events = eventsOf(
      await ask(some, [`{${categories.join(',')}}`, String(after), String(upTo), limit]),
    )
    const full = events.length === limit ? events.at(-1) : undefined
    return { events, position: full?.position ?? positionAt(upTo), caughtUp: !full && upTo === end }
  }

  const readWhole = streamReads(async (names) => {
    const [name, ...others] = names
    if (name !== undefined && others.length === 0)
      return new Map([[name, eventsOf(await ask(stream, [name, '0', STREAM_MAX]), name)]])
    const byStream = new Map<string, Array<StoredEvent>>()
    for (const event of eventsOf(await ask(streams, [names.join('\n'), STREAM_MAX]))) {
      const events = byStream.get(event.stream)
      if (events === undefined) byStream.set(event.stream, [event])
      else events.push(event)
    }
    return byStream
  })

  return {
    readStream: async (name, { from = 0n, limit = STREAM_MAX } = {}) =>
      from === 0n && limit === STREAM_MAX
        ? readWhole(name)
        : eventsOf(await ask(stream, [name, String(from), limit]), name),
    readAll: ({ after, limit, categories, shards }: ReadAllOptions) => {
      const from = after?.commit ?? 0n
      if (categories !== undefined) return readSome(from, limit, categories)
      return shards === undefined ? readEvery(from, limit) : readMine(from, limit, shards)
    },
    eventAt: async ({ commit, prepare }) =>
      commit === prepare ? eventsOf(await ask(one, [String(commit)]))[0] : undefined,
    lag: async (after) => {
      const [row] = await ask(waiting, [String(after?.commit ?? 0n)])
      if (row === undefined) throw new Error('an aggregate gave no row')
      return { events: count(row, 'events'), seconds: count(row, 'seconds') }
    },
    head: async () => {
      const position = await head()
      return position === undefined ? undefined : positionAt(position)
    },
    incarnation: async () => {
      const [row] = await ask(history, [])
      if (row === undefined) throw new Error('the row of event_log is missing')
      return text(row, 'incarnation')
    },
  }
}
