import type { Position } from '../domain/kernel/recorded.js'
import type { TableShape } from '../projections/table.js'
import { divergence } from './divergence.js'
import type { EventStore, ReadStore } from './ports.js'

/** A read model or process, as its checkpoint is named, and the tables that it fills. */
export interface Follower {
  readonly name: string
  readonly version: number
  readonly tables: ReadonlyArray<TableShape>
}

/** What was taken back to the beginning of the log. */
export interface AcceptedPart {
  readonly name: string
  /**
   * `diverged`: it told of another history. `unfinished`: it stood at the beginning already, as an acceptance that was
   * broken off leaves it. `asked`: it told of this history, and was to begin anew all the same.
   */
  readonly why: 'diverged' | 'unfinished' | 'asked'
  /** Of the last event that it told of. */
  readonly from: Position | undefined
}

/**
 * Takes the store's present history for the true one: those that tell of another are emptied and set to its beginning,
 * each in one transaction and under a new epoch, so that a worker of before can commit no more. `all`: the others too,
 * those that have never started excepted. Nothing is taken over unless it is told of in the answer; an empty answer says
 * that there was nothing to do. Broken off anywhere, it may be run again.
 */
export const acceptRestore = async (
  { events, reads }: { readonly events: EventStore; readonly reads: ReadStore },
  followers: ReadonlyArray<Follower>,
  { all = false }: { readonly all?: boolean } = {},
): Promise<ReadonlyArray<AcceptedPart>> => {
  const incarnation = await events.incarnation()
  const isEmpty = (await events.head()) === undefined
  const statuses = new Map((await reads.statuses()).map((status) => [status.name, status]))
  const parts: Array<AcceptedPart> = []
  for (const { name, version, tables } of followers) {
    const status = statuses.get(name)
    if (status === undefined) continue
    const from = status.position
    if (from === undefined) {
      if (!isEmpty) parts.push({ name, why: 'unfinished', from })
      continue
    }
    const diverged = await divergence(events, incarnation, status)
    if (diverged === undefined && !all) continue
    await reads.reset(name, version, tables, incarnation)
    parts.push({ name, why: diverged === undefined ? 'asked' : 'diverged', from })
  }
  return parts
}
