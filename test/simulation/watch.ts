import { createHash } from 'node:crypto'
import type { MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { deliveredFrom } from '../../src/application/delivered.js'
import type { EventStore } from '../../src/application/ports.js'
import type { Position } from '../../src/domain/kernel/recorded.js'
import { isLeft } from '../../src/fp.js'
import type { Values } from '../../src/projections/column.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import type { Projection } from '../../src/projections/projection.js'
import { openBooks, type Books } from './books.js'
import { oracle, type Oracle } from './oracle.js'
import { payments, type Payments } from './payments.js'

const PAGE = 1_000

const textOf = (row: Values): string =>
  JSON.stringify(
    Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  )

/** Looks at everything that was stored, once, in the order of the log; believes no read model and no state. */
export interface Watch {
  readonly books: Books
  readonly oracle: Oracle
  readonly payments: Payments
  readonly problems: Array<string>
  readonly typesSeen: ReadonlyMap<string, number>
  readonly events: () => number
  /** Something outside the log: it is part of the trace. */
  readonly note: (line: string) => void
  /** Takes in what was stored since the last look. */
  readonly look: () => Promise<void>
  /** Compares the tables of read models with the fold of the log up to where each has come. */
  readonly compareTables: (projections: ReadonlyArray<Projection>) => Promise<void>
  /** Hash of all events as they were stored and of all that was noted, in their order. */
  readonly trace: () => string
}

export const watch = (store: EventStore, reads: MemoryReadStore): Watch => {
  const hash = createHash('sha256')
  const books = openBooks()
  const orders = oracle()
  const paid = payments()
  const problems: Array<string> = []
  const typesSeen = new Map<string, number>()
  const occurrences: Array<Occurrence> = []
  const ids = new Set<string>()
  let after: Position | undefined
  let looking: Promise<void> = Promise.resolve()

  const lookOn = async (): Promise<void> => {
    for (;;) {
      const batch = await store.readAll({ ...(after === undefined ? {} : { after }), limit: PAGE })
      for (const stored of batch.events) {
        const { id, type, stream, revision, data, metadata, recordedAt } = stored
        hash.update(`${id} ${type} ${stream} ${revision} ${recordedAt} ${data} ${metadata}\n`)
        if (ids.has(id)) problems.push(`${type} ${id} is stored twice`)
        ids.add(id)
        const delivered = deliveredFrom(stored)
        if (isLeft(delivered)) {
          problems.push(`${type} of ${stream} cannot be read`)
          continue
        }
        const { event } = delivered.right
        occurrences.push(delivered.right)
        typesSeen.set(type, (typesSeen.get(type) ?? 0) + 1)
        problems.push(...books.enter(event), ...orders.tell(event), ...paid.tell(event))
      }
      after = batch.position
      if (batch.caughtUp) return
    }
  }

  return {
    books,
    oracle: orders,
    payments: paid,
    problems,
    typesSeen,
    events: () => occurrences.length,
    note: (line) => {
      hash.update(`${line}\n`)
    },
    look: () => {
      looking = looking.then(lookOn)
      return looking
    },
    compareTables: async (projections) => {
      const reached = new Map((await reads.statuses()).map(({ name, position }) => [name, position]))
      for (const projection of projections) {
        const upTo = reached.get(projection.name)?.commit ?? 0n
        const before = occurrences.filter(({ recorded: { position } }) => position.commit <= upTo)
        for (const { table, rows } of foldAll(projection, before)) {
          const there = new Set(reads.table(table).map(textOf))
          const wrong = rows.filter((row) => !there.delete(textOf(row))).length + there.size
          if (wrong > 0) problems.push(`${table.name}: ${wrong} rows differ from the fold`)
        }
      }
    },
    trace: () => hash.copy().digest('hex'),
  }
}
