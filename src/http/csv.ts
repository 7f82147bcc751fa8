import type { StatementLineView } from '../application/moneyViews.js'

/**
 * A cell as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an apostrophe before it: transaction types may
 * come from outside.
 */
const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const row = (cells: ReadonlyArray<string>): string => `${cells.join(',')}\r\n`

/** Amounts are integer minor units of the row's currency. */
const columns: Readonly<Record<string, (line: StatementLineView) => string>> = {
  line: ({ line }) => `${line}`,
  transactionId: ({ transactionId }) => cell(transactionId),
  type: ({ type }) => cell(type),
  orderId: ({ orderId = '' }) => cell(orderId),
  currency: ({ currency }) => cell(currency),
  revenueMinor: ({ revenue }) => `${revenue.minor}`,
  shippingMinor: ({ shipping }) => `${shipping.minor}`,
  feeTaxMinor: ({ feeTax }) => `${feeTax.minor}`,
  adjustmentMinor: ({ adjustment }) => `${adjustment.minor}`,
  settlementMinor: ({ settlement }) => `${settlement.minor}`,
  reserveMinor: ({ reserve }) => `${reserve.minor}`,
  payableMinor: ({ payable }) => `${payable.minor}`,
  eventId: ({ eventId }) => cell(eventId),
  occurredAt: ({ occurredAt }) => cell(occurredAt),
}

/** The names of the columns, then one row for each line. */
export const csvOfLines = (lines: ReadonlyArray<StatementLineView>): string =>
  [row(Object.keys(columns)), ...lines.map((line) => row(Object.values(columns).map((of) => of(line))))].join(
    '',
  )
