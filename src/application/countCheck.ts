import { processes } from '../domain/processes/index.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { projections } from '../projections/index.js'
import { pagesOf } from './pages.js'
import type { EventStore, ReadStore } from './ports.js'
import { processName } from './processLane.js'
import { projectionOf } from './shard.js'

/** How far a read model or process has come, and how many events it was handed on its way. */
export interface Counted {
  /** Of its checkpoint. */
  readonly name: string
  readonly position: Position
  readonly consumed: bigint
}

/** Other than it was handed: an event is lost, doubled, or no longer there, though nothing is behind. */
export interface CountDiffers extends Counted {
  readonly type: 'CountDiffers'
  /** Events that the log holds up to its position. */
  readonly held: bigint
}

/** Those that have begun, the hindmost first. They are read before the log is. */
export const countsOf = async (
  reads: Pick<ReadStore, 'statuses' | 'ownership'>,
): Promise<ReadonlyArray<Counted>> => {
  const known = new Set([
    ...projections.map(({ name }) => name),
    ...processes.map(({ name }) => processName(name)),
  ])
  const names = (await reads.statuses())
    .map(({ name }) => name)
    .filter((name) => known.has(projectionOf(name)))
  const owners = await Promise.all(names.map((name) => reads.ownership(name)))
  return owners
    .flatMap((owner): ReadonlyArray<Counted> => {
      if (owner?.position === undefined) return []
      const { name, position, consumed } = owner
      return [{ name, position, consumed }]
    })
    .sort((a, b) => (isAfter(a.position, b.position) ? 1 : -1))
}

interface CountCheck {
  /** The next event of the log, and how many come before it. */
  readonly pass: (position: Position, before: number) => void
  /** The log has so many. */
  readonly end: (events: number) => void
}

/** Compares the counts of those that have begun with a log that is read from its first event. */
export const countCheck = (
  counts: ReadonlyArray<Counted>,
  onFinding: (finding: CountDiffers) => void,
): CountCheck => {
  const waiting = [...counts]
  const settle = (counted: Counted, events: number): void => {
    const held = BigInt(events)
    if (held !== counted.consumed) onFinding({ type: 'CountDiffers', ...counted, held })
  }
  return {
    pass: (position, before) => {
      for (let [next] = waiting; next !== undefined && isAfter(position, next.position); [next] = waiting) {
        waiting.shift()
        settle(next, before)
      }
    },
    end: (events) => {
      for (const counted of waiting.splice(0)) settle(counted, events)
    },
  }
}

interface CountOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((events: number) => void) | undefined
}

const PAGE = 4_096

/** Whether everything that was handed out is what the log holds. Reads all of it; changes nothing. */
export const checkCounts = async (
  { store, reads }: { readonly store: EventStore; readonly reads: ReadStore },
  { signal, onProgress }: CountOptions = {},
): Promise<{ readonly counted: ReadonlyArray<Counted>; readonly findings: ReadonlyArray<CountDiffers> }> => {
  const findings: Array<CountDiffers> = []
  const counted = await countsOf(reads)
  const check = countCheck(counted, (finding) => findings.push(finding))
  const upTo = await store.head()
  let events = 0
  if (upTo !== undefined)
    for await (const page of pagesOf(store, { after: undefined, upTo, max: PAGE, signal })) {
      for (const { position } of page.events) {
        check.pass(position, events)
        events += 1
      }
      onProgress?.(events)
    }
  signal?.throwIfAborted()
  check.end(events)
  return { counted, findings }
}
