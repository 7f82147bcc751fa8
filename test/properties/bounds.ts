import fc from 'fast-check'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, Event } from '../../src/domain/kernel/message.js'
import { parts, transactionOf, type MoneyLine } from '../../src/domain/kernel/transaction.js'
import { payout } from '../../src/domain/payout/index.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { statement } from '../../src/domain/statement/index.js'
import { isLeft } from '../../src/fp.js'
import * as payouts from '../support/payouts.js'
import * as settlements from '../support/settlements.js'
import { amount, signed } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { adjusting, addingLine, closing } from './statementCommands.js'

const MOST = 999_999_999_999_999_999n

/** Amounts that may be told, at the edge of what can be stored: two of them may be more. */
const edge: fc.Arbitrary<bigint> = fc.oneof(
  signed(amount),
  signed(amount.map((minor) => MOST - minor)),
  signed(amount.map((minor) => MOST / 2n + minor)),
)

/** What a row of commands breaks: one that is accepted must be storable, one that is not is refused by name. */
const unstorable = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  commands: ReadonlyArray<C>,
): string | undefined => {
  let state = aggregate.initialState
  for (const command of commands) {
    const decided = aggregate.decide(command, state)
    if (isLeft(decided)) continue
    for (const event of decided.right) {
      if (isLeft(aggregate.events.encode(event))) return `${event.type} cannot be stored`
      state = aggregate.evolve(state, event)
    }
  }
  return undefined
}

const moneyLine: fc.Arbitrary<MoneyLine> = fc.record({
  part: fc.constantFrom(...parts),
  name: fc.constant('x'),
  amountMinor: edge,
})
const lines = fc.array(moneyLine, { minLength: 1, maxLength: 4 })

const opening = settlements.open()
const refunding = settlements.settleRefund('r', '1')
const settling = settlements.settle()

export const settlementBounds = moneyProperty(
  'what an order settles for, and every refund of it, is storable or refused',
  fc.tuple(lines, fc.array(lines, { maxLength: 3 }), fc.nat(3), fc.nat(10_000)),
  ([sold, refunds, settledAfter, reserveRateBps]) => {
    if (opening.type !== 'OpenSettlement' || refunding.type !== 'SettleRefund') return 'no such commands'
    const terms = { ...opening.data.terms, reserveRateBps }
    const told = refunds.map((back, nr) => ({
      ...refunding,
      data: { ...refunding.data, refundId: `r${nr}`, lines: back },
    }))
    return unstorable(settlement, [
      { ...opening, data: { ...opening.data, terms, lines: sold } },
      ...told.slice(0, settledAfter),
      settling,
      ...told.slice(settledAfter),
    ])
  },
)

export const statementBounds = moneyProperty(
  'what stands on a statement is storable or refused',
  fc.array(fc.oneof(lines, edge), { minLength: 1, maxLength: 6 }),
  (movements) =>
    unstorable(statement, [
      ...movements.flatMap((each, nr) => {
        if (typeof each === 'bigint') return [adjusting(`a${nr}`, each)]
        const transaction = transactionOf(`o${nr}/order`, 'ORDER', each)
        // A transaction of which a sum is more comes through no codec.
        const isOne = Object.values(transaction).every((sum) => typeof sum !== 'bigint' || within(sum))
        return isOne ? [addingLine(transaction)] : []
      }),
      closing,
    ]),
)
const within = (minor: bigint): boolean => minor <= MOST && minor >= -MOST

const kinds = ['STATEMENT', 'CARRIED_OVER', 'FAILED', 'RETURNED', 'ARRIVED_AFTER_ALL'] as const
const entering = payouts.addEntry()
const attempting = payouts.attempt()
const paid = payouts.notice('PAID')
const cutting = payouts.cutOff()

export const payoutBounds = moneyProperty(
  'what is to be paid, carried over or owed is storable or refused',
  fc.array(fc.tuple(fc.constantFrom(...kinds), edge), { minLength: 1, maxLength: 6 }),
  (entries) => {
    if (entering.type !== 'AddPayoutEntry') return 'no such command'
    const added = entries.map(([kind, amountMinor], nr) => ({
      ...entering,
      data: { ...entering.data, entry: { kind, source: `s${nr}`, amountMinor } },
    }))
    return unstorable(payout, [...added, cutting, attempting, paid])
  },
)
