import type { ExportTotal } from '../../application/audit/recomputation.js'
import type { RecomputeRefusal } from '../../application/audit/recompute.js'
import { faultInWords } from '../../verify/words.js'
import { columns } from '../terminal.js'

/** Why an export is not taken, as the line that a person reads. */
export const refusalInWords = (refusal: RecomputeRefusal): string => {
  switch (refusal.type) {
    case 'ExportRefused': {
      const { at, fault } = refusal.refused
      return `refused${at === '' ? '' : ` (${at})`}: ${faultInWords(fault)}`
    }
    case 'EventUnreadable':
      return `the event ${refusal.eventId} cannot be read here: nothing is folded without it`
    case 'EventOfOther':
      return `the event ${refusal.eventId} is of another seller, ${refusal.sellerId}`
    case 'FigureDiffers': {
      const { at, column, told, found } = refusal
      const where = column === undefined ? at : `${at}, ${column}`
      return `${where}: told ${told ?? 'nothing'}, the events give ${found ?? 'nothing'}`
    }
  }
}

export const totalsScreen = (totals: ReadonlyArray<ExportTotal>): ReadonlyArray<string> =>
  totals.length === 0
    ? ['Nothing is of this period.']
    : columns([
        ['currency', 'statements', 'payableMinor', 'payouts', 'paidMinor', 'postings'],
        ...totals.map(({ currency, statements, payableMinor, payouts, paidMinor, postings }) => [
          currency,
          `${statements}`,
          `${payableMinor}`,
          `${payouts}`,
          `${paidMinor}`,
          `${postings}`,
        ]),
      ])
