/** The one place that imports fp-ts: its ESM paths are `fp-ts/lib/*.js`. */
export { isLeft, isRight, left, right, map, mapLeft, chain, type Either } from 'fp-ts/lib/Either.js'
export { pipe } from 'fp-ts/lib/function.js'
