import { expect } from 'vitest'
import { commissionEvents } from '../../src/domain/commission/events.js'
import type { DomainEvent } from '../../src/domain/events.js'
import { settlementEvents } from '../../src/domain/settlement/events.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import type { Projection } from '../../src/projections/projection.js'
import type { Values } from '../../src/projections/column.js'
import type { TableShape } from '../../src/projections/table.js'
import { instant } from './spec.js'

export const RECORDED_AT = instant('2026-03-05T12:30:01.000Z')

/** The stream that an event belongs to. */
const streamOf = ({ type, data }: DomainEvent): string => {
  if (type.startsWith('AfterSales') && 'caseId' in data) return `afterSales-${data.caseId}`
  if ('operationId' in data) return `operation-${data.operationId}`
  if ('payoutId' in data) return `payout-${data.payoutId}`
  if ('statementId' in data) return `statement-${data.statementId}`
  if ('orderId' in data) return `${categoryOf(type)}-${data.orderId}`
  return 'productId' in data ? `product-${data.productId}` : `seller-${data.sellerId}`
}

const categoryOf = (type: string): string => {
  if (commissionEvents.types.includes(type)) return 'commission'
  return settlementEvents.types.includes(type) ? 'settlement' : 'order'
}

const eventIdOf = (position: number): string =>
  `00000000-0000-5000-8000-${position.toString().padStart(12, '0')}`

/** Events as a store tells them that holds nothing else: positions from 1, revisions from 0 in each stream. */
export const recorded = (events: ReadonlyArray<DomainEvent>): ReadonlyArray<Occurrence> => {
  const lengths = new Map<string, number>()
  return events.map((event, i) => {
    const stream = streamOf(event)
    const revision = lengths.get(stream) ?? 0
    lengths.set(stream, revision + 1)
    const position = BigInt(i + 1)
    return {
      event,
      recorded: {
        eventId: eventIdOf(i + 1),
        stream,
        revision: BigInt(revision),
        position: { commit: position, prepare: position },
        recordedAt: RECORDED_AT,
        inferred: false,
      },
    }
  })
}

/** The event as it happens at another time. */
export const on = <E extends DomainEvent>(at: string, event: E): E => ({ ...event, occurredAt: instant(at) })

export const rowsIn = (projection: Projection, table: TableShape, events: ReadonlyArray<Occurrence>) =>
  foldAll(projection, events).find((rows) => rows.table === table)?.rows ?? []

/** Sentences about a read model: `given(placed, paid).then(orderBoardTable, { status: 'AWAITING_SHIPMENT' })`. */
export const givenEvents =
  (projection: Projection) =>
  (...events: ReadonlyArray<DomainEvent>) => ({
    /** Exactly these rows, in key order; of each, the columns that are told. */
    then: (table: TableShape, ...rows: ReadonlyArray<Values>): void => {
      const found = rowsIn(projection, table, recorded(events))
      expect(found).toHaveLength(rows.length)
      expect(found).toMatchObject(rows)
    },
    /** Exactly these rows with exactly these columns. */
    thenWhole: (table: TableShape, ...rows: ReadonlyArray<Values>): void => {
      expect(rowsIn(projection, table, recorded(events))).toEqual(rows)
    },
  })
