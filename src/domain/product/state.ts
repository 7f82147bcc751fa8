import type { ProductEvent } from './events.js'

type Listing = Extract<ProductEvent, { readonly type: 'ProductListed' }>['data']

/** The status names are TikTok Shop's. */
export type Product =
  | { readonly status: 'NONE' }
  | {
      readonly status: 'DRAFT' | 'ACTIVATE' | 'SELLER_DEACTIVATED'
      readonly listing: Listing
      /** Units promised to campaigns, by campaign; never more in all than were counted. */
      readonly locks: ReadonlyMap<string, number>
    }

export const initialState: Product = { status: 'NONE' }

/** `listing` is kept current: price and stock are those of now. */
export const evolve = (product: Product, event: ProductEvent): Product => {
  if (event.type === 'ProductListed') return { status: 'DRAFT', listing: event.data, locks: new Map() }
  if (product.status === 'NONE') return product
  switch (event.type) {
    case 'ProductPriceChanged':
      return { ...product, listing: { ...product.listing, priceMinor: event.data.toMinor } }
    case 'ProductStockCounted':
      return { ...product, listing: { ...product.listing, stock: event.data.stock } }
    case 'ProductStockLocked':
      return { ...product, locks: new Map(product.locks).set(event.data.campaignId, event.data.units) }
    case 'ProductStockUnlocked':
      return { ...product, locks: without(product.locks, event.data.campaignId) }
    case 'ProductPutLive':
      return { ...product, status: 'ACTIVATE' }
    case 'ProductTakenOffline':
      return { ...product, status: 'SELLER_DEACTIVATED' }
  }
}

const without = (locks: ReadonlyMap<string, number>, campaignId: string): ReadonlyMap<string, number> =>
  new Map([...locks].filter(([each]) => each !== campaignId))
