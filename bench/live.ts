import { setTimeout as sleep } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import type { Pool } from 'pg'
import { openPostgres } from '../src/adapters/postgres/index.js'
import { isLeft } from '../src/fp.js'
import { figure, type Figure } from './figure.js'
import { generatedLog, type Generated } from './generatedLog.js'

const PER_SECOND = 1_000
const TICK_MS = 10
const SECONDS = 15
const P99_MS_MAX = 50
/** The sellers and products of the generated log come first, and are not timed. */
const SETTLED = 2_000

/** What processes make of orders they make here too: the log's own of that would be in their way. */
const given = /^(?:seller|product|order)-/

const firstOf = (events: Iterable<Generated>, count: number): ReadonlyArray<Generated> => {
  const taken: Array<Generated> = []
  for (const event of events) {
    if (given.test(event.stream)) taken.push(event)
    if (taken.length === count) break
  }
  return taken
}

/** Neighbours of one stream are one append. */
const appendsOf = (events: ReadonlyArray<Generated>): ReadonlyArray<ReadonlyArray<Generated>> => {
  const byStream = new Map<string, Array<Generated>>()
  for (const event of events) {
    const known = byStream.get(event.stream)
    if (known === undefined) byStream.set(event.stream, [event])
    else known.push(event)
  }
  return [...byStream.values()]
}

const quantile = (sorted: ReadonlyArray<number>, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/**
 * How long it takes from the call of an append until the board tells of its event, while 1,000 events a second come and all
 * read models follow. Seen from a connection of its own that asks the board's checkpoint, which moves with its rows.
 */
export const measureLive = async (pool: Pool): Promise<ReadonlyArray<Figure>> => {
  const comptoir = openPostgres({ pool })
  const ending = new AbortController()
  const events = firstOf((await generatedLog())(Infinity), SETTLED + PER_SECOND * SECONDS)
  const waiting: Array<{ readonly position: bigint; readonly begun: number }> = []
  const taken: Array<number> = []
  const chains = new Map<string, Promise<void>>()

  const append = async (append: ReadonlyArray<Generated>, timed: boolean): Promise<void> => {
    const [first] = append
    if (first === undefined) return
    const begun = performance.now()
    await chains.get(first.stream)
    const stored = await comptoir.store.appendToStream(
      first.stream,
      first.revision === 0n ? 'no_stream' : first.revision - 1n,
      append.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
    )
    if (isLeft(stored)) throw new Error(`the append was refused: ${stored.left.type}`)
    if (timed) waiting.push({ position: stored.right.position.commit, begun })
  }
  const begin = (each: ReadonlyArray<Generated>, timed: boolean): Promise<void> => {
    const done = append(each, timed)
    // Whoever waits for all of them hears of it.
    done.catch(() => undefined)
    chains.set(each[0]?.stream ?? '', done)
    return done
  }

  for (const each of appendsOf(events.slice(0, SETTLED))) await begin(each, false)
  await comptoir.catchUp()
  const running = comptoir.run(ending.signal)
  const watch = async (): Promise<void> => {
    while (!ending.signal.aborted || waiting.length > 0) {
      const { rows } = await pool.query<{ at: string }>({
        name: 'bench_board_at',
        text: `SELECT commit_position AS at FROM comptoir.projection_checkpoints WHERE name = 'order_board'`,
      })
      const [at, now] = [BigInt(rows[0]?.at ?? 0), performance.now()]
      for (let i = waiting.length - 1; i >= 0; i--) {
        const each = waiting[i]
        if (each === undefined || each.position > at) continue
        taken.push(now - each.begun)
        waiting.splice(i, 1)
      }
      await sleep(1)
    }
  }
  const watching = watch()
  const inFlight: Array<Promise<void>> = []
  const start = performance.now()
  const perTick = (PER_SECOND * TICK_MS) / 1_000
  for (let i = 0; i * perTick < PER_SECOND * SECONDS; i++) {
    const wait = start + i * TICK_MS - performance.now()
    if (wait > 0) await sleep(wait)
    const from = SETTLED + i * perTick
    // The first two seconds are for what is compiled.
    for (const each of appendsOf(events.slice(from, from + perTick))) inFlight.push(begin(each, i > 200))
  }
  await Promise.all(inFlight)
  const rate = (PER_SECOND * SECONDS * 1_000) / (performance.now() - start)
  while (waiting.length > 0) await sleep(TICK_MS)
  ending.abort()
  await Promise.all([running, watching])
  await comptoir.close()
  taken.sort((a, b) => a - b)
  return [
    figure('live: events appended', rate, 'events/s', { with: 'wanted', value: PER_SECOND }),
    figure('live: append to visible in the board, median', quantile(taken, 0.5), 'ms'),
    figure('live: append to visible in the board, p99', quantile(taken, 0.99), 'ms', {
      with: 'at most',
      value: P99_MS_MAX,
    }),
  ]
}
