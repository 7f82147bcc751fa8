import type { SellerTerms } from '../../src/domain/kernel/sellerTerms.js'
import { epochMsOf, instantOf, type Instant } from '../../src/domain/kernel/time.js'
import type { TermsRow, TermsTable } from '../../src/domain/settlement/terms.js'
import type { Luck } from './luck.js'

/** What somebody wants: a request without its envelope. */
export interface Wish {
  readonly type: string
  readonly data: object
  /** It happened so long ago; absent: now. */
  readonly daysAgo?: number
}

export interface Shop {
  readonly sellerId: string
  readonly market: string
  readonly zone: string
  readonly currency: string
  readonly products: ReadonlyArray<{
    readonly productId: string
    readonly category: string
    readonly priceMinor: number
  }>
}

const places = [
  { market: 'DE', zone: 'Europe/Berlin', currency: 'EUR' },
  { market: 'FR', zone: 'Europe/Paris', currency: 'EUR' },
  { market: 'GB', zone: 'Europe/London', currency: 'GBP' },
  { market: 'US', zone: 'America/New_York', currency: 'USD' },
  { market: 'BR', zone: 'America/Sao_Paulo', currency: 'BRL' },
]

/** Before a rise of fees, before clocks change, at the end of a year, and on days like others. */
const begins = ['2026-01-03', '2026-03-20', '2026-10-16', '2026-12-19', '2026-05-04', '2026-08-24']

const categories = ['kitchen', 'electronics', 'jewellery', 'books']

/** Small and odd prices, where rounding shows, and great ones. */
const priceOf = ({ below, oneOf }: Luck): number =>
  oneOf([
    1 + below(12),
    50 + below(400),
    50 + 100 * below(40),
    50 + 100 * below(40),
    999 + below(9_000),
    105,
    1_050,
    100_000 + below(900_000),
    99_999_999,
  ])

const shopOf = (luck: Luck, nr: number): Shop => ({
  sellerId: `s${nr}`,
  ...luck.oneOf(places),
  products: Array.from({ length: luck.between(1, 3) }, (_, i) => ({
    productId: `p${nr}-${i}`,
    category: luck.oneOf(categories),
    priceMinor: priceOf(luck),
  })),
})

/** How a seller is settled and paid: daily, weekly or monthly, with and without a reserve, a rest and a minimum. */
const termsOf = (luck: Luck, termsId: string, termsVersion: number): SellerTerms => ({
  termsId,
  termsVersion,
  settleAfterDays: luck.oneOf([0, 1, 2, 8, 8, 15, 31]),
  reserveRateBps: luck.oneOf([0, 0, 1_000, 333, 10_000]),
  reserveDays: luck.oneOf([0, 3, 10, 30]),
  creatorDays: luck.oneOf([0, 5, 15, 31]),
  payoutEvery: luck.oneOf(['DAY', 'WEEK', 'WEEK', 'MONTH']),
  payoutDay: luck.between(1, 28),
  payoutHoldDays: luck.oneOf([0, 0, 1, 5]),
  payoutMinimumMinor: luck.oneOf([0n, 1n, 100n, 100n, 5_000n]),
})

const rowOf = (luck: Luck, { sellerId }: Shop): TermsRow => ({
  ...termsOf(luck, `terms-${sellerId}`, 1),
  sellerId,
  validFrom: instantOf(0),
})

/** Something else is agreed with a seller, from some day on. */
const agreement = (luck: Luck, { sellerId }: Shop, now: Instant): Wish => {
  const { payoutMinimumMinor, ...terms } = termsOf(luck, `agreed-${sellerId}`, 1 + luck.below(1_000_000))
  const validFrom = instantOf(epochMsOf(now) + luck.oneOf([0, 1, 86_400_000, 432_000_000]))
  const data = { sellerId, validFrom, terms: { ...terms, payoutMinimumMinor: String(payoutMinimumMinor) } }
  return { type: 'AgreeSellerTerms', data }
}

export interface Society {
  readonly begin: Instant
  readonly shops: ReadonlyArray<Shop>
  readonly terms: TermsTable
  readonly buyers: ReadonlyArray<string>
}

export const societyOf = (luck: Luck): Society => {
  const shops = Array.from({ length: luck.between(1, 3) }, (_, i) => shopOf(luck, i + 1))
  return {
    begin: instantOf(Date.parse(`${luck.oneOf(begins)}T00:00:00.000Z`) + luck.below(86_400_000)),
    shops,
    terms: shops.map((shop) => rowOf(luck, shop)),
    buyers: ['b1', 'b2', 'b3'],
  }
}

/** How a shop and its products come to be. */
export const openingOf = (luck: Luck, { products, ...shop }: Shop, now: Instant): ReadonlyArray<Wish> => {
  const { sellerId, currency } = shop
  const documents = ['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT'].map((kind) => ({
    kind,
    sha256: 'ab'.repeat(32),
  }))
  // For new ones, other fees hold.
  const daysAgo = luck.oneOf([0, 55, 90])
  const submit: Wish = { type: 'SubmitSellerForVerification', data: { sellerId, documents }, daysAgo }
  const reject: Wish = { type: 'RejectSeller', data: { sellerId, reasons: ['DOCUMENT_EXPIRED'] }, daysAgo }
  return [
    {
      type: 'RegisterSeller',
      data: { ...shop, legalForm: 'COMPANY', shopName: `Shop ${sellerId}` },
      daysAgo,
    },
    submit,
    ...(luck.strikes(200) ? [reject, submit] : []),
    { type: 'VerifySeller', data: { sellerId }, daysAgo },
    ...(luck.strikes(400) ? [agreement(luck, { ...shop, products }, now)] : []),
    ...products.flatMap(({ productId, category, priceMinor }) => [
      {
        type: 'ListProduct',
        data: {
          productId,
          sellerId,
          title: `Product ${productId}`,
          category,
          priceMinor: String(priceMinor),
          currency,
          stock: 100,
        },
      },
      { type: 'PutProductLive', data: { productId } },
    ]),
  ]
}

/** What sellers and the platform do beside orders. */
export const businessAsUsual = (luck: Luck, shop: Shop, now: Instant): Wish => {
  const { sellerId, currency } = shop
  const { productId } = luck.oneOf(shop.products)
  return luck.oneOf<Wish>([
    agreement(luck, shop, now),
    { type: 'SuspendSeller', data: { sellerId, reason: 'too many late shipments' } },
    { type: 'ReinstateSeller', data: { sellerId } },
    { type: 'ChangeProductPrice', data: { productId, priceMinor: String(priceOf(luck)), currency } },
    { type: 'CountProductStock', data: { productId, stock: luck.below(100) } },
    { type: 'TakeProductOffline', data: { productId } },
    { type: 'PutProductLive', data: { productId } },
    { type: 'RejectSeller', data: { sellerId, reasons: ['DOCUMENT_EXPIRED'] } },
  ])
}
