import type { RuleCited } from '../../../application/moneyViews.js'
import type { Movement, ToldDetail, ToldStep } from '../../../application/trail.js'
import { currencyOf } from '../../../domain/kernel/accountIds.js'
import * as columnar from './columnar.js'
import type { Row } from './reader.js'
import { epochMsSql } from './row.js'

const { columnSql } = columnar

const CITED = 'rule_id IS NOT NULL'

const ruleSql = [
  columnSql('r_id', 'rule_id', CITED),
  columnSql('r_version', 'rule_version', CITED),
  columnSql('r_rate', 'rate_bps', CITED),
  columnSql('r_of', 'base', CITED),
  columnSql('r_base', 'base_minor::text', CITED),
  columnSql('r_result', 'result_minor::text', CITED),
  columnSql('r_rounded', 'rounded_by', CITED),
  columnSql('r_tax', 'included_tax_bps', CITED),
  columnSql('r_cap', 'cap_minor::text', CITED),
]

/** The rules of the rows that cite one, one after the other. */
const rulesIn = (row: Row): ((i: number, currency: string) => RuleCited) => {
  const [ids, of] = [columnar.textsIn(row, 'r_id'), columnar.textsIn(row, 'r_of')]
  const versions = columnar.countsIn(row, 'r_version')
  const rates = columnar.countsIn(row, 'r_rate')
  const bases = columnar.textsIn(row, 'r_base')
  const results = columnar.textsIn(row, 'r_result')
  const rounded = columnar.countsIn(row, 'r_rounded')
  const taxes = columnar.optionalCountsIn(row, 'r_tax')
  const caps = columnar.optionalTextsIn(row, 'r_cap')
  return (i, currency) => {
    const [tax, cap] = [taxes[i] ?? undefined, caps[i] ?? undefined]
    return {
      ruleId: ids[i] ?? '',
      version: versions[i] ?? 0,
      rateBps: rates[i] ?? 0,
      of: of[i] ?? '',
      base: { minor: BigInt(bases[i] ?? 0), currency },
      result: { minor: BigInt(results[i] ?? 0), currency },
      roundedBy: rounded[i] ?? 0,
      ...(tax === undefined ? {} : { includedTaxBps: tax }),
      ...(cap === undefined ? {} : { cap: { minor: BigInt(cap), currency } }),
    }
  }
}

// Postings come in the order of the ledger; the first of an event tells once what is told of the event.
const FIRST = 'posting = 0'

export const stepColumns = [
  columnSql('position', 'position::text', FIRST),
  columnSql('event_id', 'event_id', FIRST),
  columnSql('event_type', 'event_type', FIRST),
  columnSql('occurred_ms', epochMsSql('occurred_at'), FIRST),
  columnSql('order_id', 'order_id', FIRST),
  columnSql('period_id', 'period_id', FIRST),
  columnSql('transaction_id', 'transaction_id', FIRST),
  columnSql('currency', 'currency', FIRST),
  columnSql('p_posting', 'posting'),
  columnSql('p_account', 'account'),
  columnSql('p_owner', 'owner'),
  columnSql('p_amount', 'amount_minor::text'),
  columnSql('p_cited', CITED),
  columnSql('c_sku', 'sku_id', CITED),
  columnSql('c_kind', 'fee_kind', CITED),
  ...ruleSql,
].join(', ')

interface Making {
  readonly told: ToldStep
  readonly movements: Array<Movement>
  readonly currency: string
}

const eventsIn = (row: Row): ReadonlyArray<Making> => {
  const ids = columnar.textsIn(row, 'event_id')
  const types = columnar.textsIn(row, 'event_type')
  const occurred = columnar.instantsIn(row, 'occurred_ms')
  const orders = columnar.optionalTextsIn(row, 'order_id')
  const periods = columnar.optionalTextsIn(row, 'period_id')
  const transactions = columnar.optionalTextsIn(row, 'transaction_id')
  const currencies = columnar.textsIn(row, 'currency')
  const positions = columnar.textsIn(row, 'position')
  return occurred.map((occurredAt, i) => {
    const movements: Array<Movement> = []
    const transactionId = transactions[i] ?? undefined
    const event = {
      eventId: ids[i] ?? '',
      eventType: types[i] ?? '',
      position: BigInt(positions[i] ?? 0),
      occurredAt,
    }
    const step =
      transactionId === undefined ? { ...event, movements } : { ...event, transactionId, movements }
    return {
      told: { orderId: orders[i] ?? null, periodId: periods[i] ?? null, step },
      movements,
      currency: currencies[i] ?? '',
    }
  })
}

/** The events of these postings, in the order of the log. */
export const stepsIn = (row: Row): ReadonlyArray<ToldStep> => {
  const events = eventsIn(row)
  const accounts = columnar.textsIn(row, 'p_account')
  const owners = columnar.textsIn(row, 'p_owner')
  const amounts = columnar.textsIn(row, 'p_amount')
  const cited = columnar.flagsIn(row, 'p_cited')
  const skus = columnar.optionalTextsIn(row, 'c_sku')
  const kinds = columnar.optionalTextsIn(row, 'c_kind')
  const ruleAt = rulesIn(row)
  let [at, c] = [-1, 0]
  for (const [i, posting] of columnar.countsIn(row, 'p_posting').entries()) {
    if (posting === 0) at++
    const event = events[at]
    const isCited = cited[i] === true
    const rule = isCited ? c++ : 0
    if (event === undefined) continue
    const { currency, movements } = event
    const amount = { minor: BigInt(amounts[i] ?? 0), currency }
    const movement = { posting, account: accounts[i] ?? '', owner: owners[i] ?? '', amount }
    if (!isCited) movements.push(movement)
    else {
      const [skuId, feeKind] = [skus[rule] ?? undefined, kinds[rule] ?? undefined]
      movements.push({
        ...movement,
        ...(feeKind === undefined ? {} : { feeKind }),
        ...(skuId === undefined ? {} : { skuId }),
        rule: ruleAt(rule, currency),
      })
    }
  }
  return events.map(({ told }) => told)
}

export const detailColumns = [
  columnSql('statement_id', 'statement_id'),
  columnSql('line', 'line'),
  columnSql('part', 'part'),
  columnSql('name', 'name'),
  columnSql('sku_id', 'sku_id'),
  columnSql('amount', 'amount_minor::text'),
  columnSql('cited', CITED),
  ...ruleSql,
].join(', ')

/** The amounts of lines of statements, in the order of the lines and of each line's amounts. */
export const detailsIn = (row: Row): ReadonlyArray<ToldDetail> => {
  const lines = columnar.countsIn(row, 'line')
  const parts = columnar.textsIn(row, 'part')
  const names = columnar.textsIn(row, 'name')
  const skus = columnar.optionalTextsIn(row, 'sku_id')
  const amounts = columnar.textsIn(row, 'amount')
  const cited = columnar.flagsIn(row, 'cited')
  const ruleAt = rulesIn(row)
  let c = 0
  return columnar.textsIn(row, 'statement_id').map((statementId, i) => {
    const skuId = skus[i] ?? undefined
    const currency = currencyOf(statementId)
    const amount = { minor: BigInt(amounts[i] ?? 0), currency }
    const named = { part: parts[i] ?? '', name: names[i] ?? '', amount }
    const detail = skuId === undefined ? named : { ...named, skuId }
    const line = lines[i] ?? 0
    return cited[i] === true
      ? { statementId, line, detail: { ...detail, rule: ruleAt(c++, currency) } }
      : { statementId, line, detail }
  })
}
