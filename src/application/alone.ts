import type { System } from './ports.js'
import type { Worker } from './worker.js'

/** Who lost it to somebody leaves it to them for so long. */
const STAND_BY_MS = 1_000

/** What one worker does at a time. */
export interface Lone<H> {
  readonly name: string
  /** Until `signal` aborts, or until it halts. */
  readonly run: (signal: AbortSignal) => Promise<H | undefined>
  readonly onHalt: (halt: H) => void
}

/** Runs it where this worker owns it, until `signal` aborts or it halts for good; stands by for it while others do. */
export const alone = async <H extends { readonly type: string }>(
  { name, run, onHalt }: Lone<H>,
  { worker, system }: { readonly worker: Worker | undefined; readonly system: Pick<System, 'sleep'> },
  signal: AbortSignal,
): Promise<void> => {
  let isOver = false
  const work = async (until: AbortSignal): Promise<void> => {
    const halt = await run(until)
    if (halt === undefined) return
    if (worker !== undefined && halt.type === 'OwnershipLost') {
      await system.sleep(STAND_BY_MS, until)
      return
    }
    isOver = true
    onHalt(halt)
  }
  if (worker === undefined) await work(signal)
  else await worker.follow({ names: () => (isOver ? [] : [name]), work: (_, until) => work(until) }, signal)
}
