import type { Pool } from 'pg'
import type { Claims, Post, WorkerSession } from '../../application/claims.js'
import { withDeadline } from '../deadline.js'
import { livenessSql } from './liveness.js'
import { ownSession } from './ownSession.js'
import { statement, type Row, type Statement } from './queries/reader.js'

export interface PostgresClaimsOptions {
  /** Of the host. One connection is kept while a worker is there. Not behind a pooler that shares sessions. */
  readonly pool: Pool
  readonly schema: string
  /** A worker that has not asked for so long has its session ended by the server, and with it all claims. Default 4 s. */
  readonly silentMs?: number
}

const CONNECT_MS = 5_000

/**
 * Advisory locks of the session: who offers a name holds one shared, who owns it another one alone. Each is of two
 * numbers: one for the schema and which of the two it is, and one for the name.
 */
const place = (which: 'offers' | 'owners', schema: string): string =>
  `hashtext('comptoir/${schema}/${which}')`

const NAME_BITS = 26

/**
 * SQL: the number of a name, by SQL of it. The highest bits are the shard's, so that in the order of the numbers, in which work is
 * shared out, the shards of all read models come one after the other: who has few of them needs little of the log.
 */
const numberSql = (name: string): string =>
  `((hashtext(${name}) & ${2 ** NAME_BITS - 1}) | (coalesce(substring(${name} from '#([0-9]+)/')::int4, 0) << ${NAME_BITS}))`

/** SQL: such a number as a text that sorts as it does. */
const keySql = (number: string): string => `lpad(${number}::text, 10, '0')`

/** SQL: the session that owns a name, by SQL of that name. */
export const ownerSql = (schema: string, name: string): string =>
  `(SELECT l.pid FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted AND l.objid = ${numberSql(name)}::oid
        AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
        AND l.classid = ${place('owners', schema)}::oid LIMIT 1)`

const sqlIn = (schema: string) => {
  const [offers, owners] = [place('offers', schema), place('owners', schema)]
  const number = numberSql('n.name')
  const names = `unnest(string_to_array($1, E'\\n')) AS n (name)`
  return {
    keys: statement('claim_keys', `SELECT n.name, ${keySql(`${number}::oid`)} AS key FROM ${names}`),
    offer: statement('offer', `SELECT pg_advisory_lock_shared(${offers}, ${number}) FROM ${names}`),
    withdraw: statement('withdraw', `SELECT pg_advisory_unlock_shared(${offers}, ${number}) FROM ${names}`),
    take: statement('take', `SELECT n.name FROM ${names} WHERE pg_try_advisory_lock(${owners}, ${number})`),
    release: statement('release', `SELECT pg_advisory_unlock(${owners}, ${number}) FROM ${names}`),
    posts: statement(
      'posts',
      `SELECT ${keySql('l.objid')} AS key, l.pid, (l.classid = ${owners}::oid)::text AS owns FROM pg_locks l
         WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
           AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
           AND l.classid IN (${offers}::oid, ${owners}::oid)`,
    ),
  }
}

const asWritten = { getTypeParser: () => (value: string) => value }

const text = (row: Row, column: string): string => row[column] ?? ''

/**
 * Claims in the server's memory: they end with the session of their worker, at once when its process does. Every worker
 * sees who offers what in `pg_locks`.
 */
export const postgresClaims = ({ pool, schema, silentMs = 4_000 }: PostgresClaimsOptions): Claims => {
  const sql = sqlIn(schema)

  const join = async (): Promise<WorkerSession> => {
    const { client, lost, drop } = await ownSession(pool, CONNECT_MS, livenessSql({ silentMs }))
    const known = new Map<string, string>()
    let offered: ReadonlySet<string> = new Set()

    const ask = async (query: Statement, names?: ReadonlyArray<string>): Promise<ReadonlyArray<Row>> => {
      if (names?.length === 0) return []
      const values = names === undefined ? [] : [names.join('\n')]
      try {
        const answer = client.query<Row>({ ...query, values, types: asWritten })
        return (await withDeadline(answer, silentMs)).rows
      } catch (error) {
        // Nobody knows what this session still owns: it owns nothing once it is gone.
        drop()
        throw error
      }
    }

    const [me] = await ask(statement('me', 'SELECT pg_backend_pid()::text AS pid'))
    return {
      id: text(me ?? {}, 'pid'),
      lost,
      offer: async (names) => {
        const wanted = new Set(names)
        for (const row of await ask(sql.keys, names)) known.set(text(row, 'key'), text(row, 'name'))
        await ask(
          sql.withdraw,
          [...offered].filter((name) => !wanted.has(name)),
        )
        await ask(
          sql.offer,
          names.filter((name) => !offered.has(name)),
        )
        offered = wanted
      },
      posts: async () => {
        const posts = new Map<string, { candidates: Array<string>; owner: string | undefined }>()
        for (const row of await ask(sql.posts)) {
          const key = text(row, 'key')
          const post = posts.get(key) ?? { candidates: [], owner: undefined }
          posts.set(key, post)
          if (text(row, 'owns') === 'true') post.owner = text(row, 'pid')
          else post.candidates.push(text(row, 'pid'))
        }
        return [...posts].map(([key, post]): Post => ({ key, name: known.get(key), ...post }))
      },
      take: async (names) => (await ask(sql.take, names)).map((row) => text(row, 'name')),
      release: async (names) => {
        await ask(sql.release, names)
      },
      close: drop,
    }
  }

  return { join }
}
