import type { DecodeFailure, InvalidCommand } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { AppendFailure } from './ports.js'

/** Why a command had no effect that can be told of, for reasons that are not the domain's. */
export type CommandFailure =
  | InvalidCommand
  /** Requests that are to be appended together name several streams. */
  | { readonly type: 'StreamsDiffer'; readonly streams: ReadonlyArray<string> }
  /** This command id was used before for another request. */
  | { readonly type: 'CommandIdReused'; readonly commandId: string; readonly stream: string }
  /** Others kept appending to the stream; nothing was stored. */
  | { readonly type: 'ConcurrencyConflict'; readonly stream: string; readonly attempts: number }
  /** Too many commands are waiting for this stream; nothing was stored. */
  | { readonly type: 'StreamBusy'; readonly stream: string }
  /** What is stored cannot be read: nothing is decided on half a history. */
  | {
      readonly type: 'HistoryUnreadable'
      readonly stream: string
      readonly revision: bigint
      readonly failure: DecodeFailure
    }
  /** An event that the decider made breaks its own codec. */
  | { readonly type: 'EventNotStorable'; readonly stream: string; readonly failure: DecodeFailure }
  | Exclude<AppendFailure, { readonly type: 'WrongExpectedRevision' }>

/** What a command did. */
export interface Receipt {
  readonly stream: string
  /** What it appended; empty where it was already so. */
  readonly events: ReadonlyArray<{ readonly id: string; readonly type: string; readonly revision: bigint }>
  /** The same command was accepted before: these are the events of that time. */
  readonly repeated: boolean
  /**
   * Whatever has taken in the log up to here reflects what the command did, or what it found to be so already. Absent
   * where the stream has no event at all.
   */
  readonly position?: Position
}
