import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { keptTree } from '../../src/application/audit/keptTree.js'
import { keepTree } from '../../src/application/audit/treeKeeper.js'
import { verifyLog, type Verified } from '../../src/application/audit/verifyLog.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { isAfter } from '../../src/domain/kernel/recorded.js'
import type { Checkpoint } from '../../src/verify/checkpoint.js'
import { leafOf } from '../../src/verify/leaf.js'
import { leafHash } from '../../src/verify/tree.js'
import { naiveRoot } from './proofs.js'
import { instant, valueOf } from './spec.js'

export type Log = ReadonlyArray<StoredEvent>

const RECORDED_AT = instant('2026-03-05T12:30:01.000Z')
export const INCARNATION = '6f0cb0f4-58d5-4bd1-a0d8-6c9c1d9d2f51'

const uuid = (nr: number): string =>
  `${(nr + 1).toString(16).padStart(8, '0')}-0000-5000-8000-${nr.toString(16).padStart(12, '0')}`

const eventOf = (nr: number, stream: string, revision: number): StoredEvent => ({
  id: uuid(nr),
  stream,
  revision: BigInt(revision),
  position: { commit: BigInt(nr + 1), prepare: BigInt(nr + 1) },
  type: 'OrderPlaced',
  data: `{"nr":${nr}}`,
  metadata: '{"actor":"host"}',
  recordedAt: RECORDED_AT,
})

/** As a store makes them: streams of three events each, dense positions. */
export const honestLog = (size: number): Log =>
  Array.from({ length: size }, (_, nr) => eventOf(nr, `order-${Math.floor(nr / 3)}`, nr % 3))

/** Positions and revisions as a store would have made them: who can write there can do that, too. */
export const renumbered = (log: Log): Log => {
  const next = new Map<string, bigint>()
  return log.map((event, i) => {
    const revision = next.get(event.stream) ?? 0n
    next.set(event.stream, revision + 1n)
    return { ...event, revision, position: { commit: BigInt(i + 1), prepare: BigInt(i + 1) } }
  })
}

const changed =
  (change: (event: StoredEvent) => Partial<StoredEvent>) =>
  (log: Log, at: number): Log =>
    log.map((event, i) => (i === at ? { ...event, ...change(event) } : event))

const forged = (nr: number): StoredEvent => eventOf(1_000_000 + nr, 'order-forged', 0)

/** What somebody who can write to the database does to the event at a place, and all that follows from it. */
export const attacks = {
  payload: changed(({ data }) => ({ data: data.replace('nr', 'no') })),
  metadata: changed(() => ({ metadata: '{"actor":"other"}' })),
  type: changed(() => ({ type: 'OrderPaid' })),
  time: changed(() => ({ recordedAt: instant('2026-03-05T12:30:01.001Z') })),
  id: changed(({ id }) => ({ id: id.replace(/^./, 'f') })),
  stream: changed(() => ({ stream: 'order-other' })),
  /** To the end of the log; of the last event, to its beginning. */
  order: (log: Log, at: number): Log => {
    const [event] = log.slice(at, at + 1)
    const others = log.toSpliced(at, 1)
    return at === log.length - 1 ? [event!, ...others] : [...others, event!]
  },
  /** With the one before it; of the first, with the last. */
  swap: (log: Log, at: number): Log => {
    const other = at === 0 ? log.length - 1 : at - 1
    return log.with(at, log[other]!).with(other, log[at]!)
  },
  delete: (log: Log, at: number): Log => log.toSpliced(at, 1),
  insert: (log: Log, at: number): Log => log.toSpliced(at, 0, forged(at)),
  duplicate: (log: Log, at: number): Log => log.toSpliced(at + 1, 0, log[at]!),
  truncate: (log: Log, at: number): Log => log.slice(0, at),
  /** The same events up to there, and then as many others. */
  fork: (log: Log, at: number): Log => log.map((event, i) => (i < at ? event : forged(i))),
} as const satisfies Readonly<Record<string, (log: Log, at: number) => Log>>

export type Attack = keyof typeof attacks
export const attackNames = Object.keys(attacks) as ReadonlyArray<Attack>

/** The first place at which two logs differ; `undefined`: the one only goes on from the other, or is it. */
export const firstChange = (before: Log, after: Log): number | undefined => {
  const at = before.findIndex((event, i) => {
    const now = after[i]
    return now === undefined || leafOf(now) !== leafOf(event)
  })
  return at < 0 ? undefined : at
}

/** Tells the log, and nothing can be appended. */
export const arrayStore = (log: Log): EventStore => {
  const refused = () => Promise.reject(new Error('only read'))
  return {
    tellsRepeats: true,
    keepsOrder: false,
    isDense: true,
    appendToStream: refused,
    readStream: async (stream) => log.filter((event) => event.stream === stream),
    readAll: async ({ after, limit }) => {
      const events = log
        .filter(({ position }) => after === undefined || isAfter(position, after))
        .slice(0, limit)
      const position = events.at(-1)?.position ?? after ?? { commit: 0n, prepare: 0n }
      return { events, position, caughtUp: events.length < limit }
    },
    subscribeToAll: () => {
      throw new Error('only read')
    },
    eventAt: async ({ commit }) => log.find(({ position }) => position.commit === commit),
    head: async () => log.at(-1)?.position,
    lag: refused,
    incarnation: async () => INCARNATION,
    close: async () => undefined,
  }
}

/** Tables in which the tree of this log is kept. */
export const keptOf = async (log: Log) => {
  const reads = memoryReadStore(system)
  const edge = valueOf(await keepTree({ store: arrayStore(log), reads }))
  return { reads, edge, kept: keptTree(reads) }
}

/** What somebody signed when the log was this one. */
export const signedAt = (log: Log): Checkpoint => ({
  origin: `comptoir/${INCARNATION}`,
  size: log.length,
  root: naiveRoot(log.map((event) => leafHash(leafOf(event)))),
  position: `${log.length}/${log.length}`,
  at: RECORDED_AT,
})

export const verified = async (
  log: Log,
  {
    checkpoints = [],
    kept,
  }: { readonly checkpoints?: ReadonlyArray<Checkpoint>; readonly kept?: Log | undefined },
): Promise<Verified> =>
  verifyLog({
    store: arrayStore(log),
    checkpoints,
    isDense: true,
    ...(kept && { kept: (await keptOf(kept)).kept }),
  })
