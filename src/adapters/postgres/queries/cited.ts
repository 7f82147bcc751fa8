import type { RuleCited } from '../../../application/moneyViews.js'
import type { Row } from './reader.js'
import { count, money, optional, optionalCount, optionalMoney, present, text } from './row.js'

/** The columns of a rule, in every table that cites one. */
export const citedSql =
  'rule_id, rule_version, rate_bps, base, base_minor, result_minor, rounded_by, included_tax_bps, cap_minor'

/** The rule behind a row, where there is one. */
export const ruleIn = (row: Row): RuleCited | undefined =>
  optional(row, 'rule_id') === undefined
    ? undefined
    : {
        ruleId: text(row, 'rule_id'),
        version: count(row, 'rule_version'),
        rateBps: count(row, 'rate_bps'),
        of: text(row, 'base'),
        base: money(row, 'base_minor'),
        result: money(row, 'result_minor'),
        roundedBy: count(row, 'rounded_by'),
        ...present({
          includedTaxBps: optionalCount(row, 'included_tax_bps'),
          cap: optionalMoney(row, 'cap_minor'),
        }),
      }
