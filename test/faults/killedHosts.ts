import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { startStandIn, type StandIn } from '../support/eventstoredb/index.js'
import { compiledHosts } from './compiledHosts.js'
import { crashPoints, type CrashPoint } from './crashPoints.js'
import type { HostTask } from './host.js'
import { problemsOf, type Database } from './invariants.js'
import { expectedOf, foundation, orders } from './marketplace.js'
import type { Score } from './score.js'
import { work } from './work.js'

const ORDERS_PER_ROUND = 2

/** Runs a host to its end; true: it was killed. */
const runHost = async (
  task: Omit<HostTask, 'ordersFile'>,
  acknowledged: Set<string>,
  onStart: (kill: () => void) => void = () => undefined,
): Promise<boolean> => {
  const { path, ordersFile } = await compiledHosts()
  const host = path('test/faults/host.ts')
  const child = spawn(process.execPath, [host, JSON.stringify({ ...task, ordersFile })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).on('line', (id) => acknowledged.add(id))
  onStart(() => child.kill('SIGKILL'))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a host ended with ${code ?? signal}`)
  return signal === 'SIGKILL'
}

/** The `nth` append from now is stored, and who sent it is killed before the answer. */
const killWhenStored = (server: StandIn, kill: () => void, nth: number): void => {
  let written = 0
  if (nth === 1) server.faults.next('append', { kind: 'answerNever' })
  const end = server.log.onWritten(() => {
    written += 1
    if (written === nth - 1) server.faults.next('append', { kind: 'answerNever' })
    if (written < nth) return
    end()
    kill()
  })
}

/** Kills hosts, each at a point of its own, until `kills` have died; then one lives, and all must be well. */
export const killHosts = async (
  database: Database,
  { kills, points = crashPoints }: { kills: number; points?: ReadonlyArray<CrashPoint> },
): Promise<Score> => {
  const server = await startStandIn()
  const acknowledged = new Set<string>()
  const base = {
    connectionString: server.connectionString(),
    databaseUrl: database.url,
    schema: database.schema,
  }
  const store = await openEventStoreDb({ connectionString: server.connectionString(), system })
  await work(sellerCenter({ store, system }), foundation, (ids) => ids.forEach((id) => acknowledged.add(id)))
  let [died, to] = [0, 0]
  for (let round = 0; died < kills && round < 2 * kills; round++) {
    const point = points[round % points.length]
    if (point === undefined) break
    const [from, nth] = [Math.max(0, to - 2 * ORDERS_PER_ROUND), 1 + (Math.floor(round / points.length) % 3)]
    to += ORDERS_PER_ROUND
    const isStored = point === 'append:stored'
    const task = { ...base, from, to, ...(isStored ? {} : { crash: { point, nth } }) }
    const killed = await runHost(task, acknowledged, (kill) => {
      if (isStored) killWhenStored(server, kill, nth)
    })
    if (killed) died += 1
    server.faults.clear()
  }
  await runHost({ ...base, from: 0, to }, acknowledged)
  const expected = await expectedOf([...foundation, ...orders(0, to)])
  const reads = postgresReadStore(database)
  try {
    const problems = await problemsOf({ store, reads, database }, { expected, acknowledged })
    return { name: 'kills', faults: died, events: acknowledged.size, problems }
  } finally {
    reads.close()
    await store.close()
    await server.stop()
  }
}
