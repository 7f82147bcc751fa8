import { InvalidArgumentError } from '@commander-js/extra-typings'
import type { ReplayAt } from '../../application/replayPoint.js'
import type { Instant } from '../../domain/kernel/time.js'
import { UsageError } from '../failure.js'
import { moment } from '../moment.js'

export const replayBys = ['recorded', 'business', 'position'] as const
export type ReplayBy = (typeof replayBys)[number]

const POSITION = /^\d{1,18}$/

export const position = (text: string): bigint => {
  if (!POSITION.test(text)) throw new InvalidArgumentError('It must be a position in the log, such as 1200.')
  return BigInt(text)
}

/** A position, or a day or instant in UTC. */
export const positionOrMoment = (text: string): bigint | Instant =>
  POSITION.test(text) ? BigInt(text) : moment(text)

/** What `--at`, `--by` and `--known` mean together; `undefined`: up to the last event. Throws `UsageError`. */
export const replayAtOf = ({
  at,
  by,
  known,
}: {
  readonly at?: bigint | Instant | undefined
  readonly by?: ReplayBy | undefined
  readonly known?: bigint | undefined
}): ReplayAt | undefined => {
  if (known !== undefined && by !== 'business')
    throw new UsageError('--known is for --by business: up to where the log is to know of what happened')
  if (at === undefined) {
    if (by === undefined) return undefined
    throw new UsageError(
      `--by ${by} needs --at: an instant for recorded and business, a position for position`,
    )
  }
  if (typeof at === 'bigint') {
    if (by !== undefined && by !== 'position')
      throw new UsageError(`--by ${by} needs an instant in --at, such as 2018-03-01T06:00Z`)
    return { by: 'position', position: at }
  }
  if (by === 'position') throw new UsageError('--by position needs a position in --at, such as 1200')
  if (by === 'business') return { by, instant: at, known }
  return { by: 'recorded', instant: at }
}

export const replayAtInWords = (at: ReplayAt): string => {
  switch (at.by) {
    case 'position':
      return `up to position ${at.position}`
    case 'recorded':
      return `as recorded by ${at.instant}`
    case 'business':
      return `as it had happened by ${at.instant}, known at position ${at.known ?? 'last'}`
  }
}
