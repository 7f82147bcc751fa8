import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { migrate } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { followersOf } from '../../src/application/followers.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import type { CrashPoint } from './crashPoints.js'
import { cutKinds } from './cutKinds.js'
import { cutEverywhere } from './cuts.js'
import { disturbed } from './disturbed.js'
import { connectionDrops, freeze, lostAnswers, restarts, wrongCheckpoints } from './disturbances.js'
import { streamProblems } from './invariants.js'
import { killHosts } from './killedHosts.js'
import { killRebuilds } from './killedRebuilds.js'
import { killRounds } from './killRounds.js'
import { expectedOf, foundation, orders, ordersMax, streamsIn } from './marketplace.js'
import { repeatingUnderNewIds } from './newIds.js'
import { plantedBugs } from './plantedBugs.js'
import type { RebuildPoint } from './rebuildPoints.js'
import { lineOf, type Score } from './score.js'
import { work } from './work.js'

// The whole run kills at every point, and again and again.
const points: ReadonlyArray<CrashPoint> = ['append:stored', 'project:rows-written']
const rebuildPoints: ReadonlyArray<RebuildPoint> = ['filling', 'verified', 'in the swap']

let database: TestDatabase
const scores: Array<Score> = []

beforeEach(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})
afterEach(() => database.close())
afterAll(() => {
  process.stdout.write(`${lineOf(scores)}\n`)
})

const expectWell = (score: Score): void => {
  scores.push(score)
  expect(score.problems.slice(0, 5)).toEqual([])
  expect(score.events).toBeGreaterThan(100)
}

describe('nothing is lost, doubled or stuck', { timeout: 120_000 }, () => {
  test('when connections break sixty times', async () => {
    expectWell(await disturbed(database, connectionDrops(60)))
  })

  test('when the server stands still', async () => {
    expectWell(await disturbed(database, freeze(2_500)))
  })

  test('when the server restarts while appends are on their way', async () => {
    expectWell(await disturbed(database, restarts(3)))
  })

  test('when checkpoints come twice, backwards and from beyond the end', async () => {
    expectWell(await disturbed(database, wrongCheckpoints(6)))
  })

  test(`when hosts are killed at ${points.join(', ')}`, async () => {
    expectWell(await killHosts(database, { kills: points.length, points }))
  })

  test(`when rebuilds under live writes are killed at ${rebuildPoints.join(', ')}`, async () => {
    const score = await killRebuilds(database, {
      kills: rebuildPoints.map((point) => ({ point, nth: 1 })),
      perSecond: 20,
    })
    expectWell(score)
    expect(score.faults).toBe(rebuildPoints.length)
  })
})

test(
  'nothing is lost, doubled or stuck where a writer, two workers and Postgres itself are killed in turn',
  {
    timeout: 240_000,
  },
  async () => {
    const score = await killRounds({ rounds: 100, seed: 7, pauseMs: 5 })
    scores.push(score)
    expect(score.problems).toEqual([])
    expect(score.events).toBeGreaterThan(400)
  },
)

test(
  'nothing is lost, doubled or stuck where a worker is frozen and wakes as a zombie, all sessions end, and Postgres restarts',
  { timeout: 240_000 },
  async () => {
    const score = await killRounds({
      ...{ rounds: 4, seed: 7, pauseMs: 20 },
      blows: ['storm', 'frozen', 'immediate', 'fast'],
    })
    scores.push(score)
    expect(score.problems).toEqual([])
    expect(score.events).toBeGreaterThan(100)
  },
)

test('that a case is complete is one event, whoever of its buyer and the process of its order is first', async () => {
  const all = orders(0, ordersMax)
  const items = all.slice(0, 1 + all.findIndex(([first]) => first?.type === 'OpenAfterSalesCase'))
  const asked = items.at(-1) ?? []
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  await work(center, foundation)
  for (const each of [...items.slice(0, -1), asked.slice(0, -1)]) await work(center, [each])
  await followersOf({ store, reads: memoryReadStore(system), center, system }).react()
  await work(center, [asked.slice(-1)])
  const expected = await expectedOf([...foundation, ...items])
  expect(streamProblems(await streamsIn(store), expected)).toEqual([])
  const [stream] = [...expected.keys()].filter((name) => name.startsWith('afterSales-'))
  const other = streamProblems(await streamsIn(store, (event) => event.stream !== stream), expected)
  expect(other).toEqual([expect.stringContaining(`${stream}: 0 events instead of ${asked.length}`)])
})

/** The whole run cuts at all bytes, or at every few of them. */
const apart = { append: 211, projection: 1_709, process: 2_111, payout: 701 }

describe('a transaction is done once and whole, wherever its connection breaks', { timeout: 120_000 }, () => {
  test.each(Object.entries(cutKinds))('%s', async (name, [kind]) => {
    const stride = apart[name as keyof typeof apart]
    const score = await cutEverywhere(name, database, kind, { stride, first: stride - 1 })
    scores.push(score)
    expect(score.problems).toEqual([])
    expect(score.faults).toBeGreaterThan(5)
  })
})

describe('a planted bug is caught', { timeout: 120_000 }, () => {
  test.each(Object.entries(plantedBugs))('%s', async (_, problemsOf) => {
    expect(await problemsOf(database)).not.toEqual([])
  })

  test('where appends of unknown outcome are repeated under new ids', async () => {
    const times = { answerMs: 60, appendMs: 0 }
    const { problems } = await disturbed(database, { ...lostAnswers(3), times, flawed: repeatingUnderNewIds })
    expect(problems.join('\n')).toMatch(/events instead of|not expected|doubled/)
  })
})
