import type { Movement, Step } from '../../application/trail.js'
import type { RuleCited, StatementDetail } from '../../application/moneyViews.js'
import type { DetailRow, PostingRow, ToldDetails, ToldStep } from '../../application/trail.js'

type Cited = Pick<
  DetailRow,
  | 'ruleId'
  | 'ruleVersion'
  | 'rateBps'
  | 'base'
  | 'baseMinor'
  | 'resultMinor'
  | 'roundedBy'
  | 'includedTaxBps'
  | 'capMinor'
>

const ruleOf = (row: Cited, currency: string): { readonly rule?: RuleCited } =>
  row.ruleId === null
    ? {}
    : {
        rule: {
          ruleId: row.ruleId,
          version: row.ruleVersion ?? 0,
          rateBps: row.rateBps ?? 0,
          of: row.base ?? '',
          base: { minor: row.baseMinor ?? 0n, currency },
          result: { minor: row.resultMinor ?? 0n, currency },
          roundedBy: row.roundedBy ?? 0,
          ...(row.includedTaxBps === null ? {} : { includedTaxBps: row.includedTaxBps }),
          ...(row.capMinor === null ? {} : { cap: { minor: row.capMinor, currency } }),
        },
      }

const movementOf = (row: PostingRow): Movement => ({
  posting: row.posting,
  account: row.account,
  owner: row.owner,
  amount: { minor: row.amountMinor, currency: row.currency },
  ...(row.feeKind === null ? {} : { feeKind: row.feeKind }),
  ...(row.skuId === null ? {} : { skuId: row.skuId }),
  ...ruleOf(row, row.currency),
})

const byPlace = (a: PostingRow, b: PostingRow): number =>
  a.position === b.position ? a.posting - b.posting : a.position < b.position ? -1 : 1

/** Rows of the ledger as the events that they are of, in the order of the log. */
export const stepsOfRows = (rows: ReadonlyArray<PostingRow>): ReadonlyArray<ToldStep> => {
  const steps: Array<ToldStep> = []
  let last: { readonly position: Step['position']; readonly movements: Array<Movement> } | undefined
  for (const row of rows.toSorted(byPlace)) {
    const { eventId, eventType, position, occurredAt, transactionId, orderId, periodId } = row
    if (last?.position !== position) {
      const movements: Array<Movement> = []
      const stated = transactionId === null ? {} : { transactionId }
      steps.push({
        orderId,
        periodId,
        step: { eventId, eventType, position, occurredAt, ...stated, movements },
      })
      last = { position, movements }
    }
    last.movements.push(movementOf(row))
  }
  return steps
}

const detailOf = (row: DetailRow, currency: string): StatementDetail => ({
  part: row.part,
  name: row.name,
  ...(row.skuId === null ? {} : { skuId: row.skuId }),
  amount: { minor: row.amountMinor, currency },
  ...ruleOf(row, currency),
})

/** Rows of amounts as the lines of statements that they are of. */
export const detailsOfRows = (
  rows: ReadonlyArray<DetailRow>,
  currencyOf: (statementId: string) => string,
): ReadonlyArray<ToldDetails> => {
  const lines = new Map<string, ToldDetails & { readonly details: Array<StatementDetail> }>()
  for (const row of rows.toSorted((a, b) => a.detail - b.detail)) {
    const { statementId, line } = row
    const name = `${statementId}/${line}`
    const known = lines.get(name)
    const detail = detailOf(row, currencyOf(statementId))
    if (known === undefined) lines.set(name, { statementId, line, details: [detail] })
    else known.details.push(detail)
  }
  return [...lines.values()]
}
