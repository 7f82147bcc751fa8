import { int8, nullable, text } from '../projections/column.js'
import { sums, table, type ValuesOf } from '../projections/table.js'
import type { ReadStore } from './ports.js'

/** What is known of each order under the other schedule: as text, because nobody but the reckoning reads it. */
export const whatIfOrdersTable = table(
  'what_if_orders',
  {
    orderId: text,
    /** JSON of the request that charges it, from its delivery on. */
    request: nullable(text),
    /** Why it cannot be charged. */
    refusal: nullable(text),
    /** JSON list of the events that were booked: type, version, data, business time. */
    booked: text,
  },
  ['orderId'],
)

/** Fees in minor units, as booked and as they would have been. `month`: `2018-03`, of business time in UTC. */
export const whatIfFeesTable = sums(
  'what_if_fees',
  { sellerId: text, month: text, currency: text, bookedMinor: int8, whatIfMinor: int8 },
  ['sellerId', 'month', 'currency'],
  ['bookedMinor', 'whatIfMinor'],
)

export type WhatIfFees = ValuesOf<typeof whatIfFeesTable>

export const whatIfTables = [whatIfOrdersTable, whatIfFeesTable]

/** Tables that nobody else uses and that are thrown away afterwards; empty at first. */
export interface WhatIfScratch {
  readonly reads: Pick<ReadStore, 'claim' | 'rows' | 'commit'>
  /** All rows of `whatIfFeesTable`. */
  fees(): Promise<ReadonlyArray<WhatIfFees>>
}
