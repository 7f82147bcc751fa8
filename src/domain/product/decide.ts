import { left, right, type Either } from '../../fp.js'
import type { ProductCommand } from './commands.js'
import type { ProductEvent } from './events.js'
import type { Product } from './state.js'

export type ProductRefusal =
  | { readonly type: 'ProductNotFound'; readonly productId: string }
  | { readonly type: 'ProductAlreadyListed'; readonly productId: string }
  | { readonly type: 'ProductPriceIsZero'; readonly productId: string }
  | { readonly type: 'ProductNotLive'; readonly productId: string; readonly status: string }
  | {
      readonly type: 'ProductCurrencyMismatch'
      readonly productId: string
      readonly expected: string
      readonly given: string
    }
  /** More units would be promised than there are: `counted` of them, of which `locked` are promised already. */
  | {
      readonly type: 'ProductStockTooLow'
      readonly productId: string
      readonly counted: number
      readonly locked: number
    }
  | { readonly type: 'ProductStockAlreadyLocked'; readonly productId: string; readonly units: number }

type Decision = Either<ProductRefusal, ReadonlyArray<ProductEvent>>
type Of<T extends ProductCommand['type']> = Extract<ProductCommand, { readonly type: T }>
type Listed = Exclude<Product, { readonly status: 'NONE' }>

export const decide = (command: ProductCommand, product: Product): Decision => {
  if (command.type === 'ListProduct') return list(command, product)
  if (product.status === 'NONE') return left({ type: 'ProductNotFound', productId: command.data.productId })
  switch (command.type) {
    case 'ChangeProductPrice':
      return changePrice(command, product)
    case 'CountProductStock':
      return countStock(command, product)
    case 'LockProductStock':
      return lockStock(command, product)
    case 'UnlockProductStock':
      return unlockStock(command, product)
    case 'PutProductLive':
      return putLive(command, product)
    case 'TakeProductOffline':
      return takeOffline(command, product)
  }
}

const list = ({ at, data }: Of<'ListProduct'>, product: Product): Decision => {
  const { productId } = data
  if (product.status !== 'NONE') return left({ type: 'ProductAlreadyListed', productId })
  if (data.priceMinor === 0n) return left({ type: 'ProductPriceIsZero', productId })
  return right([{ type: 'ProductListed', occurredAt: at, data }])
}

const changePrice = ({ at, data }: Of<'ChangeProductPrice'>, { listing }: Listed): Decision => {
  const { productId, sellerId, priceMinor, currency } = listing
  if (data.currency !== currency) {
    return left({ type: 'ProductCurrencyMismatch', productId, expected: currency, given: data.currency })
  }
  if (data.priceMinor === 0n) return left({ type: 'ProductPriceIsZero', productId })
  if (data.priceMinor === priceMinor) return right([])
  const change = { productId, sellerId, fromMinor: priceMinor, toMinor: data.priceMinor }
  return right([{ type: 'ProductPriceChanged', occurredAt: at, data: change }])
}

const lockedUnits = ({ locks }: Listed): number => [...locks.values()].reduce((sum, units) => sum + units, 0)

const countStock = ({ at, data }: Of<'CountProductStock'>, product: Listed): Decision => {
  const { productId, sellerId, stock } = product.listing
  if (data.stock === stock) return right([])
  const locked = lockedUnits(product)
  if (data.stock < locked) return left({ type: 'ProductStockTooLow', productId, counted: data.stock, locked })
  return right([
    { type: 'ProductStockCounted', occurredAt: at, data: { productId, sellerId, stock: data.stock } },
  ])
}

/** What was never counted is none: nobody can promise it. */
const lockStock = ({ at, data }: Of<'LockProductStock'>, product: Listed): Decision => {
  const { productId, sellerId, stock: counted = 0 } = product.listing
  const before = product.locks.get(data.campaignId)
  if (before === data.units) return right([])
  if (before !== undefined) return left({ type: 'ProductStockAlreadyLocked', productId, units: before })
  const locked = lockedUnits(product)
  if (locked + data.units > counted) return left({ type: 'ProductStockTooLow', productId, counted, locked })
  return right([{ type: 'ProductStockLocked', occurredAt: at, data: { ...data, sellerId } }])
}

const unlockStock = ({ at, data }: Of<'UnlockProductStock'>, { listing, locks }: Listed): Decision => {
  const units = locks.get(data.campaignId)
  if (units === undefined) return right([])
  const { sellerId } = listing
  return right([{ type: 'ProductStockUnlocked', occurredAt: at, data: { ...data, sellerId, units } }])
}

const putLive = (
  { at }: Of<'PutProductLive'>,
  { status, listing: { productId, sellerId } }: Listed,
): Decision =>
  right(
    status === 'ACTIVATE' ? [] : [{ type: 'ProductPutLive', occurredAt: at, data: { productId, sellerId } }],
  )

const takeOffline = ({ at }: Of<'TakeProductOffline'>, product: Listed): Decision => {
  const { productId, sellerId } = product.listing
  switch (product.status) {
    case 'ACTIVATE':
      return right([{ type: 'ProductTakenOffline', occurredAt: at, data: { productId, sellerId } }])
    case 'SELLER_DEACTIVATED':
      return right([])
    case 'DRAFT':
      return left({ type: 'ProductNotLive', productId, status: product.status })
  }
}
