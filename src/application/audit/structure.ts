import type { StoredEvent } from '../ports.js'
import { eventAt, type Finding } from './findings.js'
import { knownIds } from './knownIds.js'

/** What a log is by itself, whoever signed it: streams without gaps, ids that come once, positions in order. */
export interface StructureCheck {
  add(event: StoredEvent, index: number): void
}

export interface StructureOptions {
  /** Positions are 1, 2, 3, …, as in Postgres. */
  readonly isDense: boolean
  /** From the first event on; else streams that began before are taken as they are met. */
  readonly isWhole: boolean
  readonly onFinding: (finding: Finding) => void
}

export const structureCheck = ({ isDense, isWhole, onFinding }: StructureOptions): StructureCheck => {
  const next = new Map<string, bigint>()
  const ids = knownIds()
  let position: bigint | undefined = isWhole ? 0n : undefined
  return {
    add: (event, index) => {
      const {
        stream,
        revision,
        id,
        position: { commit },
      } = event
      const expected = next.get(stream) ?? (isWhole ? 0n : revision)
      if (revision !== expected)
        onFinding({ type: 'RevisionBroken', expected, found: revision, ...eventAt(event, index) })
      next.set(stream, revision + 1n)
      if (ids.add(id)) onFinding({ type: 'EventIdRepeated', ...eventAt(event, index) })
      if (isDense && position !== undefined && commit !== position + 1n)
        onFinding({ type: 'PositionBroken', expected: position + 1n, ...eventAt(event, index) })
      position = commit
    },
  }
}
