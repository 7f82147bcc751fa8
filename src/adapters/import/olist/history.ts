import type { OlistStatus } from './tables.js'

/** `index` stands for it in rows of numbers. */
export interface Seller {
  readonly id: string
  readonly line: number
  readonly index: number
}

/** What Olist calls a product: with us it is one product for each seller that sells it. */
export interface Article {
  readonly id: string
  readonly line: number
  readonly index: number
  readonly category: string
}

/** One unit. Amounts are in centavos. */
export interface Item {
  readonly number: number
  readonly article: Article
  readonly seller: Seller
  readonly priceMinor: number
  readonly freightMinor: number
}

export interface Payment {
  readonly line: number
  readonly sequential: number
  readonly method: string
  readonly installments: number
  readonly amountMinor: number
}

export interface Review {
  readonly reviewId: string
  readonly stars: number
  /** When the buyer answered; where that is missing, when they were asked, which is inferred. */
  readonly atMs: number | null
  readonly inferred: boolean
}

/** An Olist order with all that hangs on it. Times are in milliseconds since 1970. */
export interface OlistOrder {
  readonly id: string
  readonly line: number
  readonly buyerId: string
  readonly status: OlistStatus
  readonly purchasedMs: number
  readonly approvedMs: number | null
  readonly handedOverMs: number | null
  readonly deliveredMs: number | null
  /** By number. */
  readonly items: ReadonlyArray<Item>
  /** In sequence. */
  readonly payments: ReadonlyArray<Payment>
  readonly reviews: ReadonlyArray<Review>
}

/** Everything that can be taken. */
export interface History {
  readonly sellers: ReadonlyMap<number, Seller>
  readonly articles: ReadonlyMap<number, Article>
  /** When sales people won a seller. */
  readonly wonMs: ReadonlyMap<string, number>
  /** By time of purchase; put together as they are asked for, every time anew. */
  readonly orders: Iterable<OlistOrder>
}
