import fc from 'fast-check'
import { parts, transactionOf, type MoneyLine } from '../../src/domain/kernel/transaction.js'
import type { PayoutCommand } from '../../src/domain/payout/commands.js'
import { payout, type Payout } from '../../src/domain/payout/index.js'
import type { StatementCommand } from '../../src/domain/statement/commands.js'
import { statement, type SellerDay, type StatementEvent } from '../../src/domain/statement/index.js'
import { isLeft } from '../../src/fp.js'
import { addEntry, cutOff, entryJson } from '../support/payouts.js'
import { anyAmount, anySum, signed, sum } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { addingLine, adjusting, closing } from './statementCommands.js'

type Of<C, T> = Extract<C, { readonly type: T }>
const entering = addEntry(entryJson('STATEMENT', 's', '1')) as Of<PayoutCommand, 'AddPayoutEntry'>
const cutting = cutOff()

const moneyLine: fc.Arbitrary<MoneyLine> = fc.record({
  part: fc.constantFrom(...parts),
  name: fc.constant('x'),
  amountMinor: signed(anySum),
})
const movement = fc.oneof(
  fc.record({ lines: fc.array(moneyLine, { minLength: 1, maxLength: 5 }) }),
  fc.record({ adjustedMinor: signed(anySum) }),
)
type Movement = typeof movement extends fc.Arbitrary<infer M> ? M : never

const asked = (each: Movement, nr: number): StatementCommand =>
  'lines' in each
    ? addingLine(transactionOf(`o${nr}/order`, 'ORDER', each.lines))
    : adjusting(`a${nr}`, each.adjustedMinor)

/** What the lines of a part come to, added up by themselves. */
const of = (movements: ReadonlyArray<Movement>, wanted: ReadonlyArray<string>): bigint =>
  sum(
    movements.flatMap((each) => {
      if ('adjustedMinor' in each) return wanted.includes('ADJUSTMENT') ? [each.adjustedMinor] : []
      return each.lines.flatMap(({ part, amountMinor }) => (wanted.includes(part) ? [amountMinor] : []))
    }),
  )

export const statementSums = moneyProperty(
  'a statement is the sum of its lines, and what is payable is its settlement and its reserves',
  fc.array(movement, { minLength: 1, maxLength: 6 }),
  (movements) => {
    let day: SellerDay = statement.initialState
    let last: StatementEvent | undefined
    for (const command of [...movements.map(asked), closing]) {
      const decided = statement.decide(command, day)
      if (isLeft(decided)) return `refused: ${decided.left.type}`
      day = decided.right.reduce(statement.evolve, day)
      last = decided.right.at(-1)
    }
    if (last?.type !== 'StatementClosed') return 'the statement was not closed'
    const { lines, settlementMinor, reserveMinor, payableMinor, ...told } = last.data
    const sums = [
      [told.revenueMinor, of(movements, ['REVENUE'])],
      [told.shippingMinor, of(movements, ['SHIPPING'])],
      [told.feeTaxMinor, of(movements, ['FEE_TAX'])],
      [told.adjustmentMinor, of(movements, ['ADJUSTMENT'])],
      [reserveMinor, of(movements, ['RESERVE'])],
    ] as const
    if (lines !== movements.length || sums.some(([sums, added]) => sums !== added))
      return 'a sum is not that of the lines'
    if (settlementMinor !== told.revenueMinor + told.shippingMinor + told.feeTaxMinor + told.adjustmentMinor)
      return 'the settlement is not the sum of its parts'
    return payableMinor === settlementMinor + reserveMinor
      ? undefined
      : 'payable is not settlement and reserve'
  },
)

export const payoutSums = moneyProperty(
  'a payout, or what is carried over in its place, is the sum of its entries, of whatever sign',
  fc.array(signed(anyAmount), { minLength: 1, maxLength: 6 }),
  (amounts) => {
    let state: Payout = payout.initialState
    for (const [nr, amountMinor] of amounts.entries()) {
      const entry = { ...entering.data.entry, source: `s${nr}`, amountMinor }
      const decided = payout.decide({ ...entering, data: { ...entering.data, entry } }, state)
      if (isLeft(decided)) return `refused: ${decided.left.type}`
      state = decided.right.reduce(payout.evolve, state)
    }
    const decided = payout.decide(cutting, state)
    const ended = isLeft(decided) ? undefined : decided.right[0]
    if (ended?.type !== 'PayoutPlanned' && ended?.type !== 'PayoutCarriedOver') return 'it did not end'
    if (ended.data.amountMinor !== sum(amounts)) return 'the payout is not the sum of its entries'
    const isPaid = ended.type === 'PayoutPlanned'
    return isPaid && ended.data.amountMinor <= 0n ? 'what a seller owes is paid out' : undefined
  },
)
