import { productCommands } from '../../src/domain/product/commands.js'
import { productEvents } from '../../src/domain/product/events.js'
import { product } from '../../src/domain/product/index.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenProduct = specFor(product)

export const listingJson = {
  productId: 'p1',
  sellerId: 's1',
  title: 'Bol en grès',
  category: 'kitchen',
  priceMinor: '2490',
  currency: 'EUR',
}

const productId = 'p1'
const ids = { productId, sellerId: 's1' }
const command = (type: string, data: unknown) => commandOf(productCommands, { type, data })

export const listProduct = (more: object = {}) => command('ListProduct', { ...listingJson, ...more })
export const changePrice = (priceMinor: string, currency = 'EUR') =>
  command('ChangeProductPrice', { productId, priceMinor, currency })
export const countStock = (stock: number) => command('CountProductStock', { productId, stock })
export const lockStock = (units: number, campaignId = 'bf') =>
  command('LockProductStock', { productId, campaignId, units })
export const unlockStock = (campaignId = 'bf') => command('UnlockProductStock', { productId, campaignId })
export const putLive = () => command('PutProductLive', { productId })
export const takeOffline = () => command('TakeProductOffline', { productId })

export const productListed = (more: object = {}) =>
  eventOf(productEvents, 'ProductListed', { ...listingJson, ...more })
export const priceChanged = (fromMinor: string, toMinor: string) =>
  eventOf(productEvents, 'ProductPriceChanged', { ...ids, fromMinor, toMinor })
export const stockCounted = (stock: number) =>
  eventOf(productEvents, 'ProductStockCounted', { ...ids, stock })
export const stockLocked = (units: number, campaignId = 'bf') =>
  eventOf(productEvents, 'ProductStockLocked', { ...ids, campaignId, units })
export const stockUnlocked = (units: number, campaignId = 'bf') =>
  eventOf(productEvents, 'ProductStockUnlocked', { ...ids, campaignId, units })
export const productLive = eventOf(productEvents, 'ProductPutLive', ids)
export const productOffline = eventOf(productEvents, 'ProductTakenOffline', ids)
