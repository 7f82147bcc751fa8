import { parseArgs } from 'node:util'
import { domainEvents } from '../../src/domain/events.js'
import { count, huntAll, lineOf, noTally, repeatOf } from './score.js'
import { simulate } from './simulate.js'

/**
 * Whole marketplaces from seeds: `npm run simulate -- --seeds 1000 [--from N]`, or one of them alone with `--seed N`, which
 * tells what happened in it. Then the planted bugs, unless `--planted 0`; each must be caught by one of so many seeds.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    orders: { type: 'string', default: '8' },
    planted: { type: 'string', default: '60' },
  },
})
const orders = Number(values.orders)
const one = values.seed === undefined ? undefined : Number(values.seed)
const from = one ?? Number(values.from)
const seeds = one === undefined ? Number(values.seeds) : 1
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const most = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')

const begun = performance.now()
const tally = noTally()
for (let seed = from; seed < from + seeds; seed++) {
  const simulated = await simulate(seed, { orders })
  count(tally, simulated)
  if (simulated.problems.length > 0) {
    tell(`seed ${seed} fails: ${repeatOf(seed, orders)}`)
    for (const problem of simulated.problems.slice(0, 10)) tell(`  ${problem}`)
  }
  if (one !== undefined) tell(`trace ${simulated.trace}\nrefusals: ${most(simulated.refusals)}`)
  if (tally.seeds % 100 === 0) tell(`  ${tally.seeds} seeds, ${tally.failed.length} of them fail`)
}
const seconds = (performance.now() - begun) / 1_000
const missing = domainEvents.types.filter((type) => !tally.typesSeen.has(type))
tell(lineOf(tally, []))
tell(`  ${(tally.seeds / seconds).toFixed(1)} seeds/s, ${Math.round(tally.events / seconds)} events/s`)
tell(
  `  ${tally.typesSeen.size} of ${domainEvents.types.length} types of event${missing.length > 0 ? `; never ${missing.join(', ')}` : ''}`,
)

const planted = one === undefined ? Number(values.planted) : 0
const all =
  planted === 0
    ? []
    : await huntAll(planted, { orders }, ({ flaw, by }) => {
        tell(
          by === undefined
            ? `  MISSED: ${flaw.name}`
            : `  caught by seed ${by.seed}: ${flaw.name} (${by.problem})`,
        )
      })
const caught = all.filter(({ by }) => by !== undefined).length
if (planted > 0) tell(`planted bugs: ${caught} of ${all.length} are caught within ${planted} seeds`)
process.exitCode = tally.failed.length > 0 || (planted > 0 && caught < all.length) ? 1 : 0
