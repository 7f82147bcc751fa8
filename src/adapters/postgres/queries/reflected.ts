import { left, right } from '../../../fp.js'
import type { EventStore } from '../../../application/ports.js'
import { ReadsUnavailable, type Queries } from '../../../application/queries.js'
import type { ModelPosition } from '../../../application/reflected.js'
import { isAfter, type Position } from '../../../domain/kernel/recorded.js'
import { projections } from '../../../projections/index.js'
import { withDeadline } from '../../deadline.js'
import { system } from '../../system.js'
import { placesSql } from './places.js'
import { statement, type Ask, type Row } from './reader.js'
import { big, optional, text } from './row.js'

/** For so long one look at the checkpoints serves whoever asks; */
const FRESH_MS = 20
/** and for so long while the next one is under way: nobody waits for it then. */
const STALE_MS = 100
/** How often those who wait have a look, all together. */
const POLL_MS = 10
const WAIT_MS = 2_000
const WAITING_MAX = 1_000

type Positions = ReadonlyMap<string, Position | undefined>

export const positionIn = (row: Row): Position | undefined =>
  optional(row, 'commit_position') === undefined
    ? undefined
    : { commit: big(row, 'commit_position'), prepare: big(row, 'prepare_position') }

/** Of two ways through the log, the one that is not as far. */
const lesser = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || b === undefined ? undefined : isAfter(a, b) ? b : a

/** By read model: one whose work is shared out (`name#0/2`) is where the last of its parts is. */
const positionsIn = (rows: ReadonlyArray<Row>): Positions => {
  const positions = new Map<string, Position | undefined>()
  for (const row of rows) {
    const [name = ''] = text(row, 'name').split('#')
    const position = positionIn(row)
    positions.set(name, positions.has(name) ? lesser(positions.get(name), position) : position)
  }
  return positions
}

const ignore = (): void => undefined

/** Where all of these are. */
const least = (names: ReadonlyArray<string>, positions: Positions): Position | undefined =>
  names.slice(1).reduce((at, name) => lesser(at, positions.get(name)), positions.get(names[0] ?? ''))

/** Before the first event, as positions are told: whatever has taken in nothing is there. */
const NOWHERE: Position = { commit: 0n, prepare: 0n }

const isThere = (at: Position | undefined, wanted: Position): boolean => !isAfter(wanted, at ?? NOWHERE)

export interface ReflectedOptions {
  /** Quoted already. */
  readonly schema: string
  readonly log: Pick<EventStore, 'head'>
  /** Where that log is. */
  readonly source: ReadsUnavailable['source']
  /** For the answer of the log. */
  readonly timeoutMs: number
}

/**
 * The checkpoints are looked at before the rows are: rows are then at least as new. Only a reset between the two, as by
 * accept-restore, can make the position tell more than the rows.
 */
export const reflectedQueries = (
  ask: Ask,
  { schema, log, source, timeoutMs }: ReflectedOptions,
): Pick<Queries, 'reflected' | 'reached'> => {
  const checkpoints = statement(
    'reflected',
    `SELECT name, commit_position, prepare_position FROM ${placesSql(schema)} AS c`,
  )
  const everyName = projections.map(({ name }) => name)
  let seen: { readonly positions: Positions; readonly at: number } | undefined
  let looking: Promise<Positions> | undefined
  let turn: Promise<Positions> | undefined
  let waiting = 0

  const look = (): Promise<Positions> => {
    const at = performance.now()
    looking ??= ask(checkpoints, [])
      .then((rows) => {
        const positions = positionsIn(rows)
        seen = { positions, at }
        return positions
      })
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  const recent = async (): Promise<Positions> => {
    const age = seen === undefined ? Infinity : performance.now() - seen.at
    if (seen === undefined || age > STALE_MS) return look()
    // Should it fail, the next request waits for another one, and hears of that.
    if (age > FRESH_MS) look().catch(ignore)
    return seen.positions
  }

  /** The same next look for all who wait. */
  const nextLook = (): Promise<Positions> => {
    turn ??= system
      .sleep(POLL_MS)
      .then(look)
      .finally(() => {
        turn = undefined
      })
    return turn
  }

  const behindIn = (names: ReadonlyArray<string>, positions: Positions, wanted: Position) =>
    names.flatMap((name): ReadonlyArray<ModelPosition> => {
      const position = positions.get(name)
      if (isThere(position, wanted)) return []
      return [position === undefined ? { name } : { name, position }]
    })

  return {
    reflected: async (names) => least(names, await recent()),
    reached: async (position, { of = everyName, waitMs = WAIT_MS, signal } = {}) => {
      const begin = performance.now()
      let positions = await recent()
      let at = least(of, positions)
      if (isThere(at, position)) return right(at ?? NOWHERE)
      if (waiting >= WAITING_MAX) return left({ type: 'TooManyWaiting', waitingMax: WAITING_MAX })
      waiting += 1
      try {
        while (performance.now() - begin < waitMs && signal?.aborted !== true) {
          positions = await nextLook()
          at = least(of, positions)
          if (isThere(at, position)) return right(at ?? NOWHERE)
        }
      } finally {
        waiting -= 1
      }
      const tooSlow = (): Error => new ReadsUnavailable('timeout', { source })
      const head = await withDeadline(log.head(), timeoutMs, tooSlow)
      return left(
        isThere(head, position)
          ? {
              type: 'PositionNotReached',
              position,
              waitedMs: Math.round(performance.now() - begin),
              behind: behindIn(of, positions, position),
            }
          : { type: 'PositionBeyondLog', position, head },
      )
    },
  }
}
