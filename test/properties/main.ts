/**
 * The properties of the money, many times each.
 *
 *   npm run prove -- --runs 1000000
 *   npm run prove -- --only 'a statement' --seed 42 --path '17:0:3'
 *
 * Ends with 1 when one does not hold; then the seed and the path bring the very run back.
 */
import { parseArgs } from 'node:util'
import { moneyProperties } from './index.js'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const runs = Number(values.runs)
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs is how often each property is tried')
const chosen = moneyProperties.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new Error(`no property is called ${values.only}`)

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const trial = {
  runs,
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.path === undefined ? {} : { path: values.path }),
}
const begin = performance.now()
const secondsSince = (ms: number): string => ((performance.now() - ms) / 1_000).toFixed(1)

for (const { name, tried } of chosen) {
  const since = performance.now()
  const { runs: times, seed, path, breach } = tried(trial)
  const figures = `${times.toLocaleString('en-US').padStart(9)} runs  ${secondsSince(since).padStart(7)} s`
  say(`${breach === undefined ? 'holds ' : 'BROKEN'}  ${figures}  ${name}`)
  if (breach === undefined) continue
  process.exitCode = 1
  say(`        ${breach}; once more: --only '${name}' --seed ${seed} --path '${path ?? ''}'`)
}
say(`${chosen.length} properties, ${runs.toLocaleString('en-US')} runs each, in ${secondsSince(begin)} s`)
