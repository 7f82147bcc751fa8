import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { EventStore, ReadStore, System } from './ports.js'

const WAIT_MAX_MS = 2_000
const POLL_MS = 20

const isAt = (position: Position | undefined, head: Position | undefined): boolean =>
  head === undefined || (position !== undefined && !isAfter(head, position))

/** Whether all that follows from what happened has happened too. */
export const quiescence = ({
  store,
  reads,
  system,
}: {
  readonly store: Pick<EventStore, 'head'>
  readonly reads: Pick<ReadStore, 'statuses'>
  readonly system: Pick<System, 'sleep'>
}) => ({
  /** Waits for those who run on their own to come to the head of the log, two seconds at most. */
  reached: async (checkpoints: () => ReadonlyArray<string>, signal: AbortSignal): Promise<void> => {
    for (let waited = 0; waited < WAIT_MAX_MS && !signal.aborted; waited += POLL_MS) {
      const statuses = new Map((await reads.statuses()).map(({ name, position }) => [name, position]))
      const head = await store.head()
      if (checkpoints().every((name) => isAt(statuses.get(name), head))) return
      await system.sleep(POLL_MS, signal)
    }
  },
})
