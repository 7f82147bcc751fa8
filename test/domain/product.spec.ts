import { describe, expect, test } from 'vitest'
import {
  changePrice,
  countStock,
  givenProduct as given,
  listProduct,
  priceChanged,
  productListed,
  productLive,
  productOffline,
  putLive,
  stockCounted,
  takeOffline,
} from '../support/products.js'

const listed = productListed()
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
})

describe('nothing happens to a product that is asked', () => {
  test.each([
    ['to cost what it costs', [listed], changePrice('2490')],
    ['to cost what it has come to cost', [listed, priceChanged('2490', '1990')], changePrice('1990')],
    ['to have the units it was listed with', [productListed({ stock: 3 })], countStock(3)],
    ['to have the units last counted', [listed, stockCounted(0)], countStock(0)],
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

  test.each([changePrice('1'), countStock(1), putLive(), takeOffline()])(
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
