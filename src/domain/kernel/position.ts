import * as t from 'io-ts'
import type { Position } from './recorded.js'

// What event stores count with, and Postgres keeps: a signed 64-bit integer.
const MAX = 9_223_372_036_854_775_807n
const isPlace = (u: unknown): u is bigint => typeof u === 'bigint' && u >= 0n && u <= MAX

const isPosition = (u: unknown): u is Position =>
  typeof u === 'object' &&
  u !== null &&
  'commit' in u &&
  'prepare' in u &&
  isPlace(u.commit) &&
  isPlace(u.prepare)

const NUMBER = '(0|[1-9][0-9]{0,18})'
const FORM = new RegExp(`^${NUMBER}(?:/${NUMBER})?$`)

/** `41` where both parts are the same, as always in Postgres; else `412/408`, commit before prepare. */
export const positionText = ({ commit, prepare }: Position): string =>
  commit === prepare ? commit.toString() : `${commit}/${prepare}`

const positionOf = (u: unknown): Position | undefined => {
  const [, commit, prepare = commit] = (typeof u === 'string' ? FORM.exec(u) : undefined) ?? []
  return commit === undefined || prepare === undefined
    ? undefined
    : { commit: BigInt(commit), prepare: BigInt(prepare) }
}

/** A position as one word, for headers, parameters and files. Each position has one spelling. */
export const PositionText = new t.Type<Position, string>(
  'PositionText',
  isPosition,
  (u, c) => {
    const position = positionOf(u)
    return position !== undefined && isPosition(position) && positionText(position) === u
      ? t.success(position)
      : t.failure(u, c, 'must be a position such as 41, or 412/408')
  },
  positionText,
)
