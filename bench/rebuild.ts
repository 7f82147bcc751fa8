import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { figure, type Figure } from './figure.js'

const run = promisify(execFile)
const child = fileURLToPath(new URL('rebuildChild.mjs', import.meta.url))

/** What a process of its own tells of one round. */
export interface Round {
  readonly events: number
  readonly seconds: number
  readonly peakMb: number
}

const ROUNDS = 3
const EVENTS_PER_SECOND_MIN = 60_000
const MB_MAX = 512

/**
 * One round, in a process of its own. Its young objects get more room than Node's 16 MB, as in any service that is told
 * so: they are copied twice before they are taken for old, and most die meanwhile.
 */
export const roundOf = async (mode: 'rebuild' | 'plain', url: string): Promise<Round> => {
  const { stdout } = await run(process.execPath, ['--max-semi-space-size=64', child, url, mode])
  return JSON.parse(stdout) as Round
}

export const rateOf = ({ events, seconds }: Round): number => events / seconds

const fastest = (rounds: ReadonlyArray<Round>): number => Math.max(...rounds.map(rateOf))

/** All read models built anew from a log that is there, against reading it; each the fastest of some rounds by turns. */
export const measureRebuild = async (
  { url, name }: { readonly url: string; readonly name: string },
  peerBoardRate: number | undefined,
): Promise<ReadonlyArray<Figure>> => {
  const [rebuilds, plains]: [Array<Round>, Array<Round>] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    plains.push(await roundOf('plain', url))
    rebuilds.push(await roundOf('rebuild', url))
  }
  const rate = fastest(rebuilds)
  const title = `${name}: rebuild of all read models`
  return [
    figure(title, rate, 'events/s', { with: 'at least', value: EVENTS_PER_SECOND_MIN }),
    figure(title, rate, 'events/s', {
      with: 'reading and decoding the same events with pg',
      value: fastest(plains),
    }),
    ...(peerBoardRate === undefined
      ? []
      : [figure(title, rate, 'events/s', { with: 'emmett-postgresql, one board', value: peerBoardRate })]),
    figure(`${name}: peak memory of the rebuild`, Math.max(...rebuilds.map(({ peakMb }) => peakMb)), 'MB', {
      with: 'at most',
      value: MB_MAX,
    }),
  ]
}
