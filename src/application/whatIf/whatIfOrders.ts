import { isLeft, left, right, type Either } from '../../fp.js'
import { commission, type CommissionEvent } from '../../domain/commission/index.js'
import { Instant } from '../../domain/kernel/time.js'
import type { Values } from '../../projections/column.js'
import type { ReadStore } from '../ports.js'
import { whatIfOrdersTable } from '../whatIfScratch.js'

/** An order under the other schedule. */
export interface WhatIfOrder {
  /** What charges it, or why nothing does; `undefined`: its delivery was not met yet. */
  readonly toCharge: Either<string, object> | undefined
  readonly booked: ReadonlyArray<CommissionEvent>
}

const unknown: WhatIfOrder = { toCharge: undefined, booked: [] }

/** A row of the scratch tables holds what was never written there. */
class WhatIfRowUnreadable extends Error {
  readonly type = 'WhatIfRowUnreadable'
  constructor(readonly orderId: string) {
    super(`the scratch row of order ${orderId} holds what was never written there`)
    this.name = 'WhatIfRowUnreadable'
  }
}

const writtenOf = (event: CommissionEvent): unknown => {
  const encoded = commission.events.encode(event)
  // It was decided a moment ago, by the rules that own this codec.
  return isLeft(encoded)
    ? null
    : [event.type, encoded.right.schemaVersion, encoded.right.json, event.occurredAt]
}

const readOf = (u: unknown): CommissionEvent | undefined => {
  const parts: ReadonlyArray<unknown> = Array.isArray(u) ? u : []
  const [type, version, json, at] = parts
  if (typeof type !== 'string' || typeof version !== 'number' || !Instant.is(at)) return undefined
  const event = commission.events.decode(type, version, json, at)
  return isLeft(event) ? undefined : event.right
}

const orderIn = (row: Values): readonly [string, WhatIfOrder] => {
  const { orderId, request, refusal, booked } = row
  const name = String(orderId)
  const list: unknown = JSON.parse(String(booked))
  const events = (Array.isArray(list) ? list : [undefined]).flatMap((each: unknown) => {
    const event = readOf(each)
    if (event === undefined) throw new WhatIfRowUnreadable(name)
    return [event]
  })
  const asked: unknown = typeof request === 'string' ? JSON.parse(request) : undefined
  const toCharge =
    typeof refusal === 'string'
      ? left(refusal)
      : typeof asked === 'object' && asked !== null
        ? right(asked)
        : undefined
  return [name, { toCharge, booked: events }]
}

const rowOf = (orderId: string, { toCharge, booked }: WhatIfOrder): Values => ({
  orderId,
  request: toCharge === undefined || isLeft(toCharge) ? null : JSON.stringify(toCharge.right),
  refusal: toCharge === undefined || !isLeft(toCharge) ? null : toCharge.left,
  booked: JSON.stringify(booked.map(writtenOf)),
})

/** The orders of one page of the log: those that came before are read at once, those that changed are written at once. */
export interface PageOfOrders {
  get(orderId: string): WhatIfOrder
  set(orderId: string, order: WhatIfOrder): void
  /** Rows of those that were set. */
  changed(): ReadonlyArray<Values>
}

export const pageOfOrders = async (
  reads: Pick<ReadStore, 'rows'>,
  orderIds: ReadonlySet<string>,
): Promise<PageOfOrders> => {
  const rows = await reads.rows(
    whatIfOrdersTable,
    [...orderIds].map((orderId) => [orderId]),
  )
  const orders = new Map(rows.map(orderIn))
  const changed = new Set<string>()
  return {
    get: (orderId) => orders.get(orderId) ?? unknown,
    set: (orderId, order) => {
      orders.set(orderId, order)
      changed.add(orderId)
    },
    changed: () => [...changed].map((orderId) => rowOf(orderId, orders.get(orderId) ?? unknown)),
  }
}
