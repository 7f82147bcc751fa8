import { StatementId } from '../kernel/accountIds.js'
import { closed, text } from '../kernel/codec.js'
import { OrderId } from '../kernel/ids.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { SignedMinor } from '../kernel/money.js'
import { Transaction } from '../kernel/transaction.js'
import { period } from './events.js'

const definitions = [
  command(
    'AddStatementLine',
    closed('AddStatementLineData', { ...period, orderId: OrderId, transaction: Transaction }, {}),
  ),
  /** `adjustmentType` may come as it is told outside: it is normalised, and kept if it is not known. */
  command(
    'AdjustStatement',
    closed(
      'AdjustStatementData',
      { ...period, adjustmentId: text(1, 120), adjustmentType: text(1, 100), amountMinor: SignedMinor },
      { relatedOrderId: OrderId, note: text(1, 500) },
    ),
  ),
  command('CloseStatement', closed('CloseStatementData', { statementId: StatementId }, {})),
]

export type StatementCommand = CommandOf<(typeof definitions)[number]>
export type StatementRequest = RequestOf<(typeof definitions)[number]>
export const statementCommands = commandCatalog<StatementCommand>(definitions)
