/** A row of a page of books: words at the left, an amount right of them, and what explains it behind. */
export interface BookRow {
  readonly words: string
  readonly amount?: string
  readonly why?: string
}

/** Rows with their amounts under each other; lines that only tell something have none. */
export const bookLines = (rows: ReadonlyArray<BookRow>): ReadonlyArray<string> => {
  const withAmounts = rows.filter(({ amount }) => amount !== undefined)
  const words = Math.max(0, ...withAmounts.map((row) => row.words.length))
  const amounts = Math.max(0, ...withAmounts.map(({ amount }) => amount?.length ?? 0))
  return rows.map(({ words: text, amount, why = '' }) =>
    amount === undefined
      ? `${text}${why === '' ? '' : `  ${why}`}`
      : `${text.padEnd(words)}  ${amount.padStart(amounts)}  ${why}`.trimEnd(),
  )
}

/** The line above a sum. */
export const ruler = (amount: string): BookRow => ({ words: '', amount: '-'.repeat(amount.length) })
