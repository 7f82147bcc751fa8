import { int8, text } from './column.js'
import type { EventNamed } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { log, type Touch } from './table.js'

/** Where a seller's events are: one row for each stream, from its first event. No stream is about two sellers. */
export const sellerStreamsTable = log(
  'seller_streams',
  {
    sellerId: text,
    /** Of the stream's first event: before it, there was no such stream. */
    position: int8,
    stream: text,
  },
  ['sellerId', 'position'],
)

type First = EventNamed<
  | 'SellerRegistered'
  | 'ProductListed'
  | 'OrderPlaced'
  | 'AfterSalesCaseOpened'
  | 'CommissionCharged'
  | 'SettlementOpened'
  | 'SettlementCaseOpened'
  | 'StatementOpened'
  | 'PayoutOpened'
>

const nothing: ReadonlyArray<Touch> = []

const begun = ({ data }: First, { stream, revision, position }: Recorded): ReadonlyArray<Touch> =>
  revision === 0n
    ? [sellerStreamsTable.add({ sellerId: data.sellerId, position: position.commit, stream })]
    : nothing

/** So that the past of one seller is told from its own streams, however long the log is. */
export const sellerStreams: Projection = {
  name: 'seller_streams',
  version: 1,
  tables: [sellerStreamsTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    SellerRegistered: begun,
    ProductListed: begun,
    OrderPlaced: begun,
    AfterSalesCaseOpened: begun,
    CommissionCharged: begun,
    SettlementOpened: begun,
    // A complaint may come before the order arrives.
    SettlementCaseOpened: begun,
    StatementOpened: begun,
    PayoutOpened: begun,
  },
}
