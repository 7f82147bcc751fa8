import type { Checkpoint } from '../../verify/checkpoint.js'
import { isSameHash, type Hash } from '../../verify/tree.js'
import type { Position } from '../../domain/kernel/recorded.js'
import { countCheck, type Counted } from '../countCheck.js'
import { pagesOf } from '../pages.js'
import type { EventStore, StoredEvent } from '../ports.js'
import type { Finding } from './findings.js'
import { keptCheck } from './keptCheck.js'
import type { KeptTree, TreeEdge } from './keptTree.js'
import { leafRun } from './leafRun.js'
import { readAhead } from './readAhead.js'
import { structureCheck } from './structure.js'
import { CHUNK } from './treeTables.js'

/** Events of a page at most. */
const PAGE = 4_096
const FINDINGS_MAX = 1_000

/** Where a check begins that does not begin with the first event: at what a checkpoint has signed. */
export interface VerifyFrom {
  readonly edge: TreeEdge
  /** Of the last event before; `undefined`: there is none. */
  readonly position: Position | undefined
}

export interface VerifyOptions {
  readonly store: Pick<EventStore, 'readAll' | 'head'>
  /** Default: the first event. */
  readonly from?: VerifyFrom | undefined
  /** Those that are to be compared with the log, by size. */
  readonly checkpoints: ReadonlyArray<Checkpoint>
  readonly kept?: KeptTree | undefined
  /** Of read models and processes, as they were before the log was read. */
  readonly counts?: ReadonlyArray<Counted> | undefined
  /** Positions are 1, 2, 3, …, as in Postgres. */
  readonly isDense: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((events: number) => void) | undefined
}

export interface Verified {
  /** Events of the log, and the root of their tree. */
  readonly size: number
  readonly root: Hash
  /** Events that were read and hashed: fewer than `size` where it did not begin with the first. */
  readonly checked: number
  /** The checkpoints that the log agrees with. */
  readonly checkpoints: number
  /** The first 1,000. */
  readonly findings: ReadonlyArray<Finding>
  /** How many there are. */
  readonly found: number
}

/** Says whether a checkpoint is that of the log so far. */
const checkpointCheck = (checkpoints: ReadonlyArray<Checkpoint>, onFinding: (finding: Finding) => void) => {
  const waiting = [...checkpoints]
  let since = 0
  let agreed = 0
  let isDifferent = false
  return {
    at: (size: number, root: () => Hash): void => {
      for (let next = waiting[0]; next !== undefined && next.size <= size; next = waiting[0]) {
        waiting.shift()
        if (next.size < size) continue
        if (isSameHash(next.root, root())) {
          since = size
          agreed += 1
        } else if (!isDifferent) {
          isDifferent = true
          onFinding({ type: 'CheckpointDiffers', size, at: next.at, since })
        }
      }
    },
    next: (): number | undefined => waiting[0]?.size,
    end: (events: number): number => {
      for (const { size, at } of waiting) onFinding({ type: 'CheckpointBeyondLog', size, at, events })
      return agreed
    },
  }
}

/**
 * Reads the log and makes its tree from the stored bytes: whether it is the tree that was kept and the one that was signed,
 * and whether streams, ids and positions are as a store makes them. Changes nothing. Rejects when the signal aborts.
 */
export const verifyLog = async (options: VerifyOptions): Promise<Verified> => {
  const { store, from, kept, isDense, signal, onProgress } = options
  const findings: Array<Finding> = []
  let found = 0
  const onFinding = (finding: Finding): void => {
    found += 1
    if (findings.length < FINDINGS_MAX) findings.push(finding)
  }
  const begin = from?.edge ?? { size: 0, peaks: [], marks: new Uint8Array() }
  const run = leafRun(begin)
  const structure = structureCheck({ isDense, isWhole: from?.position === undefined, onFinding })
  const signed = checkpointCheck(
    options.checkpoints.filter(({ size }) => size >= begin.size),
    onFinding,
  )
  const counting = countCheck(options.counts ?? [], onFinding)
  const keeping = kept && keptCheck(kept, await kept.edge(), onFinding)
  let events: Array<StoredEvent> = []
  signed.at(begin.size, run.root)
  const upTo = await store.head()
  const pages =
    upTo === undefined ? [] : readAhead(pagesOf(store, { after: from?.position, upTo, max: PAGE, signal }))
  for await (const page of pages) {
    for (const event of page.events) {
      structure.add(event, run.size())
      counting.pass(event.position, run.size())
      run.add(event)
      if (signed.next() === run.size()) signed.at(run.size(), run.root)
      if (keeping === undefined) continue
      events.push(event)
      if (run.size() % CHUNK !== 0) continue
      const [chunk] = run.finished().chunks
      if (chunk !== undefined) await keeping.chunk(chunk, events)
      events = []
    }
    if (keeping === undefined) run.finished()
    onProgress?.(run.size())
  }
  signal?.throwIfAborted()
  counting.end(run.size())
  await keeping?.tail(run.edge(), events)
  return {
    size: run.size(),
    root: run.root(),
    checked: run.size() - begin.size,
    checkpoints: signed.end(run.size()),
    findings,
    found,
  }
}
