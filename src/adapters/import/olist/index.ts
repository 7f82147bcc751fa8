import type { System } from '../../../application/ports.js'
import { loadHistory } from './loadHistory.js'
import { OlistImportStopped } from './olistImportStopped.js'
import { planOf, type Phase } from './plan.js'
import { rejectReport } from './rejects.js'
import { send, type Asking } from './send.js'
import { sizesOf, type Source } from './source.js'
import { tally, type OlistSummary } from './summary.js'
import { tables } from './tables.js'

export interface OlistProgress {
  readonly phase: 'reading' | Phase['name']
  /** Bytes while reading, then streams. */
  readonly done: number
  readonly total: number
  /** Added so far, in all phases. */
  readonly events: number
}

export interface OlistImport {
  readonly center: Asking
  readonly system: Pick<System, 'idOf' | 'sleep'>
  /** Where the CSV tables are, under their usual names. */
  readonly directory: string
  /** Stops between streams: nothing is left half-done. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: OlistProgress) => void
  /** Streams that are asked for at the same time. */
  readonly inFlight?: number
}

const IN_FLIGHT = 64

/**
 * Takes the history of the marketplace Olist: reads its tables whole, then asks the seller center for what happened, one
 * stream after the other. Run again, it goes on where it stopped; what is stored is not stored twice.
 *
 * Throws `OlistFileInvalid` before anything is sent where a table cannot be used, and `OlistImportStopped` where the
 * store was lost. Rows that cannot be taken are told in the summary, and orders are taken whole or not at all.
 */
export const importOlist = async ({
  center,
  system,
  directory,
  signal,
  onProgress = () => undefined,
  inFlight = IN_FLIGHT,
}: OlistImport): Promise<OlistSummary> => {
  const notes: Array<string> = []
  const rejects = rejectReport()
  const count = tally(rejects, notes)
  const note = (text: string): void => void notes.push(text)
  const sizes = await sizesOf(directory, tables, note)

  let read = 0
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const onBytes = (bytes: number): void => {
    read += bytes
    onProgress({ phase: 'reading', done: read, total, events: 0 })
  }
  const phases = await plan(system, { reading: { directory, onBytes, note }, rejects, sizes, signal })
  if (phases === undefined) return count.summary(false)

  for (const { name, total: streams, streams: asked } of phases) {
    let done = 0
    onProgress({ phase: name, done, total: streams, events: count.events() })
    const failure = await send(asked, {
      center,
      system,
      inFlight,
      signal,
      onSettled: (each, outcome) => {
        count.settled(each, outcome)
        done += 1
        onProgress({ phase: name, done, total: streams, events: count.events() })
      },
    })
    if (failure !== undefined) throw new OlistImportStopped(failure, count.summary(false))
    if (done < streams) return count.summary(false)
  }
  return count.summary(true)
}

/** Everything to ask; `undefined` when interrupted. */
const plan = async (
  system: Pick<System, 'idOf'>,
  source: Source,
): Promise<ReadonlyArray<Phase> | undefined> => {
  try {
    const { phases, leftOut } = planOf(system, await loadHistory(source))
    leftOut.forEach(source.rejects.add)
    return phases
  } catch (error) {
    if (source.signal?.aborted === true) return undefined
    throw error
  }
}

export { OlistFileInvalid } from './olistFileInvalid.js'
export { OlistImportStopped } from './olistImportStopped.js'
export { writeRejects } from './rejects.js'
export type { OlistSummary } from './summary.js'
