import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ids as Olist has them: 32 hexadecimal digits. The letter tells what it is of. */
const hex = (letter: string) => (n: number) => `${letter}${n}`.padStart(32, '0')
export const sellerId = hex('a')
export const productId = hex('b')
export const customerId = hex('c')
export const buyerId = hex('d')
export const orderId = hex('e')
export const reviewId = hex('f')

/** The tables, as lines without their ends; the header is the first. `null`: the file is not there. */
export interface OlistTables {
  orders: Array<string> | null
  items: Array<string> | null
  payments: Array<string> | null
  reviews: Array<string> | null
  customers: Array<string> | null
  products: Array<string> | null
  sellers: Array<string> | null
  deals: Array<string> | null
}

export const fileOf: Readonly<Record<keyof OlistTables, string>> = {
  orders: 'olist_orders_dataset.csv',
  items: 'olist_order_items_dataset.csv',
  payments: 'olist_order_payments_dataset.csv',
  reviews: 'olist_order_reviews_dataset.csv',
  customers: 'olist_customers_dataset.csv',
  products: 'olist_products_dataset.csv',
  sellers: 'olist_sellers_dataset.csv',
  deals: 'olist_closed_deals_dataset.csv',
}

const header: Readonly<Record<keyof OlistTables, string>> = {
  orders:
    '"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at",' +
    '"order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"',
  items: '"order_id","order_item_id","product_id","seller_id","shipping_limit_date","price","freight_value"',
  payments: '"order_id","payment_sequential","payment_type","payment_installments","payment_value"',
  reviews: 'review_id,order_id,review_score,review_creation_date,review_answer_timestamp',
  customers: '"customer_id","customer_unique_id","customer_zip_code_prefix","customer_city","customer_state"',
  products:
    '"product_id","product_category_name","product_name_lenght","product_description_lenght",' +
    '"product_photos_qty","product_weight_g","product_length_cm","product_height_cm","product_width_cm"',
  sellers: '"seller_id","seller_zip_code_prefix","seller_city","seller_state"',
  deals:
    'mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,has_company,' +
    'has_gtin,average_stock,business_type,declared_product_catalog_size,declared_monthly_revenue',
}

export interface ItemRow {
  product?: number
  seller?: number
  price?: string
  freight?: string
}

export interface OrderRow {
  n: number
  status?: string
  purchased?: string
  approved?: string
  carrier?: string
  delivered?: string
  items?: ReadonlyArray<ItemRow>
  /** Amounts, with a gap in the sequence after the first. */
  payments?: ReadonlyArray<string>
  reviews?: ReadonlyArray<{ n: number; stars?: number; created?: string; answered?: string }>
}

/** A marketplace of these orders: sellers and products 1 to 3, a customer for each order. Order 7 is bought by person 7. */
export const olistTables = (
  orders: ReadonlyArray<OrderRow>,
): { [K in keyof OlistTables]: Array<string> } => ({
  orders: [
    header.orders,
    ...orders.map(({ n, status = 'delivered', purchased, approved, carrier, delivered }) =>
      [
        `"${orderId(n)}"`,
        customerId(n),
        status,
        purchased ?? '2018-01-02 10:00:00',
        approved ?? '2018-01-02 11:00:00',
        carrier ?? '2018-01-03 12:00:00',
        delivered ?? '2018-01-08 13:00:00',
        '2018-01-20 00:00:00',
      ].join(','),
    ),
  ],
  items: [
    header.items,
    ...orders.flatMap(({ n, items = [{}] }) =>
      items.map(({ product = 1, seller = 1, price = '58.90', freight = '13.29' }, i) =>
        [orderId(n), i + 1, productId(product), sellerId(seller), '2018-01-05 00:00:00', price, freight].join(
          ',',
        ),
      ),
    ),
  ],
  payments: [
    header.payments,
    ...orders.flatMap(({ n, payments = ['72.19'] }) =>
      payments.map((amount, i) => [orderId(n), i === 0 ? 1 : i + 2, 'credit_card', 3, amount].join(',')),
    ),
  ],
  reviews: [
    header.reviews,
    ...orders.flatMap(({ n, reviews = [] }) =>
      reviews.map(({ n: review, stars = 5, created, answered }) =>
        [
          reviewId(review),
          orderId(n),
          stars,
          created ?? '2018-01-09 00:00:00',
          answered ?? '2018-01-10 14:00:00',
        ].join(','),
      ),
    ),
  ],
  customers: [
    header.customers,
    ...orders.map(({ n }) => `"${customerId(n)}","${buyerId(n)}","01310",são paulo,SP`),
  ],
  products: [
    header.products,
    `${productId(1)},beleza_saude,40,287,1,225,16,10,14`,
    `${productId(2)},,,,,100,10,10,10`,
    `${productId(3)},casa_conforto,40,287,1,225,16,10,14`,
  ],
  sellers: [
    header.sellers,
    `"${sellerId(1)}","13023",campinas,SP`,
    `"${sellerId(2)}","13024","rio de janeiro, rio de janeiro, brasil",RJ`,
    `"${sellerId(3)}","13025",mogi guaçu,SP`,
  ],
  deals: [header.deals, `${'0'.repeat(32)},${sellerId(2)},s,s,2017-12-01 08:00:00,pet,,,,,,reseller,,0.0`],
})

/** Writes the tables into a directory of their own and lends it. */
export const inDirectory = async <A>(
  tables: OlistTables,
  use: (directory: string) => Promise<A>,
  lineEnd = '\n',
): Promise<A> => {
  const directory = await mkdtemp(join(tmpdir(), 'comptoir-olist-'))
  try {
    for (const [name, lines] of Object.entries(tables) as Array<[keyof OlistTables, Array<string> | null]>) {
      if (lines !== null) {
        await writeFile(join(directory, fileOf[name]), lines.map((line) => line + lineEnd).join(''))
      }
    }
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
