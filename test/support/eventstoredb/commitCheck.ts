import type { RecentIds } from './recentIds.js'
import type { LogRecord } from './records.js'

export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists'

/** What the check has to know of a stream. */
export interface StreamSituation {
  readonly name: string
  /** Index = revision. */
  readonly records: ReadonlyArray<LogRecord>
  readonly tombstoned: boolean
  readonly softDeleted: boolean
  readonly hasMetadata: boolean
}

export type CommitDecision =
  | { readonly kind: 'write' }
  /** Stored before: the answer is that of the first time. */
  | { readonly kind: 'repeated'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrongExpectedVersion' }
  | { readonly kind: 'streamDeleted' }

const WRITE: CommitDecision = { kind: 'write' }
const WRONG: CommitDecision = { kind: 'wrongExpectedVersion' }
const DELETED: CommitDecision = { kind: 'streamDeleted' }

const byRecentIds = (stream: string, ids: ReadonlyArray<string>, recent: RecentIds): CommitDecision => {
  let decision: CommitDecision = WRITE
  for (const [index, id] of ids.entries()) {
    const known = recent.find(id, stream)
    if (known === undefined) return index === 0 ? WRITE : WRONG
    decision = { kind: 'repeated', revision: known.revision, position: known.position }
  }
  return decision
}

const byComparison = (of: StreamSituation, after: bigint, ids: ReadonlyArray<string>): CommitDecision => {
  let decision: CommitDecision = WRONG
  for (const [index, id] of ids.entries()) {
    const there = of.records[Number(after) + 1 + index]
    if (there?.id === id) {
      decision = { kind: 'repeated', revision: there.revision, position: there.position }
      continue
    }
    return index === 0 && after === -1n && of.softDeleted ? WRITE : WRONG
  }
  return decision
}

/**
 * Whether events of these ids may be written at the expected revision. `any` and `stream_exists` see repetitions only
 * among the recent ids; an exact revision compares with the log itself. An expected revision that is the current one is
 * never a repetition: the same id is then stored twice.
 */
export const checkCommit = (
  of: StreamSituation,
  expected: Expected,
  ids: ReadonlyArray<string>,
  recent: RecentIds,
): CommitDecision => {
  if (of.tombstoned) return DELETED
  if (expected === 'stream_exists') {
    if (of.softDeleted) return DELETED
    if (of.records.length === 0 && !of.hasMetadata) return WRONG
  }
  if (expected === 'any' || expected === 'stream_exists') return byRecentIds(of.name, ids, recent)
  const exact = expected === 'no_stream' ? -1n : expected
  const current = BigInt(of.records.length) - 1n
  if (exact > current) return WRONG
  return exact === current ? WRITE : byComparison(of, exact, ids)
}
