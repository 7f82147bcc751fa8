import { isLeft, left, right, type Either } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { compareLogs } from './compareLogs.js'
import { copyPages } from './copyPages.js'
import type { CopyNotStored, TargetDiffers } from './copyStream.js'
import { patientReads } from './patientReads.js'
import { totalAbout } from './progress.js'
import type { EventStore, System } from './ports.js'

/** Once to the end that the source had at the beginning, and once more for what came meanwhile. */
const PASSES = 2
/** A target that is read from another member of its cluster than it is written to may be behind for a moment. */
const VERIFICATIONS = 2
const PAUSE_MS = 2_000

/** Everything was stored, and yet the target does not tell all of it: it reads from a member that is behind, or lost it. */
export interface CopyIncomplete {
  readonly type: 'CopyIncomplete'
  /** Events of the source up to the first page of which something is missing. */
  readonly events: number
}

export type CopyFailure = TargetDiffers | CopyNotStored | CopyIncomplete

export interface Copied {
  /** Stored by this copy. */
  readonly copied: number
  /** That were in the target before. */
  readonly present: number
  /** All that the source told up to `upTo`, compared byte for byte with the target. */
  readonly events: number
  readonly verified: true
  /** In the source; what came after it is not copied. `undefined`: the source is empty. */
  readonly upTo: Position | undefined
}

/** Events of the source that are done with, of about `total`. */
export interface CopyProgress {
  readonly phase: 'comparing' | 'copying' | 'verifying'
  readonly done: number
  readonly total: number
}

export interface CopyOptions {
  readonly source: EventStore
  readonly target: EventStore
  readonly system: Pick<System, 'sleep' | 'jitter'>
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: CopyProgress) => void
}

/**
 * Brings the whole history of one store into another: every event with its id, type, bytes of data and metadata, in its
 * stream at its revision. What the target's store sets itself is its own: positions, recording times, the incarnation,
 * and the order of events of different streams, which keeps to that of the source within 2,000 events.
 *
 * The target must be empty or hold a part of this history and nothing else; else nothing is written. A copy that was
 * interrupted goes on where it stopped when it is started again. What came to the source meanwhile is copied once more
 * at the end; who writes to the source must have stopped before the target takes its place. In the end both are read
 * and compared.
 *
 * Rejects with the signal's reason, and with what the stores reject reads with for longer than a passing failure lasts.
 */
export const copyEvents = async ({
  system,
  signal,
  onProgress,
  ...stores
}: CopyOptions): Promise<Either<CopyFailure, Copied>> => {
  const source = patientReads(stores.source, { system, signal })
  const target = patientReads(stores.target, { system, signal })
  let head = await source.head()
  const telling =
    (phase: CopyProgress['phase']) =>
    (events: number, position: Position): void => {
      if (head === undefined) return
      const total = Math.max(events, totalAbout({ events, from: undefined, position, head }))
      onProgress?.({ phase, done: events, total })
    }

  const upTo = head
  const before = await compareLogs(source, target, { upTo, signal, onProgress: telling('comparing') })
  if (isLeft(before)) return left({ type: 'TargetDiffers', difference: before.left })
  const { matched: present, missing } = before.right
  const copying = copyPages(
    { source, target, system, signal },
    { done: missing?.events ?? present, missing },
    telling('copying'),
  )

  let position = missing === undefined ? upTo : missing.after
  for (let pass = 0; pass < PASSES; pass++) {
    head = await source.head()
    if (head === undefined || (position !== undefined && !isAfter(head, position))) break
    const failure = await copying.copy(position, head)
    if (failure !== undefined) return left(failure)
    position = copying.position() ?? position
  }
  const copied = copying.copied()
  if (missing === undefined && copied === 0)
    return right({ copied, present, events: present, verified: true, upTo })

  for (let attempt = 1; ; attempt++) {
    const after = await compareLogs(source, target, {
      upTo: position,
      signal,
      onProgress: telling('verifying'),
    })
    if (isLeft(after)) return left({ type: 'TargetDiffers', difference: after.left })
    const { matched: events, missing: lost } = after.right
    if (lost === undefined) return right({ copied, present, events, verified: true, upTo: position })
    if (attempt === VERIFICATIONS) return left({ type: 'CopyIncomplete', events: lost.events })
    await system.sleep(system.jitter(PAUSE_MS), signal)
  }
}
