import type { Filter } from './filters.js'
import type { Node } from './node.js'
import type { Outlet } from './outlet.js'
import type { LogRecord } from './records.js'
import { checkpoint } from './subscriptionMessages.js'

export interface Checkpoints {
  /** After each record that was looked at, wanted or not. False: the reader's window is full. */
  considered(record: LogRecord): boolean
  atSwitchToLive(): void
}

const NONE: Checkpoints = { considered: () => true, atSwitchToLive: () => undefined }

/** Only filtered subscriptions tell how far they have looked; never the same position twice. */
export const checkpoints = (node: Node, filter: Filter | undefined, out: Outlet): Checkpoints => {
  if (filter === undefined) return NONE
  let sinceLast = 0
  let looked: bigint | undefined
  let told: bigint | undefined

  const tell = (): boolean => {
    if (looked === undefined || looked === told) return true
    sinceLast = 0
    const before = told ?? 0n
    told = looked
    switch (node.faults.checkpointFault()) {
      case 'none':
        return out.message(checkpoint(looked))
      case 'twice':
        out.message(checkpoint(looked))
        return out.message(checkpoint(looked))
      case 'beyondTheEnd':
        return out.message(checkpoint(node.log.end() + 1_000_000n))
      case 'backwards':
        return out.message(checkpoint(before))
    }
  }

  return {
    considered: (record) => {
      looked = record.position
      sinceLast += 1
      return sinceLast < filter.checkpointEvery || tell()
    },
    atSwitchToLive: tell,
  }
}
