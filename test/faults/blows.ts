import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const MOMENT_MS = 50

/** How a postmaster ends: as in a power cut, dropping everybody, or after everybody was sent away. */
const endings = { killed: 'SIGKILL', immediate: 'SIGQUIT', fast: 'SIGINT' } as const
export type Ending = keyof typeof endings

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Ends the server on this data folder, with all that it has under way. One that is killed may still be leaving. */
export const endPostgres = async (dataDir: string, ending: Ending): Promise<void> => {
  const [line] = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')
  const pid = Number(line)
  process.kill(pid, endings[ending])
  if (ending !== 'killed') while (isThere(pid)) await sleep(MOMENT_MS)
}

const asking = async <A>(url: string, work: (client: pg.Client) => Promise<A>): Promise<A> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Ends every session but its own, again and again. */
export const storm = (url: string, times: number): Promise<void> =>
  asking(url, async (client) => {
    for (let nr = 0; nr < times; nr++) {
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      )
      await sleep(MOMENT_MS)
    }
  })

const TAKEN_OVER_MS = 20_000

/**
 * Freezes a worker in the midst of what it owns, with its connections open; goes on once everything that it had was taken
 * over and brought to where the log ended when it froze; then it wakes, and takes itself for the owner. Tells what nobody took over.
 */
export const freezeWorker = (
  url: string,
  schema: string,
  worker: ChildProcess,
): Promise<ReadonlyArray<string>> =>
  asking(url, async (client) => {
    worker.kill('SIGSTOP')
    try {
      const until = Date.now() + TAKEN_OVER_MS
      const headNow = async (): Promise<bigint> => {
        const sql = `SELECT coalesce(max(position), 0) AS head FROM ${schema}.events`
        return BigInt((await client.query<{ head: string }>(sql)).rows[0]?.head ?? 0)
      }
      // Of what comes after it froze, it can have taken in nothing.
      const frozenAt = await headNow()
      let head = frozenAt
      for (; head === frozenAt && Date.now() < until; head = await headNow()) await sleep(MOMENT_MS)
      if (head === frozenAt) return ['nothing was written while a worker was frozen']
      const behind = async (): Promise<ReadonlyArray<string>> => {
        const found = await client.query<{ name: string }>(
          `SELECT name FROM ${schema}.projection_checkpoints
            WHERE coalesce(commit_position, 0) < $1 AND name NOT LIKE 'audit:%'`,
          [String(head)],
        )
        return found.rows.map(({ name }) => name)
      }
      let left = await behind()
      for (; left.length > 0 && Date.now() < until; left = await behind()) await sleep(MOMENT_MS)
      return left.map((name) => `${name} was taken over by nobody while its owner was frozen`)
    } finally {
      worker.kill('SIGCONT')
    }
  })
