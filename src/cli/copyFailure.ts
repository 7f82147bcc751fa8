import type { CopyFailure } from '../application/copyEvents.js'
import type { TargetDiffers } from '../application/copyStream.js'

const differenceOf = ({ difference }: TargetDiffers): string => {
  switch (difference.type) {
    case 'EventChanged':
      return `event ${difference.eventId} (${difference.stream}, revision ${difference.revision} in the source) has another ${difference.field} there`
    case 'EventForeign':
      return `event ${difference.eventId} (${difference.stream}, revision ${difference.revision} there) is not in the source, or not again`
    case 'HistoryForeign':
      return `${difference.events.toLocaleString('en-US')} events there come before one that the source has earlier`
    case 'StreamMisplaced':
      return `${difference.stream} does not take revision ${difference.revision}: ${
        difference.cause === 'EventIdReused'
          ? 'an event of the same id is stored elsewhere'
          : 'what comes before it is not there'
      }`
  }
}

const causeOf = (failure: Extract<CopyFailure, { readonly type: 'CopyNotStored' }>): string => {
  const { cause } = failure
  switch (cause.type) {
    case 'AppendTooLarge':
      return `the event has ${cause.bytes} bytes, the store takes ${cause.bytesMax}`
    case 'StoreBusy':
      return 'the store is busy'
    case 'StoreUnavailable':
    case 'OutcomeUnknown':
      return cause.reason
  }
}

/** Why a copy is not complete, and what to do; `from` and `to` without user and password. */
export const copyFailureInWords = (failure: CopyFailure, from: string, to: string): string => {
  switch (failure.type) {
    case 'TargetDiffers':
      return `${to} holds something else than a part of the history in ${from}: ${differenceOf(failure)}`
    case 'CopyNotStored':
      return (
        `${to} did not take revision ${failure.revision} of ${failure.stream}: ${causeOf(failure)}; ` +
        'run the same command again and it goes on where it stopped'
      )
    case 'CopyIncomplete':
      return (
        `${to} was given everything but does not tell all of it, from event ${failure.events + 1} on: ` +
        'run the same command again'
      )
  }
}
