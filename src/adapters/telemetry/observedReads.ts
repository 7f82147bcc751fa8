import type { Tracer } from '@opentelemetry/api'
import { isLeft, type Either } from '../../fp.js'
import type { CheckpointMove, Ownership, ReadStore, TableChange } from '../../application/ports.js'
import type { Instruments } from './instruments.js'
import { inSpan } from './spans.js'

/** Shards of one read model are measured together. */
const projectionOf = (name: string): string => name.split('#')[0] ?? name

/** The same read store, its commits timed and counted: once for each batch, never for each event. */
export const observedReads = <R extends ReadStore>(
  reads: R,
  { batchEvents, batchRows, batchSeconds, eventsParked, eventsProjected, takeovers }: Instruments,
  tracer: Tracer,
): R => {
  const batch = <E>(
    name: string,
    { events }: CheckpointMove,
    changes: ReadonlyArray<TableChange>,
    write: () => Promise<Either<E, Ownership>>,
  ): Promise<Either<E, Ownership>> => {
    const projection = projectionOf(name)
    return inSpan(tracer, 'project', { 'comptoir.projection': projection }, async (span) => {
      const begin = performance.now()
      const written = await write()
      const rows = changes.reduce((sum, change) => sum + change.rows.length, 0)
      span.setAttributes({ 'comptoir.rows': rows, 'comptoir.committed': !isLeft(written) })
      if (isLeft(written)) return written
      batchSeconds.record((performance.now() - begin) / 1_000, { projection })
      batchRows.record(rows, { projection })
      if (events !== undefined) {
        batchEvents.record(events, { projection })
        eventsProjected.add(events, { projection })
      }
      return written
    })
  }
  return {
    ...reads,
    claim: async (name, ...asked) => {
      const owned = await reads.claim(name, ...asked)
      takeovers.add(1, { projection: projectionOf(name) })
      return owned
    },
    commit: (owner, to, changes) => batch(owner.name, to, changes, () => reads.commit(owner, to, changes)),
    park: async (owner, to, changes, aside) => {
      const parked = await batch(owner.name, to, changes, () => reads.park(owner, to, changes, aside))
      if (!isLeft(parked)) eventsParked.add(aside.length, { projection: projectionOf(owner.name) })
      return parked
    },
  }
}
