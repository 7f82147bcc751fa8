import type { Response } from 'express'
import { ReadsUnavailable } from '../application/queries.js'

/** What a caller may be told when there is no answer. The keys are part of the stable `type` URIs: never rename one. */
const kinds = {
  'malformed-url': { status: 400, title: 'The URL cannot be read' },
  'invalid-parameters': { status: 400, title: 'Some query parameters are not valid' },
  'position-beyond-log': { status: 400, title: 'The log of events ends before this position' },
  'as-of-not-offered': { status: 400, title: 'This is not told as of then' },
  'route-not-found': { status: 404, title: 'There is no such resource' },
  'seller-not-found': { status: 404, title: 'The seller is not known' },
  'order-not-found': { status: 404, title: 'The order is not known' },
  'statement-not-found': { status: 404, title: 'The statement is not known' },
  'payout-not-found': { status: 404, title: 'The payout is not known' },
  'entry-not-found': { status: 404, title: 'The ledger entry is not known' },
  'case-not-found': { status: 404, title: 'The after-sales case is not known' },
  'deadlines-not-kept': { status: 404, title: 'Deadlines are kept only where a clock runs' },
  'recipients-not-told': { status: 404, title: 'Recipients are not told here' },
  'recipient-not-found': { status: 404, title: 'The order has no recipient' },
  'recipient-forbidden': { status: 403, title: 'Who asks may not see recipients' },
  'recipient-hidden': { status: 409, title: 'The order is not to be sent' },
  'recipient-erased': { status: 410, title: 'The recipient was erased' },
  'product-not-found': { status: 404, title: 'The product is not known' },
  'method-not-allowed': { status: 405, title: 'Only GET and HEAD are answered' },
  'host-not-allowed': { status: 421, title: 'This server answers on loopback names only' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'reads-unavailable': { status: 503, title: 'The read models cannot be reached' },
  'reads-timed-out': { status: 503, title: 'The read models did not answer in time' },
  'position-not-reached': { status: 503, title: 'The read models have not come to this position yet' },
  'too-many-waiting': { status: 503, title: 'Too many wait for the read models already' },
  'past-unreadable': { status: 500, title: 'An event cannot be read' },
  'past-too-large': { status: 503, title: 'There are too many events to tell this as of then' },
  'too-many-pasts': { status: 503, title: 'Too many ask as of then already' },
  'not-ready': { status: 503, title: 'Not ready to answer' },
} as const

export type ProblemKind = keyof typeof kinds

export interface ParameterError {
  readonly parameter: string
  readonly detail: string
}

/** Why something is not ready: which part, and what is the matter with it. */
export interface Reason {
  readonly component: string
  readonly detail: string
}

export interface Problem {
  readonly kind: ProblemKind
  readonly detail: string
  readonly errors?: ReadonlyArray<ParameterError>
  readonly reasons?: ReadonlyArray<Reason>
}

/** Of RFC 9457: the same for every occurrence of a kind, for ever. */
const typeUriOf = (kind: ProblemKind): string => `urn:problem-type:comptoir:${kind}`

export const statusOf = (kind: ProblemKind): number => kinds[kind].status

/** The answer's body as RFC 9457 wants it; `instance` is the path that was asked for. */
export const problemJson = (
  { kind, ...rest }: Problem,
  instance: string,
  requestId: string,
): Readonly<Record<string, unknown>> => ({
  type: typeUriOf(kind),
  title: kinds[kind].title,
  status: kinds[kind].status,
  ...rest,
  instance,
  requestId,
})

/** The same question may have an answer in a moment. */
const passing: ReadonlySet<ProblemKind> = new Set([
  'reads-unavailable',
  'reads-timed-out',
  'position-not-reached',
  'too-many-waiting',
  'too-many-pasts',
])

const INSTANCE_MAX = 500

export const sendProblem = (response: Response, problem: Problem): void => {
  const [path = ''] = response.req.originalUrl.split('?')
  if (passing.has(problem.kind)) response.set('Retry-After', '1')
  // Nothing was read, or not everything: only what is not there is as of a position.
  if (statusOf(problem.kind) !== 404) response.removeHeader('Comptoir-Position')
  response
    .status(statusOf(problem.kind))
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .json(problemJson(problem, path.slice(0, INSTANCE_MAX), response.get('X-Request-Id') ?? ''))
}

/** What an unexpected error is to a caller: nothing of the database, of SQL or of our code is told. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof ReadsUnavailable) {
    return error.reason === 'timeout'
      ? { kind: 'reads-timed-out', detail: 'Ask again, or for less.' }
      : { kind: 'reads-unavailable', detail: 'Ask again in a moment.' }
  }
  if (error instanceof URIError) return { kind: 'malformed-url', detail: 'A percent-encoding is broken.' }
  return { kind: 'internal-error', detail: 'The request id helps to find out what.' }
}
