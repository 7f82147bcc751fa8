import type { Expected } from './commitCheck.js'

/** An RPC as it arrived. `OpenBatchAppend` is the long-lived stream, `BatchAppend` one append on it. */
export interface ReceivedCall {
  readonly method:
    | 'GetSupportedMethods'
    | 'Gossip'
    | 'OpenBatchAppend'
    | 'BatchAppend'
    | 'Append'
    | 'Read'
    | 'Subscribe'
    | 'Delete'
    | 'Tombstone'
  /** `$all` for the log; absent where there is none. */
  readonly stream?: string
  readonly expected?: Expected
  /** Of the events to append. */
  readonly ids?: ReadonlyArray<string>
  readonly from?: bigint | 'start' | 'end'
  readonly direction?: 'forwards' | 'backwards'
  readonly count?: bigint
  readonly connectionName: string | undefined
  readonly requiresLeader: boolean
  /** Who called, when security is on and they said so. */
  readonly user: string | undefined
}

const CALLS_MAX = 10_000

/** The latest calls, some thousands of them. */
export interface CallLog {
  readonly all: ReadonlyArray<ReceivedCall>
  of(method: ReceivedCall['method']): ReadonlyArray<ReceivedCall>
  clear(): void
}

export const callLog = (): CallLog & { readonly add: (call: ReceivedCall) => void } => {
  const all: Array<ReceivedCall> = []
  return {
    all,
    of: (method) => all.filter((call) => call.method === method),
    clear: () => {
      all.length = 0
    },
    add: (call) => {
      all.push(call)
      if (all.length > 2 * CALLS_MAX) all.splice(0, CALLS_MAX)
    },
  }
}
