/** What must agree, from the delivery to the bank. */
export const reconciliationChecks = [
  'BOOKS_BALANCE',
  'WALLET_IS_ITS_MOVEMENTS',
  'DELIVERED_IS_SETTLED',
  'SETTLED_IS_EARNED',
  'SETTLED_IS_STATED',
  'STATEMENT_IS_ITS_LINES',
  'ENTRY_IS_ITS_SOURCE',
  'PAYOUT_IS_ITS_ENTRIES',
  'PAID_IS_PLANNED',
] as const
export type ReconciliationCheck = (typeof reconciliationChecks)[number]

/** Two figures that must be the same and are not, and the first event after which they were not. */
export interface Difference {
  readonly check: ReconciliationCheck
  /** An order, transaction, statement or payout; of a wallet, its seller and currency. */
  readonly subject: string
  readonly currency: string
  readonly expectedMinor: bigint
  readonly foundMinor: bigint
  readonly eventId: string
}

/** Of whom two figures are, and the event after which they are compared. */
export type Compared = readonly [subject: string, currency: string, eventId: string]

/** Nothing where the two are the same. */
export const compared = (
  check: ReconciliationCheck,
  [subject, currency, eventId]: Compared,
  expectedMinor: bigint,
  foundMinor: bigint,
): ReadonlyArray<Difference> =>
  expectedMinor === foundMinor ? [] : [{ check, subject, currency, expectedMinor, foundMinor, eventId }]
