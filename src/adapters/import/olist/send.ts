import { isLeft, type Either } from '../../../fp.js'
import type { Receipt } from '../../../application/failure.js'
import type { System } from '../../../application/ports.js'
import type { SellerCenter } from '../../../application/sellerCenter.js'
import type { StreamRequests } from './requests.js'

/** Why a stream was not stored. */
export interface Failure {
  readonly type: string
}

/** What an import needs of a seller center. */
export type Asking = Pick<SellerCenter, 'executeTogether'>

export interface Sending {
  readonly center: Asking
  readonly system: Pick<System, 'sleep'>
  /** How many streams wait for their answer at the same time: together they fill the store's group commits. */
  readonly inFlight: number
  readonly signal: AbortSignal | undefined
  readonly onSettled: (asked: StreamRequests, outcome: Either<Failure, Receipt>) => void
}

/** The store has too much to do: asked again a little later, it will answer. */
const isBusy = ({ type }: Failure): boolean => type === 'StoreBusy' || type === 'StreamBusy'

/** It is not about this stream: the next one would fare no better. */
const isOutage = ({ type }: Failure): boolean =>
  isBusy({ type }) ||
  type === 'StoreUnavailable' ||
  type === 'OutcomeUnknown' ||
  type === 'ConcurrencyConflict'

const ATTEMPTS_MAX = 10
const PAUSE_MS = 50

/**
 * Asks for all streams, some at a time, each all together or not at all. Gives the failure that stopped it, if one did;
 * streams that were under way are waited for. The signal stops it between streams.
 */
export const send = async (
  streams: Iterable<StreamRequests>,
  { center, system, inFlight, signal, onSettled }: Sending,
): Promise<Failure | undefined> => {
  const waiting = streams[Symbol.iterator]()
  let outage: Failure | undefined
  let stopped = false

  const ask = async ({ requests }: StreamRequests): Promise<Either<Failure, Receipt>> => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await center.executeTogether(requests)
      if (!isLeft(outcome) || !isBusy(outcome.left) || attempt === ATTEMPTS_MAX) return outcome
      await system.sleep(PAUSE_MS * attempt, signal)
    }
  }

  const work = async (): Promise<void> => {
    try {
      while (!stopped && signal?.aborted !== true) {
        const next = waiting.next()
        if (next.done === true) return
        const outcome = await ask(next.value)
        if (isLeft(outcome) && isOutage(outcome.left)) {
          outage ??= outcome.left
          stopped = true
        } else {
          onSettled(next.value, outcome)
        }
      }
    } catch (error) {
      stopped = true
      throw error
    }
  }

  const workers = await Promise.allSettled(Array.from({ length: inFlight }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  return outage
}
