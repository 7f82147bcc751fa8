import type { Transaction } from '../../src/domain/kernel/transaction.js'
import type { StatementCommand } from '../../src/domain/statement/commands.js'
import { statement } from '../../src/domain/statement/index.js'
import { moneyCommandSamples } from '../support/moneySamples.js'
import { commandOf } from '../support/spec.js'

const sampled = (type: StatementCommand['type'], more: object = {}): StatementCommand =>
  commandOf(statement.commands, { type, data: moneyCommandSamples[type]?.data, ...more })

const line = sampled('AddStatementLine')
const adjustment = sampled('AdjustStatement')

export const addingLine = (transaction: Transaction): StatementCommand =>
  line.type === 'AddStatementLine' ? { ...line, data: { ...line.data, transaction } } : line

export const adjusting = (adjustmentId: string, amountMinor: bigint): StatementCommand =>
  adjustment.type === 'AdjustStatement'
    ? { ...adjustment, data: { ...adjustment.data, adjustmentId, amountMinor } }
    : adjustment

export const closing = sampled('CloseStatement', { at: '2026-03-11T00:00:00.000Z' })
