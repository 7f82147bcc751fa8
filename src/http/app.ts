import express, { Router, type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { System } from '../application/ports.js'
import type { Pasts } from '../application/past.js'
import type { Queries } from '../application/queries.js'
import { asOf } from './asOf.js'
import { observed, type Observing } from './observed.js'
import { problemOf, sendProblem, statusOf } from './problem.js'
import { routers } from './routes/index.js'
import type { Readiness } from './routes/health.js'
import { recipients as recipientsTo, type RecipientDesk } from './routes/recipients.js'

/** A request that got a 5xx, with what was the matter; callers are told the id only. */
export interface RequestFailure {
  readonly requestId: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly error: unknown
}

export interface AppOptions extends Observing {
  readonly queries: Queries
  /** Where what is of one seller is asked as of then; absent: `asOf` is refused. */
  readonly pasts?: Pasts
  readonly system: Pick<System, 'newId'>
  readonly readiness?: Readiness
  /** Who may see where parcels go; absent: nobody is told. */
  readonly recipients?: RecipientDesk
  readonly log?: (failure: RequestFailure) => void
  /** Answers `/metrics`; absent: there is none. */
  readonly metrics?: RequestHandler
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** The caller's request id if it is a plain word, else one of ours: it stands in every answer and in the log. */
const identified =
  (system: Pick<System, 'newId'>): RequestHandler =>
  (request, response, next) => {
    const given = request.get('X-Request-Id') ?? ''
    response.set({
      'X-Request-Id': REQUEST_ID.test(given) ? given : system.newId(),
      'Cache-Control': 'private, no-cache',
      'X-Content-Type-Options': 'nosniff',
    })
    next()
  }

const onlyReads: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next()
    return
  }
  response.set('Allow', 'GET, HEAD')
  sendProblem(response, { kind: 'method-not-allowed', detail: 'This API only tells; commands go elsewhere.' })
}

const nothingHere: RequestHandler = (_request, response) => {
  sendProblem(response, { kind: 'route-not-found', detail: '/openapi.json lists all resources.' })
}

const failed =
  (log: AppOptions['log']): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const problem = problemOf(error)
    const status = statusOf(problem.kind)
    if (status >= 500) {
      const requestId = response.get('X-Request-Id') ?? ''
      log?.({ requestId, method: request.method, url: request.originalUrl, status, error })
    }
    if (response.headersSent) next(error)
    else sendProblem(response, problem)
  }

/**
 * The read side as an express application, to be served by `listen` or mounted in a host's own under any path. It asks
 * for no credentials: the host decides who reaches it.
 */
export const createApp = ({
  queries,
  pasts,
  system,
  readiness = {},
  recipients,
  log,
  metrics,
  ...observing
}: AppOptions): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', 'strong')
  app.set('query parser', 'simple')
  app.use(observed(observing), identified(system), onlyReads)
  const resources = (asked: Queries): Router => Router().use(...routers(asked, readiness))
  // Before what is told as of then: an address is told as it is now, or not at all.
  app.use(recipientsTo(recipients))
  app.use(asOf(pasts, resources), resources(queries))
  if (metrics !== undefined) app.get('/metrics', metrics)
  app.use(nothingHere, failed(log))
  return app
}
