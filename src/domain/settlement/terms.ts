import type { SellerTerms } from '../kernel/sellerTerms.js'
import { instantOf, type Instant } from '../kernel/time.js'

/** A row of a terms table: terms, and whom and when they are for. */
export interface TermsRow extends SellerTerms {
  /** Absent: all sellers that have no row of their own. */
  readonly sellerId?: string
  /** Absent: all markets that have no row of their own. */
  readonly market?: string
  readonly validFrom: Instant
}

export type TermsTable = ReadonlyArray<TermsRow>

interface Facts {
  readonly sellerId: string
  readonly market: string
  readonly at: Instant
}

const prevails = (a: TermsRow, b: TermsRow): boolean => {
  if ((a.sellerId === undefined) !== (b.sellerId === undefined)) return a.sellerId !== undefined
  if ((a.market === undefined) !== (b.market === undefined)) return a.market !== undefined
  if (a.validFrom !== b.validFrom) return a.validFrom > b.validFrom
  return a.termsVersion > b.termsVersion
}

/** The terms in force: a seller's own before the market's, those before everybody's; the latest valid ones. */
export const termsFor = (table: TermsTable, { sellerId, market, at }: Facts): SellerTerms | undefined => {
  const inForce = table.filter(
    (row) =>
      (row.sellerId === undefined || row.sellerId === sellerId) &&
      (row.market === undefined || row.market === market) &&
      row.validFrom <= at,
  )
  const best = inForce.reduce<TermsRow | undefined>(
    (chosen, row) => (chosen === undefined || prevails(row, chosen) ? row : chosen),
    undefined,
  )
  if (best === undefined) return undefined
  const { sellerId: _sellerId, market: _market, validFrom: _from, ...terms } = best
  return terms
}

// Source: no official figure for Europe was found: eight days is what sellers report for the standard tier. One unit of
// the currency is what TikTok Shop pays at least. Creators are paid 15 days after delivery.
const standard: TermsRow = {
  termsId: 'standard',
  termsVersion: 1,
  settleAfterDays: 8,
  reserveRateBps: 0,
  reserveDays: 0,
  creatorDays: 15,
  payoutEvery: 'DAY',
  payoutDay: 1,
  payoutHoldDays: 0,
  payoutMinimumMinor: 100n,
  validFrom: instantOf(0),
}

/**
 * What holds for sellers with whom nothing else was agreed. Data: a change is a new row with a later `validFrom`. What was
 * agreed with one seller is told by its own events, and goes before.
 */
export const sellerTerms: TermsTable = [standard]
