import * as t from 'io-ts'
import { isLeft } from '../../fp.js'

/** What no codec reads anything into. */
export const UNREADABLE: unique symbol = Symbol('unreadable')

/**
 * The straight way through a codec: what it reads, or `UNREADABLE`. Nothing tells of a field that is right, since nearly
 * nothing is ever wrong; whoever meets what is asks `validate`, which says where and why.
 */
export type Read = (u: unknown) => unknown

const known = new WeakMap<t.Mixed, Read>()

/** The codec, known to read thus: by `read` exactly what `validate` succeeds with, `UNREADABLE` where that fails. */
export const reading = <C extends t.Mixed>(codec: C, read: Read): C => {
  known.set(codec, read)
  return codec
}

const refinedRead = (read: Read, holds: (u: unknown) => boolean): Read => {
  return (u) => {
    const value = read(u)
    return value === UNREADABLE || holds(value) ? value : UNREADABLE
  }
}

const readBy =
  (codec: t.Mixed): Read =>
  (u) => {
    const outcome: t.Validation<unknown> = codec.validate(u, [])
    return isLeft(outcome) ? UNREADABLE : outcome.right
  }

const isRefinement = (codec: t.Mixed): codec is t.RefinementC<t.Mixed> => codec instanceof t.RefinementType

/** Of any codec, made once: one that is told of nowhere is asked to validate. */
export const readOf = (codec: t.Mixed): Read => {
  const told = known.get(codec)
  if (told !== undefined) return told
  const read = isRefinement(codec) ? refinedRead(readOf(codec.type), codec.predicate) : readBy(codec)
  known.set(codec, read)
  return read
}
