import { describe, expect, test } from 'vitest'
import {
  changePrice,
  countStock,
  givenProduct as given,
  listProduct,
  lockStock,
  priceChanged,
  productListed,
  productLive,
  productOffline,
  putLive,
  stockCounted,
  stockLocked,
  stockUnlocked,
  takeOffline,
  unlockStock,
} from '../support/products.js'

const listed = productListed()
const counted = productListed({ stock: 7 })
const productId = 'p1'

describe('a product', () => {
  test('is listed, with its units if the seller counted them', () => {
    given().when(listProduct()).then(listed)
    given()
      .when(listProduct({ stock: 3 }))
      .then(productListed({ stock: 3 }))
  })

  test('goes live, is taken offline and goes live again', () => {
    given(listed).when(putLive()).then(productLive)
    given(listed, productLive).when(takeOffline()).then(productOffline)
    given(listed, productLive, productOffline).when(putLive()).then(productLive)
  })

  test('changes its price from the current one', () => {
    given(listed).when(changePrice('1990')).then(priceChanged('2490', '1990'))
    given(listed, priceChanged('2490', '1990')).when(changePrice('2490')).then(priceChanged('1990', '2490'))
  })

  test('has its units counted, down to none', () => {
    given(listed).when(countStock(7)).then(stockCounted(7))
    given(listed, stockCounted(7)).when(countStock(0)).then(stockCounted(0))
  })

  test('promises units to campaigns, as many as there are, and has them back', () => {
    const both = [stockLocked(5), stockLocked(2, 'mothers-day')]
    given(counted).when(lockStock(5)).then(stockLocked(5))
    given(counted, stockLocked(5)).when(lockStock(2, 'mothers-day')).then(stockLocked(2, 'mothers-day'))
    given(counted, ...both)
      .when(unlockStock())
      .then(stockUnlocked(5))
    given(counted, ...both, stockUnlocked(5))
      .when(countStock(2))
      .then(stockCounted(2))
  })
})

describe('nothing happens to a product that is asked', () => {
  test.each([
    ['to cost what it costs', [listed], changePrice('2490')],
    ['to cost what it has come to cost', [listed, priceChanged('2490', '1990')], changePrice('1990')],
    ['to have the units it was listed with', [productListed({ stock: 3 })], countStock(3)],
    ['to have the units last counted', [listed, stockCounted(0)], countStock(0)],
    ['to promise a campaign what it has promised it', [counted, stockLocked(5)], lockStock(5)],
    ['to have back what it never promised', [counted], unlockStock()],
    ['to be live when it is', [listed, productLive], putLive()],
    ['to be offline when it is', [listed, productLive, productOffline], takeOffline()],
  ])('%s', (_, past, command) => {
    given(...past)
      .when(command)
      .thenNothing()
  })
})

describe('a product refuses', () => {
  const currency = { type: 'ProductCurrencyMismatch', productId, expected: 'EUR', given: 'BRL' } as const
  const tooLow = (units: number, locked: number) =>
    ({ type: 'ProductStockTooLow', productId, counted: units, locked }) as const
  test.each([
    ['to be listed twice', [listed], listProduct(), { type: 'ProductAlreadyListed', productId }],
    [
      'to be listed for nothing',
      [],
      listProduct({ priceMinor: '0' }),
      { type: 'ProductPriceIsZero', productId },
    ],
    ['to be given away', [listed], changePrice('0'), { type: 'ProductPriceIsZero', productId }],
    ['another currency', [listed], changePrice('1990', 'BRL'), currency],
    ['another currency for the same figure', [listed], changePrice('2490', 'BRL'), currency],
    ['to promise units that nobody counted', [listed], lockStock(1), tooLow(0, 0)],
    ['to promise more than there is', [counted, stockLocked(5)], lockStock(3, 'another'), tooLow(7, 5)],
    ['a count below what it has promised', [counted, stockLocked(5)], countStock(4), tooLow(4, 5)],
    [
      'to promise a campaign another number of units',
      [counted, stockLocked(5)],
      lockStock(6),
      { type: 'ProductStockAlreadyLocked', productId, units: 5 },
    ],
    [
      'to go offline from a draft',
      [listed],
      takeOffline(),
      { type: 'ProductNotLive', productId, status: 'DRAFT' },
    ],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })

  test.each([changePrice('1'), countStock(1), lockStock(1), unlockStock(), putLive(), takeOffline()])(
    '$type when it was never listed',
    (command) => {
      given().when(command).thenRefused({ type: 'ProductNotFound', productId })
    },
  )
})

test('price and stock do not depend on whether a product is live', () => {
  for (const past of [[listed], [listed, productLive], [listed, productLive, productOffline]]) {
    expect(given(...past).when(changePrice('1990')).outcome).toBe('ProductPriceChanged')
    expect(given(...past).when(countStock(1)).outcome).toBe('ProductStockCounted')
    expect(given(...past).when(listProduct()).outcome).toBe('ProductAlreadyListed')
  }
})
