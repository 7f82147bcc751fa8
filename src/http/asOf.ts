import type { Request, RequestHandler } from 'express'
import { isLeft, left, right, type Either } from '../fp.js'
import type { PastRefusal, PastSubject, Pasts } from '../application/past.js'
import type { Queries } from '../application/queries.js'
import type { ReplayAt } from '../application/replayPoint.js'
import { PAST, asOfParameters, invalidParameters, isAsOf, isOfSellers, parametersOf } from './parameters.js'
import { EntryId } from './pages.js'
import { sendProblem, type Problem } from './problem.js'

/** How a resource is found that is of one seller: by the path, or by `sellerId`. */
const byPath: ReadonlyArray<readonly [RegExp, (id: string) => PastSubject | undefined]> = [
  [/^\/v1\/sellers\/([^/]+)(?:\/|$)/, (sellerId) => ({ sellerId })],
  [/^\/v1\/orders\/(?!counts$)([^/]+)(?:\/|$)/, (id) => ({ stream: `order-${id}` })],
  [/^\/v1\/products\/([^/]+)(?:\/|$)/, (id) => ({ stream: `product-${id}` })],
  [/^\/v1\/statements\/([^/]+)(?:\/|$)/, (id) => ({ stream: `statement-${id}` })],
  [/^\/v1\/payouts\/([^/]+)(?:\/|$)/, (id) => ({ stream: `payout-${id}` })],
  [/^\/v1\/after-sales-cases\/([^/]+)$/, (id) => ({ stream: `afterSales-${id}` })],
  [
    /^\/v1\/ledger\/entries\/([^/]+)$/,
    (id) => {
      const entry = EntryId.decode(id)
      return isLeft(entry) ? undefined : { position: entry.right.position }
    },
  ],
]

const ID = /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,134}$/

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** Whose past is asked; `undefined`: that of everybody, which is not told here. */
const subjectOf = ({ path, query }: Request): PastSubject | undefined => {
  const { sellerId } = query
  if (isOfSellers(path.replace(/\/$/, '')) && typeof sellerId === 'string') return { sellerId }
  for (const [pattern, subject] of byPath) {
    const [, part] = pattern.exec(path) ?? []
    if (part === undefined) continue
    const id = decoded(part)
    // A name that cannot be one is nobody's: the resource says so.
    return (ID.test(id) ? subject(id) : undefined) ?? { sellerId: '' }
  }
  return undefined
}

const given = parametersOf(asOfParameters)

const wrong = (parameter: string, detail: string) => left(invalidParameters([{ parameter, detail }]))

/** As of when; `undefined`: what is wrong with it is told by the resource, with all else that is. */
const atOf = (query: Request['query']): Either<Problem, ReplayAt> | undefined => {
  const own = Object.entries(query).filter(([name]) => Object.hasOwn(asOfParameters, name))
  const read = given(Object.fromEntries(own))
  if (isLeft(read)) return undefined
  const { asOf, asOfBy: by, asOfKnown: known } = read.right
  if (asOf === undefined) return wrong('asOf', 'must say as of when')
  if (known !== undefined && by !== 'business') return wrong('asOfKnown', 'is of asOfBy=business')
  if (typeof asOf === 'bigint')
    return by === undefined
      ? right({ by: 'position', position: asOf })
      : wrong('asOf', `must be an instant, by ${by} time`)
  return right(
    by === 'business' ? { by, instant: asOf, known: known?.commit } : { by: 'recorded', instant: asOf },
  )
}

const problemOf = (refusal: PastRefusal): Problem => {
  switch (refusal.type) {
    case 'PositionNotReached':
      return { kind: 'position-beyond-log', detail: `The last event is at position ${refusal.head}.` }
    case 'InstantNotReached':
      return invalidParameters([
        { parameter: 'asOf', detail: `must be over, which it is not before ${refusal.now}` },
      ])
    case 'SellerUnknown':
      return { kind: 'seller-not-found', detail: 'There were no events of it by then.' }
    case 'ReplayBehind':
      return {
        kind: 'position-not-reached',
        detail: `The streams of sellers are known up to position ${refusal.knownTo ?? 0n} of ${refusal.wanted}.`,
      }
    case 'ReplayUnreadable':
      return {
        kind: 'past-unreadable',
        detail: `The event ${refusal.unreadable.eventId} cannot be read: nothing is told without it.`,
      }
    case 'ReplayTooLarge':
      return {
        kind: 'past-too-large',
        detail: `There are more than ${refusal.eventsMax} events: comptoir audit replay tells them.`,
      }
    case 'TooManyPasts':
      return { kind: 'too-many-pasts', detail: `${refusal.waitingMax} requests wait, more are not taken on.` }
  }
}

/**
 * Answers requests with `asOf` by the same resources over read models as they were; lets all others through. `routersOf`
 * makes the resources over some queries, once for each. Others refuse `asOf` themselves.
 */
export const asOf = (
  pasts: Pasts | undefined,
  routersOf: (queries: Queries) => RequestHandler,
): RequestHandler => {
  const made = new WeakMap<Queries, RequestHandler>()
  const resources = (queries: Queries): RequestHandler => {
    const known = made.get(queries) ?? routersOf(queries)
    made.set(queries, known)
    return known
  }
  return async (request, response, next) => {
    const at = isAsOf(request.query) ? atOf(request.query) : undefined
    const subject = at && subjectOf(request)
    if (at === undefined || subject === undefined || pasts === undefined) {
      next()
      return
    }
    if (isLeft(at)) {
      sendProblem(response, at.left)
      return
    }
    const past = await pasts.open(subject, at.right)
    if (isLeft(past)) {
      sendProblem(response, problemOf(past.left))
      return
    }
    response.locals[PAST] = true
    const close = (): void => void past.right.close()
    response.once('prefinish', close)
    response.once('close', close)
    await resources(past.right.queries)(request, response, next)
  }
}
