import * as t from 'io-ts'
import { isLeft, left, right, type Either } from '../../fp.js'
import { closed, integer, issuesOf, listOf, type Issue } from './codec.js'
import { FrozenRule } from './fee.js'
import type { FeeSchedule } from './feeSchedule.js'
import { Category, Market } from './market.js'
import { Instant } from './time.js'

const Scope = closed(
  'FeeRuleScope',
  { market: Market, validFrom: Instant },
  {
    category: Category,
    sellerNewerThanDays: integer(0, 100_000),
    outsideServiceLevel: t.literal(true),
    inCampaign: t.literal(true),
  },
)
const scopeNames = [
  'market',
  'validFrom',
  'category',
  'sellerNewerThanDays',
  'outsideServiceLevel',
  'inCampaign',
]
const Rows = listOf(t.UnknownRecord, 1, 10_000)

const partOf = (row: Readonly<Record<string, unknown>>, isScope: boolean) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => scopeNames.includes(name) === isScope))

/** A fee schedule from JSON: a list of rules as they are frozen into events, each with whom and when it is for. */
export const feeScheduleOf = (json: unknown): Either<ReadonlyArray<Issue>, FeeSchedule> => {
  const rows = Rows.decode(json)
  if (isLeft(rows)) return left(issuesOf(rows.left))
  const schedule: Array<FeeSchedule[number]> = []
  for (const [i, row] of rows.right.entries()) {
    const [scope, rule] = [Scope.decode(partOf(row, true)), FrozenRule.decode(partOf(row, false))]
    const wrong = [scope, rule].flatMap((part) => (isLeft(part) ? issuesOf(part.left) : []))
    if (isLeft(scope) || isLeft(rule))
      return left(wrong.map((issue) => ({ ...issue, pointer: `/${i}${issue.pointer}` })))
    schedule.push({ ...rule.right, ...scope.right })
  }
  return right(schedule)
}
