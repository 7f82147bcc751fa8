import { describe, test } from 'vitest'
import { products, productsTable } from '../../src/projections/products.js'
import {
  priceChanged,
  productListed,
  productLive,
  productOffline,
  stockCounted,
} from '../support/products.js'
import { givenEvents, on } from '../support/projections.js'

const given = givenEvents(products)
const listed = on('2026-01-10T08:00:00.000Z', productListed())

describe('the products', () => {
  test('show a product from its listing on, its stock not counted yet', () => {
    given(listed).thenWhole(productsTable, {
      productId: 'p1',
      sellerId: 's1',
      title: 'Bol en grès',
      category: 'kitchen',
      priceMinor: 2490n,
      currency: 'EUR',
      stock: null,
      status: 'DRAFT',
      listedAt: '2026-01-10T08:00:00.000Z',
    })
  })

  test('show the stock that a product was listed with', () => {
    given(productListed({ stock: 0 })).then(productsTable, { stock: 0 })
  })

  test('show the latest price and count', () => {
    given(
      listed,
      priceChanged('2490', '1990'),
      priceChanged('1990', '2190'),
      stockCounted(12),
      stockCounted(3),
    ).then(productsTable, { priceMinor: 2190n, stock: 3, status: 'DRAFT' })
  })

  test('show whether buyers see it', () => {
    given(listed, productLive).then(productsTable, { status: 'ACTIVATE' })
    given(listed, productLive, productOffline).then(productsTable, { status: 'SELLER_DEACTIVATED' })
    given(listed, productLive, productOffline, productLive).then(productsTable, { status: 'ACTIVATE' })
  })

  test('show nothing of a product that was never listed', () => {
    given(priceChanged('2490', '1990'), stockCounted(1), productLive, productOffline).then(productsTable)
  })
})
