import { int4, int8, nullable, text, timestamptz } from './column.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { table } from './table.js'

/** One row per product: what the shelf shows now. */
export const productsTable = table(
  'products',
  {
    productId: text,
    sellerId: text,
    title: text,
    category: text,
    priceMinor: int8,
    currency: text,
    /** `null`: never counted. */
    stock: nullable(int4),
    status: text,
    listedAt: timestamptz,
  },
  ['productId'],
)

export const products: Projection = {
  name: 'products',
  version: 1,
  tables: [productsTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    ProductListed: ({ occurredAt, data }) => [
      productsTable.put({
        productId: data.productId,
        sellerId: data.sellerId,
        title: data.title,
        category: data.category,
        priceMinor: data.priceMinor,
        currency: data.currency,
        stock: data.stock ?? null,
        status: 'DRAFT',
        listedAt: occurredAt,
      }),
    ],
    ProductPriceChanged: ({ data }) => [
      productsTable.update(data, (row) => ({ ...row, priceMinor: data.toMinor })),
    ],
    ProductStockCounted: ({ data }) => [productsTable.update(data, (row) => ({ ...row, stock: data.stock }))],
    ProductPutLive: ({ data }) => [productsTable.update(data, (row) => ({ ...row, status: 'ACTIVATE' }))],
    ProductTakenOffline: ({ data }) => [
      productsTable.update(data, (row) => ({ ...row, status: 'SELLER_DEACTIVATED' })),
    ],
  },
}
