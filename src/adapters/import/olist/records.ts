/** A record of one or more lines, or a line that belongs to none. */
export type Piece =
  | { readonly line: number; readonly text: string; readonly broken?: never }
  | { readonly line: number; readonly text: string; readonly broken: string }

/** The longest real ones are reviews, whose comments may have line breaks. */
const RECORD_LINES_MAX = 100

const hasOpenQuote = (text: string): boolean => {
  let open = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) open = !open
  return open
}

/**
 * Joins lines into records: a line with an odd number of quotation marks opens a field that ends on a later line. Where
 * that leads nowhere, only the line that opened it is given up and the next line begins anew: a stray quotation mark
 * must not swallow the rows after it. `firstLine` is the number of the first line; `isRow` tells whether several lines
 * together make a row.
 */
export const recordJoiner = (firstLine: number, isRow: (text: string) => boolean) => {
  let open: Array<string> = []
  let line = firstLine - 1
  /** Of no matter at the end of the file; before a row, there may have been another row. */
  const blanks: Array<number> = []

  const push = (text: string, pieces: Array<Piece>): void => {
    line += 1
    if (open.length === 0 && text === '') {
      blanks.push(line)
      return
    }
    for (const blank of blanks.splice(0)) pieces.push({ line: blank, text: '', broken: 'is a blank line' })
    if (open.length === 0 && !hasOpenQuote(text)) {
      pieces.push({ line, text })
      return
    }
    open.push(text)
    if (open.length > 1 && hasOpenQuote(text)) {
      const whole = open.join('\n')
      if (!isRow(whole)) {
        giveUp(
          pieces,
          `a quotation mark is opened here, and closed on line ${line} in the midst of another row`,
        )
        return
      }
      pieces.push({ line: line - open.length + 1, text: whole })
      open = []
    } else if (open.length === RECORD_LINES_MAX) {
      giveUp(pieces, `a quotation mark is opened here, and not closed within ${RECORD_LINES_MAX} lines`)
    }
  }

  const giveUp = (pieces: Array<Piece>, broken: string): void => {
    const [first = '', ...rest] = open
    line -= rest.length
    pieces.push({ line, text: first, broken })
    open = []
    for (const text of rest) push(text, pieces)
  }

  return {
    push: (lines: ReadonlyArray<string>): ReadonlyArray<Piece> => {
      const pieces: Array<Piece> = []
      for (const text of lines) push(text, pieces)
      return pieces
    },
    end: (): ReadonlyArray<Piece> => {
      const pieces: Array<Piece> = []
      while (open.length > 0) {
        giveUp(pieces, 'a quotation mark is opened here and never closed: the file may have been cut off')
      }
      return pieces
    },
  }
}
