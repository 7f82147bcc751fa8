import type { Projection } from '../projections/projection.js'
import type { Fold } from './auditDiff.js'
import { lastTouches } from './lastTouch.js'
import { fillTo } from './fillTo.js'
import type { EventStore } from './ports.js'
import type { Progress } from './progress.js'

export interface FoldOptions {
  readonly events: EventStore
  readonly projections: ReadonlyArray<Projection>
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** What the events fold to, by the engine that fills the live tables. */
export const foldOf = ({ events, projections, signal, onProgress }: FoldOptions): Fold => ({
  projections,
  into: (reads, places) => fillTo({ events, reads, projections, places, signal, onProgress }),
  lastTouches: (projection, rows, places) => lastTouches(events, { projection, rows, places, signal }),
})
