import type { RuleCited } from '../../../application/moneyViews.js'
import * as columnar from './columnar.js'
import type { Row } from './reader.js'

const { columnSql } = columnar

export const CITED = 'rule_id IS NOT NULL'

/** Of the rows that cite a rule, which is a part of them. */
export const ruleSql = [
  columnSql('r_id', 'rule_id', CITED),
  columnSql('r_version', 'rule_version', CITED),
  columnSql('r_rate', 'rate_bps', CITED),
  columnSql('r_of', 'base', CITED),
  columnSql('r_base', 'base_minor', CITED),
  columnSql('r_result', 'result_minor', CITED),
  columnSql('r_rounded', 'rounded_by', CITED),
  columnSql('r_tax', 'included_tax_bps', CITED),
  columnSql('r_cap', 'cap_minor', CITED),
]

/** The rules of the rows that cite one. Rows next to each other that cite the same, as the two sides of a fee do, share it. */
export const rulesIn = (row: Row): ((i: number, moneyOf: columnar.MoneyIn) => RuleCited) => {
  const [ids, of] = [columnar.wordsIn(row, 'r_id'), columnar.wordsIn(row, 'r_of')]
  const versions = columnar.countsIn(row, 'r_version')
  const rates = columnar.countsIn(row, 'r_rate')
  const bases = columnar.digitsIn(row, 'r_base')
  const results = columnar.digitsIn(row, 'r_result')
  const rounded = columnar.countsIn(row, 'r_rounded')
  const taxes = columnar.optionalCountsIn(row, 'r_tax')
  const caps = columnar.optionalDigitsIn(row, 'r_cap')
  const columns = [results, bases, rounded, ids, versions, rates, of, taxes, caps]
  let before: { readonly rule: RuleCited; readonly moneyOf: columnar.MoneyIn } | undefined
  return (i, moneyOf) => {
    if (before?.moneyOf === moneyOf && columns.every((column) => column[i] === column[i - 1]))
      return before.rule
    const [tax, cap] = [taxes[i] ?? undefined, caps[i] ?? undefined]
    const rule = {
      ruleId: ids[i] ?? '',
      version: versions[i] ?? 0,
      rateBps: rates[i] ?? 0,
      of: of[i] ?? '',
      base: moneyOf.of(bases[i] ?? 0),
      result: moneyOf.of(results[i] ?? 0),
      roundedBy: rounded[i] ?? 0,
      ...(tax === undefined ? {} : { includedTaxBps: tax }),
      ...(cap === undefined ? {} : { cap: moneyOf.of(cap) }),
    }
    before = { rule, moneyOf }
    return rule
  }
}
