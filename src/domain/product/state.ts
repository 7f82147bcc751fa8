import type { ProductEvent } from './events.js'

type Listing = Extract<ProductEvent, { readonly type: 'ProductListed' }>['data']

/** The status names are TikTok Shop's. */
export type Product =
  | { readonly status: 'NONE' }
  | { readonly status: 'DRAFT' | 'ACTIVATE' | 'SELLER_DEACTIVATED'; readonly listing: Listing }

export const initialState: Product = { status: 'NONE' }

/** `listing` is kept current: price and stock are those of now. */
export const evolve = (product: Product, event: ProductEvent): Product => {
  if (event.type === 'ProductListed') return { status: 'DRAFT', listing: event.data }
  if (product.status === 'NONE') return product
  switch (event.type) {
    case 'ProductPriceChanged':
      return { ...product, listing: { ...product.listing, priceMinor: event.data.toMinor } }
    case 'ProductStockCounted':
      return { ...product, listing: { ...product.listing, stock: event.data.stock } }
    case 'ProductPutLive':
      return { ...product, status: 'ACTIVATE' }
    case 'ProductTakenOffline':
      return { ...product, status: 'SELLER_DEACTIVATED' }
  }
}
