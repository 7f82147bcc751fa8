/** The one place that imports fp-ts: its ESM paths are `fp-ts/lib/*.js`. */
export { isLeft, isRight, left, mapLeft, right, type Either } from 'fp-ts/lib/Either.js'
