import type { Response, Router } from 'express'
import type * as t from 'io-ts'
import { isLeft, left, right, type Either } from '../fp.js'
import { positionText } from '../domain/kernel/position.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Reflected, NotReached } from '../application/reflected.js'
import type { Projection } from '../projections/projection.js'
import { PAST, asOfParameters, isAsOf, isOfSellers, parametersOf, positionParameters } from './parameters.js'
import type { Problem } from './problem.js'
import { get, type Answer, type Asked } from './route.js'

const NOWHERE: Position = { commit: 0n, prepare: 0n }

const problemOf = (refused: NotReached): Problem => {
  switch (refused.type) {
    case 'PositionNotReached': {
      const reasons = refused.behind.map(({ name, position }) => ({
        component: name,
        detail: position === undefined ? 'has not started' : `is at position ${positionText(position)}`,
      }))
      const where = reasons.map(({ component, detail }) => `${component} ${detail}`).join('; ')
      const detail = `After ${refused.waitedMs} ms, of position ${positionText(refused.position)}: ${where}`
      return { kind: 'position-not-reached', detail, reasons }
    }
    case 'PositionBeyondLog':
      return {
        kind: 'position-beyond-log',
        detail:
          refused.head === undefined
            ? 'There are no events yet.'
            : `The last event is at position ${positionText(refused.head)}.`,
      }
    case 'TooManyWaiting':
      return {
        kind: 'too-many-waiting',
        detail: `${refused.waitingMax} requests wait, more are not taken on.`,
      }
  }
}

const notOffered: Problem = {
  kind: 'as-of-not-offered',
  detail: 'Only what is of one seller is told as of then, here and by comptoir audit replay.',
}

const asOfWanted = parametersOf(asOfParameters)

const ofNames = (query: object, props: t.Props): object =>
  Object.fromEntries(Object.entries(query).filter(([name]) => Object.hasOwn(props, name)))

/** Aborts when nobody is there any more to be answered. */
const gone = (response: Response): AbortSignal => {
  const controller = new AbortController()
  response.once('close', () => {
    controller.abort()
  })
  return controller.signal
}

/**
 * Resources whose answers are rows of read models. Every answer tells in `Comptoir-Position` up to where these reflect
 * the log; with `minPosition` it waits until that is far enough.
 */
export const reading = (router: Router, { reflected, reached }: Reflected) => {
  const wanted = parametersOf(positionParameters)
  const positionOf = async (
    names: ReadonlyArray<string>,
    query: object,
    response: Response,
  ): Promise<Either<Problem, Position | undefined>> => {
    const given = wanted(query)
    if (isLeft(given)) return given
    const { minPosition, waitMs } = given.right
    if (minPosition === undefined) return right(await reflected(names))
    const signal = gone(response)
    const there = await reached(minPosition, { of: names, signal, ...(waitMs !== undefined && { waitMs }) })
    return isLeft(there) ? left(problemOf(there.left)) : there
  }

  /** `models`: all that the answer may be read from. */
  return <P extends t.Props>(
    path: string,
    models: ReadonlyArray<Pick<Projection, 'name'>>,
    parameters: P,
    answer: (asked: Asked<P>) => Promise<Either<Problem, Answer>>,
  ): void => {
    const names = models.map(({ name }) => name)
    get(router, path, parameters, answer, {
      also: { ...positionParameters, ...(isOfSellers(path) ? asOfParameters : {}) },
      run: async ({ query }, response) => {
        if (isAsOf(query) && response.locals[PAST] !== true) {
          const as = asOfWanted(ofNames(query, asOfParameters))
          return isLeft(as) ? as : left(notOffered)
        }
        const position = await positionOf(names, ofNames(query, positionParameters), response)
        if (isLeft(position)) return position
        response.set('Comptoir-Position', positionText(position.right ?? NOWHERE))
        return right(undefined)
      },
    })
  }
}
