import type { EventAside, KeptAside, ParkedPartition } from '../../application/aside.js'
import type { System } from '../../application/ports.js'
import { isAfter, type Position } from '../../domain/kernel/recorded.js'

/** Events that projections went past, each by its place in the log. */
export interface AsideEvents {
  readonly add: (name: string, events: ReadonlyArray<EventAside>) => void
  readonly waiting: (name: string) => ReadonlyArray<ParkedPartition>
  readonly of: (name: string, partition?: string) => ReadonlyArray<KeptAside>
  readonly allWait: (name: string, positions: ReadonlyArray<Position>) => boolean
  readonly take: (name: string, positions: ReadonlyArray<Position>) => void
  readonly poisoned: (name: string, poison: Pick<EventAside, 'position' | 'reason'>) => void
  readonly forget: (name: string) => void
}

const placeOf = ({ commit, prepare }: Position): string => `${commit}/${prepare}`

export const asideEvents = ({ now }: Pick<System, 'now'>): AsideEvents => {
  const kept = new Map<string, Map<string, KeptAside>>()

  const all = (name: string): Map<string, KeptAside> => {
    const known = kept.get(name) ?? new Map<string, KeptAside>()
    kept.set(name, known)
    return known
  }

  const inOrder = (name: string): ReadonlyArray<KeptAside> =>
    [...all(name).values()].sort((a, b) => (isAfter(a.position, b.position) ? 1 : -1))

  return {
    add: (name, events) => {
      for (const event of events) {
        if (all(name).has(placeOf(event.position))) throw new Error(`${event.eventId} is put aside already`)
        all(name).set(placeOf(event.position), { ...event, parkedAt: now() })
      }
    },
    waiting: (name) => {
      const counts = new Map<string, number>()
      for (const { partition, state } of inOrder(name))
        if (state !== 'SKIPPED') counts.set(partition, (counts.get(partition) ?? 0) + 1)
      return [...counts]
        .map(([partition, events]) => ({ partition, events }))
        .sort((a, b) => (a.partition < b.partition ? -1 : 1))
    },
    of: (name, partition) =>
      inOrder(name).filter((event) => partition === undefined || event.partition === partition),
    allWait: (name, positions) =>
      positions.every((position) => (all(name).get(placeOf(position))?.state ?? 'SKIPPED') !== 'SKIPPED'),
    take: (name, positions) => {
      for (const position of positions) all(name).delete(placeOf(position))
    },
    poisoned: (name, { position, reason }) => {
      const held = all(name).get(placeOf(position))
      if (held !== undefined) all(name).set(placeOf(position), { ...held, state: 'POISON', reason })
    },
    forget: (name) => {
      kept.delete(name)
    },
  }
}
