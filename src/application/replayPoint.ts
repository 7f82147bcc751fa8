import { left, right, type Either } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Occurrence } from '../projections/fold.js'
import type { EventStore, System } from './ports.js'

/**
 * Which past is meant. `position`: the log up to there, inclusive. `recorded`: what was stored by then. `business`: what had happened by
 * then as far as the log knows it at `known` (default: now), so that a fact that was recorded late counts where it belongs.
 */
export type ReplayAt =
  | { readonly by: 'position'; readonly position: bigint }
  | { readonly by: 'recorded'; readonly instant: Instant }
  | { readonly by: 'business'; readonly instant: Instant; readonly known?: bigint | undefined }

/** Why there is no such past: it is not over, and asked again it might be another. */
export type ReplayAtRefusal =
  | { readonly type: 'PositionNotReached'; readonly position: bigint; readonly head: bigint }
  | { readonly type: 'InstantNotReached'; readonly instant: Instant; readonly now: Instant }

/** A past that is over. Positions are those of `commit`. */
export interface ReplayPoint {
  /** As it is told beside an answer: two answers with the same `at` are the same. */
  readonly at: ReplayAt
  /** The log is looked at up to here. */
  readonly upTo: bigint
  readonly includes: (occurrence: Occurrence) => boolean
}

const ofPosition = (position: bigint, head: bigint): Either<ReplayAtRefusal, ReplayPoint> =>
  position > head
    ? left({ type: 'PositionNotReached', position, head })
    : right({
        at: { by: 'position', position },
        upTo: position,
        includes: ({ recorded }) => recorded.position.commit <= position,
      })

/** Resolves what was asked against the log as it is now. */
export const replayPoint = async (
  asked: ReplayAt | undefined,
  { events, now }: { readonly events: Pick<EventStore, 'head'>; readonly now: System['now'] },
): Promise<Either<ReplayAtRefusal, ReplayPoint>> => {
  const clock = now()
  const head = (await events.head())?.commit ?? 0n
  if (asked === undefined) return ofPosition(head, head)
  switch (asked.by) {
    case 'position':
      return ofPosition(asked.position, head)
    case 'recorded': {
      const { instant } = asked
      // Until that instant is over, more may be recorded at it.
      if (instant >= clock) return left({ type: 'InstantNotReached', instant, now: clock })
      return right({ at: asked, upTo: head, includes: ({ recorded }) => recorded.recordedAt <= instant })
    }
    case 'business': {
      const { instant, known = head } = asked
      if (known > head) return left({ type: 'PositionNotReached', position: known, head })
      return right({
        at: { ...asked, known },
        upTo: known,
        includes: ({ event, recorded }) => recorded.position.commit <= known && event.occurredAt <= instant,
      })
    }
  }
}
