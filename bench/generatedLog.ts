import type { Pool } from 'pg'
import { copyIn } from '../src/adapters/postgres/copyIn.js'
import { system } from '../src/adapters/system.js'
import type { EventStore, NewEvent, StoredEvent } from '../src/application/ports.js'
import { demoHistory } from './demoHistory.js'

/** What a season has for itself: streams of these categories, and ids in these fields. */
interface Own {
  readonly streams: RegExp
  readonly fields: RegExp
}

const ofOrders: Own = {
  streams: /^(?:order|commission|afterSales)-/,
  fields: /"(?:caseId|orderId|packageId|refundId|reviewId|trackingNumber)":"([^"\\]+)"/g,
}
const ofAll: Own = {
  streams: /^/,
  fields:
    /"(?:caseId|orderId|packageId|productId|refundId|reviewId|sellerId|skuId|trackingNumber)":"([^"\\]+)"/g,
}
const LOG_MAX = 1_000_000
const BATCH = 20_000

const logOf = async (store: EventStore): Promise<ReadonlyArray<StoredEvent>> =>
  (await store.readAll({ limit: LOG_MAX })).events

const idsIn = (events: ReadonlyArray<StoredEvent>, { fields }: Own): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ data }) =>
      [...data.matchAll(fields)].flatMap(([, id]) => (id === undefined ? [] : [id])),
    ),
  )

const quotedPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A text with the places where a season's own mark belongs: it stands between the parts. */
type Template = ReadonlyArray<string>

/** The longest ids come first: some begin with others. */
const templating = (ids: ReadonlySet<string>): ((text: string) => Template) => {
  const inOrder = [...ids].sort((a, b) => b.length - a.length).map(quotedPattern)
  const anywhere = new RegExp(`(?<=[":/-])(?:${inOrder.join('|')})(?=["/])`, 'g')
  return (text) => {
    const parts: Array<string> = []
    let from = 0
    for (const { 0: id, index } of text.matchAll(anywhere)) {
      parts.push(text.slice(from, index + id.length))
      from = index + id.length
    }
    return [...parts, text.slice(from)]
  }
}

interface Life {
  readonly stream: string
  readonly revision: bigint
  readonly type: string
  readonly data: Template
  readonly metadata: string
}

/** One event of a generated log. */
export interface Generated extends NewEvent {
  readonly stream: string
  readonly revision: bigint
}

const idAt = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

/**
 * As many events as wanted, in the order in which they are to be stored: the demo's sellers and products, and its orders with
 * their commissions and cases, season after season under new ids. Decided by the library once; every season is a copy.
 * `ownSellers`: every season has sellers and products of its own, so that none has more events in a longer log.
 */
export const generatedLog = async ({ ownSellers = false } = {}): Promise<
  (count: number) => Generator<Generated>
> => {
  const all = await logOf(await demoHistory(1))
  const own = ownSellers ? ofAll : ofOrders
  const lasting = all.filter(({ stream }) => !own.streams.test(stream))
  const recurring = all.filter(({ stream }) => own.streams.test(stream))
  const templateOf = templating(idsIn(recurring, own))
  const lives = recurring.map(({ stream, revision, type, data, metadata }): Life => ({
    stream,
    revision,
    type,
    data: templateOf(data),
    metadata,
  }))
  return function* (count) {
    let n = 0
    for (const event of lasting) if (n < count) yield { ...event, id: idAt(++n) }
    for (let season = 0; n < count; season++) {
      const mark = `.${season}`
      for (const { stream, revision, type, data, metadata } of lives) {
        if (n >= count) return
        n += 1
        yield { id: idAt(n), stream: stream + mark, revision, type, data: data.join(mark), metadata }
      }
    }
  }
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\')

/** Writes a log into an empty, migrated schema, past the appends: as fast as Postgres takes it. */
export const storeLog = async (pool: Pool, schema: string, events: Iterable<Generated>): Promise<number> => {
  const client = await pool.connect()
  const sql = `COPY ${schema}.events (position, stream, revision, event_id, type, data, metadata, recorded_at) FROM STDIN`
  const at = system.now()
  let lines: Array<string> = []
  let position = 0
  const write = async (): Promise<void> => {
    await copyIn(client, sql, [Buffer.from(lines.join(''))])
    lines = []
  }
  try {
    for (const { stream, revision, id, type, data, metadata } of events) {
      position += 1
      const row = [position, stream, revision, id, type, escaped(data), escaped(metadata), at]
      lines.push(`${row.join('\t')}\n`)
      if (lines.length === BATCH) await write()
    }
    await write()
    await client.query(`ANALYZE ${schema}.events`)
  } finally {
    client.release()
  }
  return position
}
