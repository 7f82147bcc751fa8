import type { Found } from './loadOrders.js'

/** What is known of an item row that belongs to no known order; nothing if it could not be read. */
export interface Stray {
  readonly line: number
  readonly orderId?: string
  readonly number?: number
}

/**
 * Watches the rows of items for those that belong to no known order, because such a row may be a line of one that is
 * known. The rows of an order stand together, so it can only be the order before or after it: both are suspects. Rows
 * that are 1, 2, … of the same unknown order are wholly that order's and raise no suspicion: a first line that is
 * missing elsewhere shows as a gap there.
 */
export const strayWatch = () => {
  const suspects = new Map<number, number>()
  const finished = new Set<Found>()
  let before: Found
  let last: Stray | undefined
  /** The first row of the run of strays that could be somebody's. */
  let doubtful: Stray | undefined
  let firstDoubtful: number | undefined
  let scattered = false

  const suspect = (order: Found): void => {
    if (typeof order === 'number' && doubtful && !suspects.has(order)) suspects.set(order, doubtful.line)
  }
  const closeRun = (after: Found): void => {
    suspect(before)
    suspect(after)
    last = undefined
    doubtful = undefined
  }

  return {
    known: (order: Exclude<Found, undefined>): void => {
      closeRun(order)
      if (order === before) return
      if (order !== 'rejected' && finished.has(order)) scattered = true
      finished.add(before)
      before = order
    },
    stray: (row: Stray): void => {
      const follows = row.number === (row.orderId === last?.orderId ? (last?.number ?? 0) + 1 : 1)
      last = row
      if (row.orderId !== undefined && follows) return
      doubtful ??= row
      firstDoubtful ??= row.line
    },
    /**
     * The orders that may lack a line, each with the line of the row that may be theirs. `undecidable`: the line of such
     * a row where the rows of an order do not stand together, so that it could be anybody's.
     */
    end: (): {
      readonly suspects: ReadonlyMap<number, number>
      readonly undecidable: number | undefined
    } => {
      closeRun(undefined)
      return { suspects, undecidable: scattered ? firstDoubtful : undefined }
    },
  }
}
