import { isLeft, type Either } from '../../../fp.js'
import type { Receipt } from '../../../application/failure.js'
import type { Reason, Reject, RejectCollector } from './rejects.js'
import type { StreamRequests } from './requests.js'
import type { Failure } from './send.js'

/** What an import did. */
export interface OlistSummary {
  /** False: it was interrupted, and run again it goes on where it stopped. */
  readonly complete: boolean
  readonly streams: {
    readonly added: number
    /** Stored by an earlier import: nothing was added. */
    readonly present: number
    /** Told one by one among the rejects. */
    readonly refused: number
  }
  /** How many were added. */
  readonly events: number
  readonly eventsByType: Readonly<Record<string, number>>
  /** What was not taken and why, as far as it is listed: the counts by reason count all. */
  readonly rejects: ReadonlyArray<Reject>
  readonly rejectsByReason: Readonly<Partial<Record<Reason, number>>>
  readonly rejectsUnlisted: number
  /** What the user should know although nothing was lost by it. */
  readonly notes: ReadonlyArray<string>
}

/** Counts what comes of the streams. */
export const tally = (report: RejectCollector, notes: ReadonlyArray<string>) => {
  const streams = { added: 0, present: 0, refused: 0 }
  const byType = new Map<string, number>()
  let events = 0

  const settled = ({ stream, file, line }: StreamRequests, outcome: Either<Failure, Receipt>): void => {
    if (isLeft(outcome)) {
      streams.refused += 1
      report.add({ file, line, key: stream, reason: 'refused', detail: inWords(outcome.left) })
      return
    }
    const { repeated, events: appended } = outcome.right
    if (repeated || appended.length === 0) {
      streams.present += 1
      return
    }
    streams.added += 1
    events += appended.length
    for (const { type } of appended) byType.set(type, (byType.get(type) ?? 0) + 1)
  }

  return {
    settled,
    events: () => events,
    summary: (complete: boolean): OlistSummary => ({
      complete,
      streams: { ...streams },
      events,
      eventsByType: Object.fromEntries([...byType].sort(([a], [b]) => (a < b ? -1 : 1))),
      rejects: report.rejects,
      rejectsByReason: Object.fromEntries(report.byReason),
      rejectsUnlisted: report.unlisted,
      notes,
    }),
  }
}

/** The refusal's name and what it tells besides. */
const inWords = ({ type, ...more }: Failure): string => {
  const told = Object.entries(more).map(([name, value]) => `${name} ${inText(value)}`)
  return [type, ...told].join(', ')
}

const inText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
