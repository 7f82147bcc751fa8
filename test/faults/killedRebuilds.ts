import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openPostgres, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { postgresGenerations } from '../../src/adapters/postgres/generations/generations.js'
import type { Generations } from '../../src/application/generations.js'
import type { EventStore } from '../../src/application/ports.js'
import { fingerprintOf } from '../../src/projections/fingerprint.js'
import { projections } from '../../src/projections/index.js'
import { compiledHosts } from './compiledHosts.js'
import { differs, problemsOf, type Database } from './invariants.js'
import { expectedOf, foundation, orders, ordersMax, streamsIn, type Streams } from './marketplace.js'
import type { RebuildTask } from './rebuildHost.js'
import { rebuildKills, type RebuildKill } from './rebuildPoints.js'
import type { RoleTask } from './roleHost.js'
import type { Score } from './score.js'
import { work, type Item } from './work.js'

/** That are there before it begins. */
const ORDERS_BEFORE = 40

/**
 * Orders to which nobody comes back: where there is a case, who asks and a process that follows may both refund, and whoever
 * is first decides which events are right.
 */
const plainOrders: ReadonlyArray<Item> = ((): ReadonlyArray<Item> => {
  const all = orders(0, ordersMax)
  const orderOf = (item: Item): unknown => {
    const data: object = item[0]?.data ?? {}
    return 'orderId' in data ? data.orderId : undefined
  }
  const isCase = (item: Item): boolean => item[0]?.type === 'OpenAfterSalesCase'
  const disputed = new Set(all.filter(isCase).map(orderOf))
  return all.filter((item) => !disputed.has(orderOf(item)))
})()

const ended = async (child: ChildProcess): Promise<NodeJS.Signals | number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  return child.signalCode ?? child.exitCode
}

/** Asks again and again for figures that only ever grow, and tells each that fell. */
const watching = async ({ url, schema }: Database, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const figures = [
    { name: 'orders on the board', text: `SELECT count(*)::int AS n FROM ${schema}.order_board` },
    {
      name: 'orders of sellers',
      text: `SELECT coalesce(sum(orders), 0)::int AS n FROM ${schema}.seller_kpis`,
    },
    {
      name: 'sales of products',
      text: `SELECT coalesce(sum(units), 0)::int AS n FROM ${schema}.product_kpis`,
    },
  ].map((figure) => ({ ...figure, seen: 0 }))
  const problems: Array<string> = []
  try {
    while (!signal.aborted) {
      for (const figure of figures) {
        const { rows } = await client.query<{ n: number }>({ name: figure.name, text: figure.text })
        const n = rows[0]?.n ?? 0
        if (n < figure.seen) problems.push(`${figure.name} fell from ${figure.seen} to ${n}`)
        figure.seen = n
      }
      await sleep(5)
    }
    return problems
  } finally {
    await client.end()
  }
}

/** What is not as after one rebuild of each that nothing has disturbed. */
const remains = async (
  { pool, schema }: Database,
  generations: Generations,
  rebuilt: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const problems = (await generations.rebuilds()).map(
    ({ projection, step }) => `${projection} is left ${step}`,
  )
  const beside = await generations.beside()
  for (const { projection, kind } of beside)
    if (kind === 'next') problems.push(`${projection} is left beside`)
  for (const projection of projections.filter(({ name }) => rebuilt.includes(name))) {
    const isRight = (await generations.standing(projection.name)).every(
      ({ version, fingerprint }) =>
        version === projection.version && fingerprint === fingerprintOf(projection),
    )
    if (!isRight) problems.push(`${projection.name} is of another definition`)
    const tables = projection.tables.map(({ name }) => name)
    const { rows } = await pool.query<{ schema: string }>(
      `SELECT relnamespace::regnamespace::text AS schema FROM pg_class
        WHERE relkind = 'r' AND relname = ANY($1) AND relnamespace::regnamespace::text LIKE $2`,
      [tables, `${schema}%`],
    )
    for (const of of [schema, `${schema}_previous`])
      problems.push(
        ...differs(
          `tables of ${projection.name} in ${of}`,
          rows.filter((row) => row.schema === of).length,
          tables.length,
        ),
      )
    problems.push(...differs(`tables of ${projection.name}`, rows.length, 2 * tables.length))
  }
  return problems
}

/** What tells of rebuilds: one event each, however often they were killed. */
const toldIn = async (store: EventStore): Promise<Streams> =>
  streamsIn(store, ({ type }) => type === 'ProjectionRebuilt')

/**
 * Rebuilds read models while orders come in and another process follows them, and kills whoever rebuilds at one point after
 * the other; each who comes after goes on from there, and the last one lives.
 */
export const killRebuilds = async (
  database: Database,
  {
    kills = rebuildKills,
    rebuilt = ['kpis', 'order_board'],
    perSecond = 60,
  }: {
    readonly kills?: ReadonlyArray<RebuildKill>
    readonly rebuilt?: ReadonlyArray<string>
    /** Orders that are asked for; each takes eight or nine appends. */
    readonly perSecond?: number
  } = {},
): Promise<Score> => {
  const { pool, url, schema } = database
  const compiled = await compiledHosts()
  const comptoir = openPostgres({ pool, schema })
  const generations = postgresGenerations({ pool, schema })
  const acknowledged = new Set<string>()
  const acknowledge = (ids: ReadonlyArray<string>): void => ids.forEach((id) => acknowledged.add(id))
  const stop = new AbortController()
  const problems: Array<string> = []
  const children: Array<ChildProcess> = []

  const start = (source: string, task: RebuildTask | RoleTask): ChildProcess => {
    const child = spawn(process.execPath, [compiled.path(source), JSON.stringify(task)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    children.push(child)
    return child
  }

  let to = ORDERS_BEFORE
  const selling = async (): Promise<void> => {
    const [begun, first] = [Date.now(), to]
    while (!stop.signal.aborted && to < plainOrders.length) {
      const due = first + Math.floor(((Date.now() - begun) * perSecond) / 1_000)
      const until = Math.min(due, to + 12, plainOrders.length)
      if (until <= to) await sleep(5)
      else await work(comptoir.center, plainOrders.slice(to, until), acknowledge)
      to = Math.max(to, until)
    }
  }

  try {
    await work(comptoir.center, foundation, acknowledge)
    await work(comptoir.center, plainOrders.slice(0, to), acknowledge)
    await comptoir.catchUp()
    const follower = start('test/faults/roleHost.ts', {
      ...{ role: 'worker', databaseUrl: url, schema, ordersFile: compiled.ordersFile, from: 0, pauseMs: 0 },
    })
    const [begun, before] = [Date.now(), acknowledged.size]
    const going = [watching(database, stop.signal), selling()] as const
    for (const each of going) each.catch(() => undefined)
    let faults = 0
    for (const kill of [...kills, undefined]) {
      const how = await ended(
        start('test/faults/rebuildHost.ts', { databaseUrl: url, schema, rebuilt, kill }),
      )
      if (how === 'SIGKILL') faults += 1
      else if (how !== 0) problems.push(`a rebuild ended with ${String(how)}`)
      else if (kill !== undefined) problems.push(`${kill.point} was not reached`)
    }
    const rate = Math.round((1_000 * (acknowledged.size - before)) / (Date.now() - begun))
    stop.abort()
    problems.push(...(await going[0]))
    await going[1]
    follower.kill('SIGKILL')
    await ended(follower)
    await comptoir.catchUp()
    problems.push(...comptoir.stopped().map(({ component, detail }) => `${component}: ${detail}`))
    problems.push(...(await remains(database, generations, rebuilt)))
    const told = await toldIn(comptoir.store)
    problems.push(...differs('rebuilds on record', [...told.values()].flat().length, rebuilt.length))
    const expected = new Map([...(await expectedOf([...foundation, ...plainOrders.slice(0, to)])), ...told])
    const reads = postgresReadStore(database)
    const { store } = comptoir
    problems.push(
      ...(await problemsOf({ store, reads, database }, { expected, acknowledged }).finally(reads.close)),
    )
    return {
      name: `kills of rebuilds under ${rate} events/s`,
      faults,
      events: acknowledged.size,
      problems,
    }
  } finally {
    stop.abort()
    for (const child of children) child.kill('SIGKILL')
    generations.close()
    await comptoir.close()
  }
}
