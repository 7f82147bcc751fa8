import { describe, test } from 'vitest'
import { addEntry, added, entryJson, givenPayout, opened, payoutId } from '../../support/payouts.js'
import { givenSettlement, open, settleRefund, transactionOfJson } from '../../support/settlements.js'
import * as settlements from '../../support/settlements.js'
import { statementCommands } from '../../../src/domain/statement/commands.js'
import { statement } from '../../../src/domain/statement/index.js'
import { commandOf, specFor } from '../../support/spec.js'

const MOST = '999999999999999999'
const line = (part: string, amountMinor: string) => ({ part, name: 'x', amountMinor })
/** Each amount may be stored, and so may their sum; a part of it may not. */
const unevenly = [line('REVENUE', MOST), line('REVENUE', '1'), line('FEE_TAX', '-1')]

describe('what is too much in one of its parts, though not in all, is refused when it comes:', () => {
  test('the revenue of an order', () => {
    givenSettlement()
      .when(open({ lines: unevenly }))
      .thenRefused({ type: 'SettlementOverflows', orderId: 'o1' })
  })

  test('the revenue of a refund', () => {
    givenSettlement(settlements.opened(), settlements.settled())
      .when(settleRefund('r1', '1', { lines: unevenly }))
      .thenRefused({ type: 'SettlementOverflows', orderId: 'o1' })
  })

  test('what the first line of a statement makes payable', () => {
    const lines = [line('REVENUE', MOST), line('RESERVE', '1')]
    const transaction = transactionOfJson('order', 'ORDER', lines)
    const statementId = 's1.2026-03-10.EUR'
    const day = { sellerId: 's1', market: 'FR', date: '2026-03-10', currency: 'EUR' }
    specFor(statement)()
      .when(
        commandOf(statementCommands, {
          type: 'AddStatementLine',
          data: { ...day, statementId, orderId: 'o1', transaction },
        }),
      )
      .thenRefused({ type: 'StatementOverflows', statementId })
  })

  test('what is carried into a payout', () => {
    const carried = entryJson('CARRIED_OVER', 'a', MOST)
    givenPayout(opened(), added(carried), added(entryJson('STATEMENT', 'b', `-${MOST}`)))
      .when(addEntry(entryJson('CARRIED_OVER', 'c', '1')))
      .thenRefused({ type: 'PayoutOverflows', payoutId })
  })
})
