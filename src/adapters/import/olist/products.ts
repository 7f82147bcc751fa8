import type { System } from '../../../application/ports.js'
import { groupsOf, numberRows, texts } from './columns.js'
import type { Article, History, OlistOrder, Seller } from './history.js'
import { CURRENCY, envelopeFor, type StreamRequests } from './requests.js'
import { productsTable } from './tables.js'

/** A price from the sale on in which it was first seen. */
interface Price {
  readonly atMs: number
  /** The line of that sale, as `order/number`. */
  readonly sale: string
  readonly priceMinor: number
}

/** An article at one seller, and its prices in the order of time: never the same twice in a row. */
interface Product {
  readonly article: Article
  readonly seller: Seller
  readonly prices: ReadonlyArray<Price>
}

export const productIdOf = (article: Article, seller: Seller): string => `${article.id}-${seller.id}`

/** Learns from the sales, told in the order of time, what was sold by whom at which prices. */
export const priceBook = () => {
  const products = numberRows('article', 'seller')
  const numbers = new Map<string, number>()
  const latestMinor: Array<number> = []
  const prices = numberRows('product', 'atMs', 'number', 'priceMinor')
  const orderIds = texts()

  const add = ({ id, purchasedMs: atMs, items }: OlistOrder): void => {
    for (const { number, article, seller, priceMinor } of items) {
      const key = `${article.index}/${seller.index}`
      const product = numbers.get(key) ?? products.push({ article: article.index, seller: seller.index })
      numbers.set(key, product)
      if (latestMinor[product] === priceMinor) continue
      latestMinor[product] = priceMinor
      prices.push({ product, atMs, number, priceMinor })
      orderIds.push(id)
    }
  }

  /** The products by their first sale, put together as they are asked for. */
  function* all({ articles, sellers }: Pick<History, 'articles' | 'sellers'>): Generator<Product> {
    const sizes = { rows: prices.length(), owners: products.length() }
    const pricesOf = groupsOf(
      (row) => prices.value(row, 'product'),
      sizes,
      (a, b) => a - b,
      () => undefined,
    )
    for (let product = 0; product < sizes.owners; product++) {
      const { article: what, seller: who } = products.at(product)
      const [article, seller] = [articles.get(what), sellers.get(who)]
      if (article === undefined || seller === undefined) continue
      const its = pricesOf(product).map((row) => {
        const { atMs, number, priceMinor } = prices.at(row)
        return { atMs, priceMinor, sale: `${orderIds.at(row)}/${number}` }
      })
      yield { article, seller, prices: its }
    }
  }

  return { add, all, count: products.length }
}

const TITLE_ID_CHARS = 8

/** Olist does not tell what products are called: its category in words, and the beginning of its id. */
const titleOf = ({ id, category }: Article): string =>
  `${category.replaceAll('_', ' ')} ${id.slice(0, TITLE_ID_CHARS)}`

/** When a price began is nowhere told: all times are inferred from the sales. */
export const productRequests = (system: Pick<System, 'idOf'>, product: Product): StreamRequests => {
  const { article, seller, prices } = product
  const productId = productIdOf(article, seller)
  const stream = `product-${productId}`
  const envelope = envelopeFor(system, stream)
  return {
    stream,
    file: productsTable.file,
    line: article.line,
    requests: prices.flatMap(({ atMs, sale, priceMinor }, index): StreamRequests['requests'] => {
      const moment = { atMs, inferred: true }
      const price = { productId, priceMinor: String(priceMinor), currency: CURRENCY }
      if (index > 0) {
        return [{ type: 'ChangeProductPrice', ...envelope(`price/${sale}`, moment), data: price }]
      }
      const listing = { ...price, sellerId: seller.id, title: titleOf(article), category: article.category }
      return [
        { type: 'ListProduct', ...envelope('list', moment), data: listing },
        { type: 'PutProductLive', ...envelope('live', moment), data: { productId } },
      ]
    }),
  }
}
