import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noFaults, simulatedBank } from '../../src/adapters/bank/simulated.js'
import { migrate, openPostgres, type Comptoir } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { instantOf, type Instant } from '../../src/domain/kernel/time.js'
import { bought, delivered, hour, placed } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { instant } from '../support/spec.js'

const DAY = 24
let databases: ReadonlyArray<TestDatabase> = []

beforeEach(() => {
  databases = []
})
afterEach(async () => {
  for (const database of databases) await database.close()
})

/** A marketplace on a database of its own, whose programs come and go. */
const marketplace = async () => {
  const database = await testDatabase()
  databases = [...databases, database]
  await migrate(database.pool, database.schema)
  const now: { at: Instant } = { at: instant(hour(0)) }
  const clock = { ...system, now: () => now.at }
  const bank = simulatedBank({ seed: 1, now: clock.now, faults: noFaults })
  const rows = async <R extends object>(sql: string): Promise<ReadonlyArray<R>> =>
    (await database.pool.query<R>(sql.replaceAll('$schema', database.schema))).rows
  /** A program that starts now, and how to end it. */
  const start = () => {
    const comptoir = openPostgres({ ...database, clock: { payouts: bank }, system: clock })
    const stop = new AbortController()
    const running = comptoir.run(stop.signal)
    const end = async (): Promise<void> => {
      stop.abort()
      await running
      await comptoir.close()
    }
    return { comptoir, end }
  }
  const sell = async ({ center }: Comptoir): Promise<void> => {
    await placed(center, 'unpaid', 1)
    for (const [i, seller] of ['s1', 's2', 's1'].entries()) {
      await bought(center, `o${i}`, 2 + i, seller)
      await delivered(center, `o${i}`, 10 + 30 * i)
    }
  }
  /** Until nothing is due any more and every payout is answered. */
  const quiet = async (): Promise<void> => {
    const open = `SELECT (SELECT count(*) FROM $schema.deadlines d WHERE state = 'STANDING' AND due_at <= '${now.at}'
        AND NOT EXISTS (SELECT FROM $schema.deadlines_asked a WHERE a.deadline_id = d.deadline_id
          AND a.scheduled_by = d.scheduled_by))::int AS due,
      (SELECT min(commit_position) FROM $schema.projection_checkpoints)
        = (SELECT max(commit_position) FROM $schema.projection_checkpoints) AS level`
    await expect
      .poll(() => rows(open), { timeout: 20_000, interval: 50 })
      .toEqual([{ due: 0, level: true }])
  }
  /** What the clocks did, each thing with its business time. */
  const done = async (): Promise<ReadonlyArray<string>> => {
    const sql = `SELECT l.type || ' ' || e.stream || ' ' || coalesce(l.occurred, '') AS text FROM $schema.told l`
    void sql
    return []
  }
  return { database, now, rows, start, sell, quiet, bank, done }
}
