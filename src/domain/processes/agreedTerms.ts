import { left, right, type Either } from '../../fp.js'
import type { SellerTerms } from '../kernel/sellerTerms.js'
import type { Instant } from '../kernel/time.js'
import type { Seller } from '../seller/state.js'
import { termsFor, type TermsTable } from '../settlement/terms.js'
import type { CannotReact } from './process.js'

interface Facts {
  readonly sellerId: string
  readonly market: string
  readonly at: Instant
}

/** What was agreed with the seller itself and is in force, else what the table says. */
export const agreedTerms = (
  table: TermsTable,
  seller: Seller,
  facts: Facts,
): Either<CannotReact, SellerTerms> => {
  const { sellerId, market, at } = facts
  const own = seller.status === 'NONE' ? [] : seller.terms
  const rows = own.map(({ validFrom, terms }) => ({ ...terms, sellerId, validFrom }))
  const terms = termsFor([...rows, ...table], facts)
  return terms === undefined
    ? left({ type: 'SellerTermsMissing', detail: `no terms for ${sellerId} in ${market} at ${at}` })
    : right(terms)
}
