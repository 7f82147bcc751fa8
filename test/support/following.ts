import { expect } from 'vitest'
import type { Batch, EventStore } from '../../src/application/ports.js'
import { isAfter, type Position } from '../../src/domain/kernel/recorded.js'
import { idsOf } from './log.js'

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
/** Waits until it is so, some seconds at most. */
export const until = async (isSo: () => boolean): Promise<void> => {
  for (let waits = 0; waits < 500 && !isSo(); waits++) await sleep(10)
  expect(isSo()).toBe(true)
}

export interface Following {
  readonly ids: Array<string>
  readonly batches: Array<Batch>
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

/** Follows in the background; resolves with why it ended. */
export const follow = (
  store: EventStore,
  options: { limit?: number; categories?: ReadonlyArray<string>; after?: Position } = {},
): Following => {
  const abort = new AbortController()
  const ids: Array<string> = []
  const batches: Array<Batch> = []
  const run = async (): Promise<void> => {
    for await (const batch of store.subscribeToAll({ limit: 7, ...options, signal: abort.signal })) {
      batches.push(batch)
      ids.push(...idsOf(batch.events))
    }
  }
  const ended: Promise<unknown> = run().catch((error: unknown) => error)
  return {
    ids,
    batches,
    ended,
    stop: async () => {
      abort.abort()
      await ended
    },
  }
}

/** Positions never go back, no event comes from before one, and none is beyond the end of the log. */
export const expectNeverBack = (batches: ReadonlyArray<Batch>, end: bigint): void => {
  let before: Position | undefined
  for (const { position, events } of batches) {
    for (const event of events) if (before !== undefined) expect(isAfter(event.position, before)).toBe(true)
    if (before !== undefined) expect(isAfter(before, position)).toBe(false)
    expect(position.commit).toBeLessThan(end)
    before = position
  }
}
