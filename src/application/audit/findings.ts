import type { Position } from '../../domain/kernel/recorded.js'
import type { CheckpointFault } from '../../verify/checkpoint.js'
import type { CountDiffers } from '../countCheck.js'
import type { StoredEvent } from '../ports.js'

/** Which event, as it is stored now. */
export interface EventAt {
  readonly eventId: string
  readonly stream: string
  readonly position: Position
  /** Place in the log, from 0. */
  readonly index: number
}

/** What an audit found. Each is a fact about the log as it is now; who did it and when is not told by any of them. */
export type Finding =
  /** It is not the event that the kept tree was told of: the first that differs. */
  | ({ readonly type: 'EventDiffers' } & EventAt)
  /** Something among these events is not what the kept tree was told of, which does not tell what. */
  | { readonly type: 'ChunkDiffers'; readonly begin: number; readonly end: number }
  /** Events that were there are there no more. */
  | { readonly type: 'LogShorter'; readonly events: number; readonly kept: number }
  /** What was signed is not what is there; up to `since` events everything is. */
  | {
      readonly type: 'CheckpointDiffers'
      readonly size: number
      readonly at: string
      readonly since: number
    }
  /** More events were signed than there are. */
  | {
      readonly type: 'CheckpointBeyondLog'
      readonly size: number
      readonly at: string
      readonly events: number
    }
  /** The `nr`-th note of the file, from 1, is not one of this log by this key. */
  | { readonly type: 'CheckpointInvalid'; readonly nr: number; readonly fault: CheckpointFault }
  /** It covers fewer events than one that was signed before. */
  | {
      readonly type: 'CheckpointsOutOfOrder'
      readonly nr: number
      readonly size: number
      readonly before: number
    }
  | ({
      readonly type: 'RevisionBroken'
      readonly expected: bigint
      readonly found: bigint
    } & EventAt)
  | ({ readonly type: 'PositionBroken'; readonly expected: bigint } & EventAt)
  | ({ readonly type: 'EventIdRepeated' } & EventAt)
  | CountDiffers

export const eventAt = ({ id, stream, position }: StoredEvent, index: number): EventAt => ({
  eventId: id,
  stream,
  position,
  index,
})
