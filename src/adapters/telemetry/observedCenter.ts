import type { Tracer } from '@opentelemetry/api'
import { isLeft, type Either } from '../../fp.js'
import type { Receipt } from '../../application/failure.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from '../../application/sellerCenter.js'
import type { Instruments } from './instruments.js'
import { inSpan, traceparentOf, under } from './spans.js'

const outcomeOf = (outcome: Either<Refusal, Receipt>): string =>
  isLeft(outcome) ? outcome.left.type : outcome.right.repeated ? 'repeated' : 'accepted'

/** What callers name is theirs: only a type that is known becomes a label. */
const commandIn = (request: SellerCenterRequest | undefined, outcome: Either<Refusal, Receipt>): string =>
  request === undefined || (isLeft(outcome) && outcome.left.type === 'UnknownCommand')
    ? 'unknown'
    : request.type

/**
 * The same seller center, its commands timed and counted. Where somebody traces, the events that a command causes tell
 * the trace that they belong to: that of the request where it names one, else that of the moment.
 */
export const observedCenter = (
  center: SellerCenter,
  { commands, commandSeconds }: Instruments,
  tracer: Tracer,
): SellerCenter => {
  const executeTogether = (requests: ReadonlyArray<SellerCenterRequest>): Promise<Either<Refusal, Receipt>> =>
    under(requests[0]?.traceparent, () => observed(requests))

  const observed = (requests: ReadonlyArray<SellerCenterRequest>): Promise<Either<Refusal, Receipt>> =>
    inSpan(tracer, 'command', { 'comptoir.commands': requests.length }, async (span) => {
      const begin = performance.now()
      const traceparent = traceparentOf(span)
      const traced =
        traceparent === undefined ? requests : requests.map((request) => ({ ...request, traceparent }))
      const answer = await center.executeTogether(traced)
      const outcome = outcomeOf(answer)
      commandSeconds.record((performance.now() - begin) / 1_000, { outcome })
      for (const request of requests) commands.add(1, { command: commandIn(request, answer), outcome })
      span.setAttributes({ 'comptoir.command': commandIn(requests[0], answer), 'comptoir.outcome': outcome })
      return answer
    })
  return { ...center, execute: (request) => executeTogether([request]), executeTogether }
}
