import { nullable, text, timestamptz } from './column.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { table } from './table.js'

/** One row per seller; statuses are those of the platform's verification. */
export const sellersTable = table(
  'sellers',
  {
    sellerId: text,
    shopName: text,
    legalForm: text,
    market: text,
    zone: text,
    currency: text,
    status: text,
    /** Where a suspended seller goes on from once it is reinstated. */
    suspendedFrom: nullable(text),
    registeredAt: timestamptz,
    verifiedAt: nullable(timestamptz),
  },
  ['sellerId'],
)

export const sellers: Projection = {
  name: 'sellers',
  version: 1,
  tables: [sellersTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    SellerRegistered: ({ occurredAt, data }) => [
      sellersTable.put({
        sellerId: data.sellerId,
        shopName: data.shopName,
        legalForm: data.legalForm,
        market: data.market,
        zone: data.zone,
        currency: data.currency,
        status: 'REGISTERED',
        suspendedFrom: null,
        registeredAt: occurredAt,
        verifiedAt: null,
      }),
    ],
    SellerSubmittedForVerification: ({ data }) => [
      sellersTable.update(data, (row) => ({ ...row, status: 'SUBMITTED' })),
    ],
    SellerVerified: ({ occurredAt, data }) => [
      sellersTable.update(data, (row) => ({ ...row, status: 'VERIFIED', verifiedAt: occurredAt })),
    ],
    SellerRejected: ({ data }) => [sellersTable.update(data, (row) => ({ ...row, status: 'REJECTED' }))],
    SellerSuspended: ({ data }) => [
      sellersTable.update(data, (row) => ({
        ...row,
        status: 'SUSPENDED',
        suspendedFrom: row.suspendedFrom ?? row.status,
      })),
    ],
    SellerReinstated: ({ data }) => [
      sellersTable.update(data, (row) => ({
        ...row,
        status: row.suspendedFrom ?? row.status,
        suspendedFrom: null,
      })),
    ],
  },
}
