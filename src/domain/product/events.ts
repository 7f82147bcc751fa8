import { closed, integer, text } from '../kernel/codec.js'
import { CampaignId, ProductId, SellerId } from '../kernel/ids.js'
import { Category } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'

/** Units on hand; the platform's own bound. */
export const Stock = integer(0, 99_999)
export const LockedUnits = integer(1, 99_999)

/** A seller put a product on its shelf, not yet visible to buyers. */
const ProductListed = event(
  'ProductListed',
  closed(
    'ProductListedData',
    {
      productId: ProductId,
      sellerId: SellerId,
      title: text(1, 300),
      category: Category,
      priceMinor: AmountMinor,
      currency: Currency,
    },
    { stock: Stock },
  ),
)

/** Orders placed from now on pay the new price; those already placed keep theirs. */
const ProductPriceChanged = event(
  'ProductPriceChanged',
  closed(
    'ProductPriceChangedData',
    { productId: ProductId, sellerId: SellerId, fromMinor: AmountMinor, toMinor: AmountMinor },
    {},
  ),
)

/** The seller counted its units: an absolute figure, so that a missed count is healed by the next. */
const ProductStockCounted = event(
  'ProductStockCounted',
  closed('ProductStockCountedData', { productId: ProductId, sellerId: SellerId, stock: Stock }, {}),
)

/** The seller promised these units to a campaign of the platform: no count goes below what is promised. */
const ProductStockLocked = event(
  'ProductStockLocked',
  closed(
    'ProductStockLockedData',
    { productId: ProductId, sellerId: SellerId, campaignId: CampaignId, units: LockedUnits },
    {},
  ),
)

/** The campaign is over, or the seller withdrew in time: whatever of the units is left may be sold by anybody. */
const ProductStockUnlocked = event(
  'ProductStockUnlocked',
  closed(
    'ProductStockUnlockedData',
    { productId: ProductId, sellerId: SellerId, campaignId: CampaignId, units: LockedUnits },
    {},
  ),
)

/** Buyers see the product. */
const ProductPutLive = event(
  'ProductPutLive',
  closed('ProductPutLiveData', { productId: ProductId, sellerId: SellerId }, {}),
)

/** The seller hid the product. */
const ProductTakenOffline = event(
  'ProductTakenOffline',
  closed('ProductTakenOfflineData', { productId: ProductId, sellerId: SellerId }, {}),
)

/** The storage contract: add, never edit. */
export const productEventDefinitions = [
  ProductListed,
  ProductPriceChanged,
  ProductStockCounted,
  ProductStockLocked,
  ProductStockUnlocked,
  ProductPutLive,
  ProductTakenOffline,
]
export type ProductEvent = EventOf<(typeof productEventDefinitions)[number]>
export const productEvents = eventCatalog<ProductEvent>(productEventDefinitions)
