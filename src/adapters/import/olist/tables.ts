import { amountMinor, category, count, id, oneOf, time, timeOrNone, word, type Field } from './fields.js'

export type Fields = Readonly<Record<string, Field<unknown>>>
export type RowOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer A> ? A : never
}

/** A CSV table of Olist: the columns that its header must have, and those of them that are taken. */
export interface Table<F extends Fields> {
  readonly file: string
  readonly columns: ReadonlyArray<string>
  /** Columns that some releases have; they are never read. */
  readonly elsewhere: ReadonlyArray<string>
  /** What it means that the table is missing; required tables have no such words. */
  readonly without?: string
  /** The columns that tell its rows apart. */
  readonly key: ReadonlyArray<string>
  readonly fields: F
}

const table = <F extends Fields>(
  file: string,
  columns: string,
  key: string,
  fields: F,
  more: { readonly elsewhere?: string; readonly without?: string } = {},
): Table<F> => {
  const { elsewhere = '', without } = more
  return {
    file,
    columns: words(columns),
    elsewhere: words(elsewhere),
    key: words(key),
    fields,
    ...(without === undefined ? {} : { without }),
  }
}

const words = (text: string): ReadonlyArray<string> => text.split(/\s+/).filter((each) => each !== '')

export const orderStatuses = [
  'created',
  'approved',
  'processing',
  'invoiced',
  'shipped',
  'delivered',
  'canceled',
  'unavailable',
] as const
export type OlistStatus = (typeof orderStatuses)[number]

export const ordersTable = table(
  'olist_orders_dataset.csv',
  `order_id customer_id order_status order_purchase_timestamp order_approved_at order_delivered_carrier_date
   order_delivered_customer_date order_estimated_delivery_date`,
  'order_id',
  {
    orderId: id('order_id'),
    customerId: id('customer_id'),
    status: oneOf('order_status', orderStatuses),
    purchasedMs: time('order_purchase_timestamp'),
    approvedMs: timeOrNone('order_approved_at'),
    handedOverMs: timeOrNone('order_delivered_carrier_date'),
    deliveredMs: timeOrNone('order_delivered_customer_date'),
  },
)

/** A row is one unit. */
export const itemsTable = table(
  'olist_order_items_dataset.csv',
  'order_id order_item_id product_id seller_id shipping_limit_date price freight_value',
  'order_id order_item_id',
  {
    orderId: id('order_id'),
    number: count('order_item_id', 1, 9_999),
    productId: id('product_id'),
    sellerId: id('seller_id'),
    priceMinor: amountMinor('price', 1),
    freightMinor: amountMinor('freight_value', 0),
  },
)

/** How the buyer paid; the sequence of an order may have gaps. */
export const paymentsTable = table(
  'olist_order_payments_dataset.csv',
  'order_id payment_sequential payment_type payment_installments payment_value',
  'order_id payment_sequential',
  {
    orderId: id('order_id'),
    sequential: count('payment_sequential', 1, 9_999),
    method: word('payment_type'),
    installments: count('payment_installments', 0, 99),
    amountMinor: amountMinor('payment_value', 0),
  },
  { without: 'how buyers paid is not imported' },
)

/** A review may stand on several orders, an order may have several reviews. What buyers wrote is not taken. */
export const reviewsTable = table(
  'olist_order_reviews_dataset.csv',
  'review_id order_id review_score review_creation_date review_answer_timestamp',
  'review_id order_id',
  {
    reviewId: id('review_id'),
    orderId: id('order_id'),
    stars: count('review_score', 1, 5),
    createdMs: timeOrNone('review_creation_date'),
    answeredMs: timeOrNone('review_answer_timestamp'),
  },
  { elsewhere: 'review_comment_title review_comment_message', without: 'no reviews are imported' },
)

/** One row per order: the person is the unique id. Where they live is personal, and nothing needs it. */
export const customersTable = table(
  'olist_customers_dataset.csv',
  'customer_id customer_unique_id customer_zip_code_prefix customer_city customer_state',
  'customer_id',
  { customerId: id('customer_id'), buyerId: id('customer_unique_id') },
)

export const productsTable = table(
  'olist_products_dataset.csv',
  `product_id product_category_name product_name_lenght product_description_lenght product_photos_qty
   product_weight_g product_length_cm product_height_cm product_width_cm`,
  'product_id',
  { productId: id('product_id'), category: category('product_category_name') },
)

export const sellersTable = table(
  'olist_sellers_dataset.csv',
  'seller_id seller_zip_code_prefix seller_city seller_state',
  'seller_id',
  { sellerId: id('seller_id') },
)

/** Sellers that sales people won, and when. */
export const dealsTable = table(
  'olist_closed_deals_dataset.csv',
  `mql_id seller_id sdr_id sr_id won_date business_segment lead_type lead_behaviour_profile has_company has_gtin
   average_stock business_type declared_product_catalog_size declared_monthly_revenue`,
  'mql_id',
  { sellerId: id('seller_id'), wonMs: time('won_date') },
  { without: 'all sellers are registered at their first sale' },
)

/** Every table that is read, in the order of reading; the leads and the translations hold nothing that is needed. */
export const tables: ReadonlyArray<Pick<Table<Fields>, 'file' | 'without'>> = [
  sellersTable,
  productsTable,
  customersTable,
  dealsTable,
  ordersTable,
  itemsTable,
  paymentsTable,
  reviewsTable,
]
