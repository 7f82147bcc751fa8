import type { StatementDetail } from '../../../application/moneyViews.js'
import type { Movement, ToldDetails, ToldStep } from '../../../application/trail.js'
import { currencyOf } from '../../../domain/kernel/accountIds.js'
import * as columnar from './columnar.js'
import type { Row } from './reader.js'
import { epochMsSql } from './row.js'
import { CITED, ruleSql, rulesIn } from './ruleColumns.js'

const { columnSql } = columnar

// Postings come in the order of the ledger; the first of an event tells once what is told of the event.
const FIRST = 'posting = 0'

export const stepColumns = [
  columnSql('position', 'position', FIRST),
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
  columnSql('p_amount', 'amount_minor'),
  columnSql('p_cited', CITED),
  columnSql('c_sku', 'sku_id', CITED),
  columnSql('c_kind', 'fee_kind', CITED),
  ...ruleSql,
].join(', ')

/** The events one by one, with their postings. */
const eventsIn = (row: Row): ((i: number, movements: ReadonlyArray<Movement>) => ReadonlyArray<ToldStep>) => {
  const ids = columnar.textsIn(row, 'event_id')
  const types = columnar.wordsIn(row, 'event_type')
  const occurred = columnar.instantsIn(row, 'occurred_ms')
  const orders = columnar.optionalTextsIn(row, 'order_id')
  const periods = columnar.optionalTextsIn(row, 'period_id')
  const transactions = columnar.optionalTextsIn(row, 'transaction_id')
  const positions = columnar.digitsIn(row, 'position')
  return (i, movements) => {
    const occurredAt = occurred[i]
    if (occurredAt === undefined) return []
    const [eventId, eventType] = [ids[i] ?? '', types[i] ?? '']
    const [position, transactionId] = [BigInt(positions[i] ?? 0), transactions[i] ?? undefined]
    const step =
      transactionId === undefined
        ? { eventId, eventType, position, occurredAt, movements }
        : { eventId, eventType, position, occurredAt, transactionId, movements }
    return [{ orderId: orders[i] ?? null, periodId: periods[i] ?? null, step }]
  }
}

/** The postings one after the other. */
const movementsIn = (row: Row): ((i: number, moneyOf: columnar.MoneyIn) => Movement) => {
  const postings = columnar.countsIn(row, 'p_posting')
  const accounts = columnar.wordsIn(row, 'p_account')
  const owners = columnar.wordsIn(row, 'p_owner')
  const amounts = columnar.digitsIn(row, 'p_amount')
  const cited = columnar.flagsIn(row, 'p_cited')
  const skus = columnar.optionalTextsIn(row, 'c_sku')
  const kinds = columnar.optionalTextsIn(row, 'c_kind')
  const ruleAt = rulesIn(row)
  let c = 0
  return (i, moneyOf) => {
    const [posting, account, owner] = [postings[i] ?? 0, accounts[i] ?? '', owners[i] ?? '']
    const amount = moneyOf.of(amounts[i] ?? 0)
    if (cited[i] !== true) return { posting, account, owner, amount }
    const [feeKind, skuId] = [kinds[c] ?? undefined, skus[c] ?? undefined]
    const rule = ruleAt(c++, moneyOf)
    if (feeKind !== undefined && skuId !== undefined)
      return { posting, account, owner, amount, feeKind, skuId, rule }
    const kind = feeKind === undefined ? {} : { feeKind }
    return { posting, account, owner, amount, ...kind, ...(skuId === undefined ? {} : { skuId }), rule }
  }
}

/** The events of these postings, in the order of the log. */
export const stepsIn = (row: Row): ReadonlyArray<ToldStep> => {
  const eventWith = eventsIn(row)
  const currencies = columnar.wordsIn(row, 'currency')
  const movementAt = movementsIn(row)
  let moneyOf = columnar.moneyIn('')
  return columnar.groupsIn(row, 'p_posting').flatMap((places, i) => {
    moneyOf = columnar.moneyIn(currencies[i] ?? '', moneyOf)
    return eventWith(
      i,
      places.map((place) => movementAt(place, moneyOf)),
    )
  })
}

// As with postings: the first amount of a line tells once which line it is.
const FIRST_OF_LINE = 'detail = 0'

export const detailColumns = [
  columnSql('statement_id', 'statement_id', FIRST_OF_LINE),
  columnSql('line', 'line', FIRST_OF_LINE),
  columnSql('d_detail', 'detail'),
  columnSql('d_part', 'part'),
  columnSql('d_name', 'name'),
  columnSql('d_sku', 'sku_id'),
  columnSql('d_amount', 'amount_minor'),
  columnSql('d_cited', CITED),
  ...ruleSql,
].join(', ')

/** The amounts one after the other. */
const amountsIn = (row: Row): ((i: number, moneyOf: columnar.MoneyIn) => StatementDetail) => {
  const parts = columnar.wordsIn(row, 'd_part')
  const names = columnar.wordsIn(row, 'd_name')
  const skus = columnar.optionalTextsIn(row, 'd_sku')
  const amounts = columnar.digitsIn(row, 'd_amount')
  const cited = columnar.flagsIn(row, 'd_cited')
  const ruleAt = rulesIn(row)
  let c = 0
  return (i, moneyOf) => {
    const skuId = skus[i] ?? undefined
    const [part, name, amount] = [parts[i] ?? '', names[i] ?? '', moneyOf.of(amounts[i] ?? 0)]
    const named = skuId === undefined ? { part, name, amount } : { part, name, skuId, amount }
    return cited[i] === true ? { ...named, rule: ruleAt(c++, moneyOf) } : named
  }
}

/** The lines of statements, each with its amounts in their order. */
export const detailsIn = (row: Row): ReadonlyArray<ToldDetails> => {
  const statements = columnar.wordsIn(row, 'statement_id')
  const lines = columnar.countsIn(row, 'line')
  const amountAt = amountsIn(row)
  let moneyOf = columnar.moneyIn('')
  return columnar.groupsIn(row, 'd_detail').map((places, i) => {
    const [statementId, line] = [statements[i] ?? '', lines[i] ?? 0]
    moneyOf = columnar.moneyIn(currencyOf(statementId), moneyOf)
    return { statementId, line, details: places.map((place) => amountAt(place, moneyOf)) }
  })
}
