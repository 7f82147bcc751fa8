import type { Tracer } from '@opentelemetry/api'
import { isLeft } from '../../fp.js'
import type { EventStore } from '../../application/ports.js'
import type { Instruments } from './instruments.js'
import { inSpan } from './spans.js'

/** `order` of `order-17`. */
const categoryOf = (stream: string): string => stream.slice(0, Math.max(0, stream.indexOf('-')))

/** The same store, its appends timed and counted. Reads are as they were: what is slow there shows in what reads. */
export const observedStore = (
  store: EventStore,
  { appendSeconds, conflicts, eventsAppended }: Instruments,
  tracer: Tracer,
): EventStore => ({
  ...store,
  appendToStream: (stream, expected, events) =>
    inSpan(tracer, 'append', { 'comptoir.category': categoryOf(stream) }, async (span) => {
      const begin = performance.now()
      const told = (outcome: string): void => {
        appendSeconds.record((performance.now() - begin) / 1_000, { outcome })
        span.setAttribute('comptoir.outcome', outcome)
      }
      try {
        const appended = await store.appendToStream(stream, expected, events)
        if (isLeft(appended)) {
          told(appended.left.type)
          if (appended.left.type === 'WrongExpectedRevision') conflicts.add(1)
        } else {
          told(appended.right.repeated ? 'repeated' : 'stored')
          if (!appended.right.repeated) eventsAppended.add(events.length)
        }
        return appended
      } catch (error) {
        told('failed')
        throw error
      }
    }),
})
