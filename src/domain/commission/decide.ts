import { left, right, type Either } from '../../fp.js'
import { creatorKinds } from '../kernel/fee.js'
import { SignedMinor, TotalMinor } from '../kernel/money.js'
import type { CommissionCommand } from './commands.js'
import type { CommissionEvent } from './events.js'
import { chargedFees, reversedFees } from './fee.js'
import { amountNames, less, type Charged, type Commission, type Line } from './state.js'

export type CommissionRefusal = { readonly orderId: string } & (
  | { readonly type: 'CommissionAlreadyCharged' }
  /** A reversal follows a charge: without one, a charge was lost. */
  | { readonly type: 'CommissionNotCharged' }
  | { readonly type: 'CommissionLineRepeated'; readonly lineId: string }
  | { readonly type: 'CommissionLineNotFound'; readonly lineId: string }
  | { readonly type: 'ReversalIdReused'; readonly reversalId: string }
  | {
      readonly type: 'ReversalExceedsCharge'
      readonly lineId: string
      readonly amount: (typeof amountNames)[number]
      readonly remainingMinor: bigint
    }
  /** Two rules of one kind for one line: which of them is the fee? */
  | { readonly type: 'FeeKindRepeated'; readonly lineId: string }
  /** A sum of amounts that are valid by themselves is more than can be stored. */
  | { readonly type: 'CommissionOverflows' }
)

type Decision = Either<CommissionRefusal, ReadonlyArray<CommissionEvent>>
type Of<T extends CommissionCommand['type']> = Extract<CommissionCommand, { readonly type: T }>

export const decide = (command: CommissionCommand, commission: Commission): Decision => {
  if (command.type === 'ChargeCommission') return charge(command, commission)
  if (commission.status === 'NONE') {
    return left({ type: 'CommissionNotCharged', orderId: command.data.orderId })
  }
  switch (command.type) {
    case 'ReverseCommission':
      return reverse(command, commission)
    case 'PayCreators':
      return payCreators(command, commission)
  }
}

const repeated = (lines: ReadonlyArray<{ readonly lineId: string }>): string | undefined => {
  const seen = new Set<string>()
  for (const { lineId } of lines) {
    if (seen.has(lineId)) return lineId
    seen.add(lineId)
  }
  return undefined
}

const charge = ({ at, data }: Of<'ChargeCommission'>, commission: Commission): Decision => {
  const { orderId, sellerId, market, currency, placedAt } = data
  if (commission.status === 'CHARGED') return left({ type: 'CommissionAlreadyCharged', orderId })
  const lineId = repeated(data.lines)
  if (lineId !== undefined) return left({ type: 'CommissionLineRepeated', orderId, lineId })
  const unclear = data.lines.find(({ rules }) => new Set(rules.map(({ kind }) => kind)).size < rules.length)
  if (unclear !== undefined) return left({ type: 'FeeKindRepeated', orderId, lineId: unclear.lineId })
  const fees = chargedFees(data.lines)
  if (!fees.every(({ baseMinor, feeMinor }) => TotalMinor.is(baseMinor) && SignedMinor.is(feeMinor))) {
    return left({ type: 'CommissionOverflows', orderId })
  }
  const lines = data.lines.map(({ rules: _, ...line }) => line)
  return right([
    {
      type: 'CommissionCharged',
      occurredAt: at,
      data: { orderId, sellerId, market, currency, placedAt, lines, fees },
    },
  ])
}

type Asked = Of<'ReverseCommission'>['data']['lines'][number]

const reverse = ({ at, data }: Of<'ReverseCommission'>, commission: Charged): Decision => {
  const { orderId, reversalId } = data
  const known = commission.reversals.find((earlier) => earlier.reversalId === reversalId)
  if (known !== undefined) {
    return isSame(known.lines, data.lines)
      ? right([])
      : left({ type: 'ReversalIdReused', orderId, reversalId })
  }
  const lineId = repeated(data.lines)
  if (lineId !== undefined) return left({ type: 'CommissionLineRepeated', orderId, lineId })
  const back: Array<Asked & Pick<Line['sold'], 'skuId'>> = []
  for (const asked of data.lines) {
    const line = commission.lines.find(({ sold }) => sold.lineId === asked.lineId)
    if (line === undefined) return left({ type: 'CommissionLineNotFound', orderId, lineId: asked.lineId })
    const amount = amountNames.find((name) => asked[name] > line.remaining[name])
    if (amount !== undefined) {
      const remainingMinor = line.remaining[amount]
      return left({ type: 'ReversalExceedsCharge', orderId, lineId: asked.lineId, amount, remainingMinor })
    }
    back.push({ ...asked, skuId: line.sold.skuId })
  }
  const lines = commission.lines.map((line) => {
    const given = back.find((other) => other.lineId === line.sold.lineId)
    return given === undefined ? line : { ...line, remaining: less(line.remaining, given) }
  })
  return right([
    {
      type: 'CommissionReversed',
      occurredAt: at,
      data: { ...commission.parties, reversalId, lines: back, fees: reversedFees(commission, lines) },
    },
  ])
}

/** Whether these very lines were reversed, in whatever order they are told. */
const isSame = (booked: ReadonlyArray<Asked>, asked: ReadonlyArray<Asked>): boolean =>
  booked.length === asked.length &&
  booked.every((line) => {
    const again = asked.find(({ lineId }) => lineId === line.lineId)
    return again !== undefined && amountNames.every((name) => again[name] === line[name])
  })

const payCreators = ({ at }: Of<'PayCreators'>, commission: Charged): Decision => {
  if (commission.creatorsPaid) return right([])
  const fees = commission.fees
    .filter(({ charged }) => creatorKinds.has(charged.rule.kind))
    .map(({ charged, bookedMinor }) => ({ ...charged, feeMinor: bookedMinor }))
  return right([{ type: 'CreatorsPaid', occurredAt: at, data: { ...commission.parties, fees } }])
}
