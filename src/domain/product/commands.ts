import { closed, text } from '../kernel/codec.js'
import { CampaignId, ProductId, SellerId } from '../kernel/ids.js'
import { Category } from '../kernel/market.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'
import { LockedUnits, Stock } from './events.js'

const definitions = [
  command(
    'ListProduct',
    closed(
      'ListProductData',
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
  ),
  command(
    'ChangeProductPrice',
    closed(
      'ChangeProductPriceData',
      { productId: ProductId, priceMinor: AmountMinor, currency: Currency },
      {},
    ),
  ),
  command('CountProductStock', closed('CountProductStockData', { productId: ProductId, stock: Stock }, {})),
  command(
    'LockProductStock',
    closed('LockProductStockData', { productId: ProductId, campaignId: CampaignId, units: LockedUnits }, {}),
  ),
  command(
    'UnlockProductStock',
    closed('UnlockProductStockData', { productId: ProductId, campaignId: CampaignId }, {}),
  ),
  command('PutProductLive', closed('PutProductLiveData', { productId: ProductId }, {})),
  command('TakeProductOffline', closed('TakeProductOfflineData', { productId: ProductId }, {})),
]

export type ProductCommand = CommandOf<(typeof definitions)[number]>
export type ProductRequest = RequestOf<(typeof definitions)[number]>
export const productCommands = commandCatalog<ProductCommand>(definitions)
