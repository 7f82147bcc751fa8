import {
  context,
  metrics,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Meter,
  type Tracer,
} from '@opentelemetry/api'
import type { Request, RequestHandler } from 'express'

/** In seconds. */
const BOUNDARIES = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A request that was answered, in words of few: nothing that the caller wrote but the id of the request. */
export interface Answered {
  readonly requestId: string
  readonly method: string
  /** As it is written down, `/v1/orders/:id`; `none` where there is no such resource. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export interface Observing {
  /** Told of every request at its end. */
  readonly onAnswer?: (answered: Answered) => void
  /** Default: the global one of OpenTelemetry, as it is when the app is made. */
  readonly meter?: Meter
  readonly tracer?: Tracer
}

/** The route as it is written down, `/v1/orders/:id`: never what the caller wrote in its place. */
const routeOf = ({ route }: Request): string => {
  const known: unknown = route
  return typeof known === 'object' && known !== null && 'path' in known && typeof known.path === 'string'
    ? known.path
    : 'none'
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Times every request by route, method and status, and spans it, as a part of the caller's trace where the host has
 * set up a propagator. Names are those of OpenTelemetry's conventions for HTTP servers.
 */
export const observed = ({ meter, tracer, onAnswer }: Observing): RequestHandler => {
  const duration = (meter ?? metrics.getMeter('comptoir')).createHistogram('http.server.request.duration', {
    description: 'Time from a request to the end of its answer',
    unit: 's',
    advice: { explicitBucketBoundaries: [...BOUNDARIES] },
  })
  const spans = tracer ?? trace.getTracer('comptoir')
  return (request, response, next) => {
    const begin = performance.now()
    const method = METHODS.has(request.method) ? request.method : '_OTHER'
    const around = propagation.extract(context.active(), request.headers)
    const span = spans.startSpan(method, { kind: SpanKind.SERVER }, around)
    response.once('close', () => {
      const [route, status] = [routeOf(request), response.statusCode]
      const seconds = (performance.now() - begin) / 1_000
      const attributes = {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      }
      duration.record(seconds, attributes)
      onAnswer?.({ requestId: response.get('X-Request-Id') ?? '', method, route, status, seconds })
      span.updateName(`${method} ${route}`)
      span.setAttributes(attributes)
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    })
    context.with(trace.setSpan(around, span), next)
  }
}
