import { writeFile } from 'node:fs/promises'

export type Reason =
  | 'malformed row'
  | 'repeated row'
  | 'key is not unique'
  | 'unknown order'
  | 'unknown product'
  | 'unknown seller'
  | 'unknown customer'
  | 'order without lines'
  | 'order with a rejected row'
  | 'order may lack a line'
  | 'order too large'
  | 'order was never paid'
  | 'no time known'
  | 'refused'

/** A row, or what was made of several, that was not taken. `line` counts from 1, the header being line 1. */
export interface Reject {
  readonly file: string
  readonly line: number
  /** The row's key columns, joined by `/`. */
  readonly key: string
  readonly reason: Reason
  /** Which rule it breaks, or whose fault it is. */
  readonly detail?: string
}

export interface RejectReport {
  readonly rejects: ReadonlyArray<Reject>
  /** How many of each reason, also of those that are not listed. */
  readonly byReason: ReadonlyMap<Reason, number>
  /** The list ends somewhere: a file of another kind altogether must not fill the memory. */
  readonly unlisted: number
}

export interface RejectCollector extends RejectReport {
  readonly add: (reject: Reject) => void
}

const LISTED_MAX = 100_000
const TEXT_MAX = 200

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD').slice(0, TEXT_MAX)

/** Collects rejects while an import goes on. */
export const rejectReport = (): RejectCollector => {
  const rejects: Array<Reject> = []
  const byReason = new Map<Reason, number>()
  let unlisted = 0
  return {
    rejects,
    byReason,
    get unlisted() {
      return unlisted
    },
    add: (reject) => {
      byReason.set(reject.reason, (byReason.get(reject.reason) ?? 0) + 1)
      if (rejects.length >= LISTED_MAX) unlisted += 1
      else {
        const { detail } = reject
        const text = detail === undefined ? {} : { detail: printable(detail) }
        rejects.push({ ...reject, key: printable(reject.key), ...text })
      }
    },
  }
}

// Spreadsheets take a text that begins like this for a formula.
const FORMULA = /^[=+\-@\t]/

const cell = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** Writes the rejects as a table of comma-separated values: file, line, key, reason. */
export const writeRejects = async (path: string, rejects: ReadonlyArray<Reject>): Promise<void> => {
  const lines = rejects.map(({ file, line, key, reason, detail }) =>
    [cell(file), line, cell(key), cell(detail === undefined ? reason : `${reason}: ${detail}`)].join(','),
  )
  await writeFile(path, ['file,line,key,reason', ...lines, ''].join('\n'))
}
