import fc from 'fast-check'
import { payout } from '../../src/domain/payout/index.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { statement } from '../../src/domain/statement/index.js'
import { owedBy } from '../support/aggregateLaws.js'
import { moneyCommandSamples, termsJson, transactionJson } from '../support/moneySamples.js'
import * as payouts from '../support/payouts.js'
import * as settlements from '../support/settlements.js'
import { commandOf } from '../support/spec.js'

const some = <C>(command: fc.Arbitrary<C>) => fc.array(command, { minLength: 1, maxLength: 15 })
const amount = fc.constantFrom('0', '1', '2500', '2999', '5499')
const times = fc.constantFrom(
  '2026-03-02T10:00:00.000Z',
  '2026-03-10T10:00:00.000Z',
  '2026-05-10T10:00:00.000Z',
)

owedBy(
  settlement,
  some(
    fc.oneof(
      fc.constantFrom(
        settlements.open(),
        settlements.open({ terms: termsJson }),
        settlements.openCase('c1'),
        settlements.openCase('c2'),
      ),
      fc.tuple(fc.constantFrom('c1', 'c2'), times).map(([id, at]) => settlements.closeCase(id, at)),
      times.map(settlements.settle),
      times.map(settlements.releaseReserve),
      fc
        .tuple(fc.constantFrom('r1', 'r2', 'r3'), amount)
        .map(([id, minor]) => settlements.settleRefund(id, minor)),
      fc
        .tuple(fc.constantFrom('b1', 'b2'), amount)
        .map(([id, minor]) => settlements.settleChargeback(id, minor)),
    ),
  ),
  // A case may have been over before the day on which its order settles.
  ['OrderSettled', 'CreatorSharesReleased'],
)

const statementData = (type: string, more: object = {}) => ({
  type,
  data: { ...(moneyCommandSamples[type]?.data as object), ...more },
})
const statementCommand = (type: string, more: object = {}, at?: string) =>
  commandOf(statement.commands, { ...statementData(type, more), ...(at === undefined ? {} : { at }) })

owedBy(
  statement,
  some(
    fc.oneof(
      fc
        .constantFrom('o1/order', 'o2/order', 'o3/refund/r1')
        .map((transactionId) =>
          statementCommand('AddStatementLine', { transaction: { ...transactionJson, transactionId } }),
        ),
      fc
        .tuple(
          fc.constantFrom('a1', 'a2'),
          fc.constantFrom('-1', '0', '7'),
          fc.constantFrom('REBATE', ' 　', 'new'),
        )
        .map(([adjustmentId, amountMinor, adjustmentType]) =>
          statementCommand('AdjustStatement', { adjustmentId, amountMinor, adjustmentType }),
        ),
      times.map((at) => statementCommand('CloseStatement', {}, at)),
    ),
  ),
)

const entry = fc
  .tuple(
    fc.constantFrom('STATEMENT', 'CARRIED_OVER', 'FAILED', 'RETURNED', 'ARRIVED_AFTER_ALL'),
    fc.constantFrom('a', 'b'),
    fc.constantFrom('-300', '0', '99', '5000'),
  )
  .map(([kind, source, minor]) => payouts.entryJson(kind, source, minor))

owedBy(
  payout,
  some(
    fc.oneof(
      entry.map((each) => payouts.addEntry(each)),
      fc.constantFrom(payouts.cutOff(), payouts.cutOff('2026-03-12T00:00:00.000Z'), payouts.cutOff()),
      fc.constantFrom(payouts.hold(), payouts.releaseHold()),
      fc.integer({ min: 1, max: 3 }).map(payouts.attempt),
      fc.integer({ min: 1, max: 3 }).map(payouts.silence),
      fc.constantFrom('PROCESSING', 'PAID', 'FAILED', 'RETURNED').map((status) => payouts.notice(status)),
    ),
  ),
)
