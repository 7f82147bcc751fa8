import type pg from 'pg'
import type { EventStore, ReadStore } from '../../src/application/ports.js'
import type { SellerCenter } from '../../src/application/sellerCenter.js'

/** Where a process may be killed. `append:stored` is between the server's disk and its answer: whoever serves kills. */
export const crashPoints = [
  'append:before-send',
  'append:stored',
  'append:answered',
  'project:read',
  'project:before-commit',
  'project:rows-written',
  'project:committed',
  'process:commands-sent',
  'process:before-checkpoint',
  'process:checkpointed',
] as const
export type CrashPoint = (typeof crashPoints)[number]

export type Reached = (point: CrashPoint) => void

/** Ends this process at the `nth` time that the point is reached, as a power cut does. */
export const crashingAt = (point: CrashPoint | undefined, nth: number): Reached => {
  let left = nth
  return (reached) => {
    if (reached !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }
}

export const watchedStore = (store: EventStore, reached: Reached): EventStore => ({
  ...store,
  appendToStream: async (...append) => {
    reached('append:before-send')
    const answer = await store.appendToStream(...append)
    reached('append:answered')
    return answer
  },
  readAll: async (read) => {
    const batch = await store.readAll(read)
    if (batch.events.length > 0) reached('project:read')
    return batch
  },
})

export const watchedReads = (reads: ReadStore, reached: Reached): ReadStore => ({
  ...reads,
  commit: async (owner, ...rest) => {
    const isProcess = owner.name.startsWith('process:')
    reached(isProcess ? 'process:before-checkpoint' : 'project:before-commit')
    const outcome = await reads.commit(owner, ...rest)
    reached(isProcess ? 'process:checkpointed' : 'project:committed')
    return outcome
  },
})

export const watchedCenter = (center: SellerCenter, reached: Reached): SellerCenter => ({
  ...center,
  execute: async (request) => {
    const answer = await center.execute(request)
    reached('process:commands-sent')
    return answer
  },
})

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query)

type Query = (...args: ReadonlyArray<unknown>) => Promise<unknown>

/**
 * The pool, with the moment before each COMMIT of rows watched. `tearsCheckpoints`: the planted bug of a projector whose
 * checkpoint is committed apart from its rows.
 */
export const watchedPool = (pool: pg.Pool, reached: Reached, tearsCheckpoints = false): pg.Pool => {
  type Connect = (callback?: unknown) => Promise<pg.PoolClient>
  const connect = pool.connect.bind(pool) as Connect
  const watched = pool as unknown as { connect: Connect }
  watched.connect = async (callback) => {
    // So the pool itself asks, for a query outside of sessions.
    if (callback !== undefined) return connect(callback)
    const client = await connect()
    const query = client.query.bind(client) as unknown as Query
    let [hasMoved, hasRows] = [false, false]
    ;(client as unknown as { query: Query }).query = async (...args) => {
      const text = textOf(args[0])
      if (text === 'COMMIT' && hasRows) reached('project:rows-written')
      const answer = await query(...args)
      const isMove = text.includes('SET commit_position = $5')
      if (text === 'BEGIN') [hasMoved, hasRows] = [false, false]
      else if (isMove) hasMoved = true
      else hasRows = hasMoved
      if (tearsCheckpoints && isMove) {
        await query('COMMIT')
        await query('BEGIN')
      }
      return answer
    }
    return client
  }
  return pool
}
