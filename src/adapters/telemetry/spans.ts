import {
  context,
  isSpanContextValid,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api'

/** The tracer of whoever has set up OpenTelemetry in this process; one that does nothing where nobody has. */
export const tracerOf = (given?: Tracer): Tracer => given ?? trace.getTracer('comptoir')

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** Makes the span that a traceparent names the parent of what `work` begins, unless there is a nearer one. */
export const under = <A>(traceparent: string | undefined, work: () => Promise<A>): Promise<A> => {
  const [, traceId, spanId, flags] = FORM.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return work()
  if (trace.getSpanContext(context.active()) !== undefined) return work()
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return context.with(trace.setSpanContext(context.active(), remote), work)
}

/** One stretch of work as a span. What it rejects with is told by name only: messages may quote data. */
export const inSpan = <A>(
  tracer: Tracer,
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<A>,
): Promise<A> =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' })
      throw error
    } finally {
      span.end()
    }
  })

/** The span as W3C Trace Context has it; `undefined` where nobody traces. */
export const traceparentOf = (span: Span): string | undefined => {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return isSpanContextValid(span.spanContext())
    ? `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
    : undefined
}
