import type { FeeKind } from '../domain/kernel/fee.js'

/**
 * Where money is, or whose it is. `bank`: the platform's money at its bank. `buyer_funds_held`: paid by buyers, not yet
 * delivered. `seller_pending`: delivered, not yet settled. `seller_payable`: settled, to be paid. `seller_reserved`: settled,
 * withheld. `seller_debt`: what the seller owed at its last day of payout, negative. `payouts_in_transit`: given to the bank for the seller.
 * `platform_fees`: earned by the platform. `platform_discounts`: what it gave away to buyers. `creators`: owed to creators.
 * `shipping`: owed to carriers. `taxes`: owed to the treasury. `adjustments`: what the platform gave to sellers beside
 * their orders, or took, and what chargebacks cost it.
 */
export const accounts = [
  'bank',
  'buyer_funds_held',
  'seller_pending',
  'seller_payable',
  'seller_reserved',
  'seller_debt',
  'payouts_in_transit',
  'platform_fees',
  'platform_discounts',
  'creators',
  'shipping',
  'taxes',
  'adjustments',
] as const
export type Account = (typeof accounts)[number]

/** The accounts whose sum is what the platform owes a seller for what was delivered and not paid out. */
export const owedToSeller: ReadonlyArray<Account> = [
  'seller_pending',
  'seller_payable',
  'seller_reserved',
  'seller_debt',
  'payouts_in_transit',
]

const PLATFORM = 'platform'

/** A seller's id, a creator's, or `platform`. */
export const ownerOf = (account: Account, sellerId: string, creatorId?: string): string => {
  switch (account) {
    case 'bank':
    case 'platform_discounts':
      return PLATFORM
    case 'creators':
      return creatorId ?? sellerId
    case 'buyer_funds_held':
    case 'seller_pending':
    case 'seller_payable':
    case 'seller_reserved':
    case 'seller_debt':
    case 'payouts_in_transit':
    case 'platform_fees':
    case 'shipping':
    case 'taxes':
    case 'adjustments':
      return sellerId
  }
}

/** Whom a fee is for. */
export const accountOf = (kind: FeeKind): Account => {
  switch (kind) {
    case 'PLATFORM_COMMISSION':
    case 'REFERRAL_FEE':
    case 'PROGRAMME_FEE':
    case 'TRANSACTION_FEE':
    case 'FEE_PER_ITEM_SOLD':
    case 'REFUND_ADMINISTRATION_FEE':
    case 'SELLER_SHIPPING_SERVICE_FEE':
    case 'CAMPAIGN_SERVICE_FEE':
      return 'platform_fees'
    case 'AFFILIATE_COMMISSION':
    case 'AFFILIATE_ADS_COMMISSION':
    case 'AFFILIATE_PARTNER_COMMISSION':
      return 'creators'
    case 'FEE_TAX':
    case 'VAT':
    case 'INCOME_TAX':
      return 'taxes'
    case 'ACTUAL_SHIPPING_FEE':
      return 'shipping'
  }
}
