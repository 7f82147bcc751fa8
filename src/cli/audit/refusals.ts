import type { AggregateReplayRefusal } from '../../application/aggregateReplay.js'
import { CommandFailed, UsageError } from '../failure.js'

/** Why there is no answer, as the line that a person reads. */
export const replayFailure = (refusal: AggregateReplayRefusal): Error => {
  switch (refusal.type) {
    case 'PositionNotReached':
      return new CommandFailed(
        `position ${refusal.position} is not reached: the last event is at ${refusal.head}`,
      )
    case 'InstantNotReached':
      return new CommandFailed(
        `${refusal.instant} is not over (it is ${refusal.now}): more may be recorded by then`,
      )
    case 'SellerUnknown':
      return new CommandFailed(`there are no events of a seller ${refusal.sellerId} by then`)
    case 'ReplayBehind':
      return new CommandFailed(
        `the read model seller_streams is at ${refusal.knownTo ?? 'nothing'} and ${refusal.wanted} is asked: run \`comptoir serve\`, or look at \`comptoir status\``,
      )
    case 'ReplayUnreadable': {
      const { eventId, stream, type } = refusal.unreadable
      return new CommandFailed(
        `the event ${eventId} (${type} in ${stream}) cannot be read: nothing is told without it`,
      )
    }
    case 'ReplayTooLarge':
      return new CommandFailed(
        `there are more than ${refusal.eventsMax} events, which are not held in memory at once`,
      )
    case 'CategoryUnknown':
      return new UsageError(
        `--aggregate ${refusal.stream}: must be a stream such as order-17, of ${refusal.categories.join(', ')}`,
      )
  }
}
