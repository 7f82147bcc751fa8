import type { Position } from '../domain/kernel/recorded.js'
import type { OperationRequest } from '../domain/operation/index.js'
import type { TableShape } from '../projections/table.js'
import { divergence } from './divergence.js'
import type { EventStore, ReadStore } from './ports.js'
import { hindmost } from './shard.js'

/** A read model or process, as its checkpoint is named, and the tables that it fills. */
export interface Follower {
  readonly name: string
  readonly version: number
  readonly tables: ReadonlyArray<TableShape>
  /** Nobody may ask for it to begin anew: what it has kept is there to testify. */
  readonly onlyDiverged?: boolean
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

export type RestoreRequest = Extract<OperationRequest, { readonly type: 'RecordRestore' }>

const causes = { diverged: 'DIVERGED', unfinished: 'UNFINISHED', asked: 'ASKED' } as const

const told = (
  incarnation: string,
  parts: ReadonlyArray<AcceptedPart>,
): Omit<RestoreRequest['data'], 'operationId'> => ({
  incarnation,
  parts: parts.map(({ name, why, from }) => ({
    name,
    why: causes[why],
    ...(from === undefined ? {} : { position: from.commit.toString() }),
  })),
})

/**
 * Takes the store's present history for the true one: those that tell of another are emptied and set to its beginning,
 * each in one transaction and under a new epoch, so that a worker of before can commit no more. `all`: the others too,
 * except those that have never started and those that testify. Nothing is taken over unless it is told of in the answer, and to `record`
 * before; an empty answer says that there was nothing to do. Broken off anywhere, it may be run again.
 */
export const acceptRestore = async (
  { events, reads }: { readonly events: EventStore; readonly reads: ReadStore },
  followers: ReadonlyArray<Follower>,
  {
    all = false,
    record,
  }: {
    readonly all?: boolean
    /** Puts on record what is about to begin anew; what it rejects with, this rejects with before anything was done. */
    readonly record: (data: Omit<RestoreRequest['data'], 'operationId'>) => Promise<unknown>
  },
): Promise<ReadonlyArray<AcceptedPart>> => {
  const incarnation = await events.incarnation()
  const isEmpty = (await events.head()) === undefined
  const statuses = new Map(hindmost(await reads.statuses()).map((status) => [status.name, status]))
  const parts: Array<AcceptedPart & { readonly follower: Follower }> = []
  for (const follower of followers) {
    const { name } = follower
    const status = statuses.get(name)
    if (status === undefined) continue
    const from = status.position
    if (from === undefined) {
      if (!isEmpty) parts.push({ name, why: 'unfinished', from, follower })
      continue
    }
    const diverged = await divergence(events, incarnation, status)
    if (diverged === undefined && (!all || follower.onlyDiverged === true)) continue
    parts.push({ name, why: diverged === undefined ? 'asked' : 'diverged', from, follower })
  }
  if (parts.length > 0) await record(told(incarnation, parts))
  for (const { why, follower } of parts)
    if (why !== 'unfinished') await reads.reset(follower.name, follower.version, follower.tables, incarnation)
  return parts.map(({ name, why, from }) => ({ name, why, from }))
}
