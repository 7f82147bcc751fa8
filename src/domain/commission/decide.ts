import { left, right, type Either } from '../../fp.js'
import type { CommissionCommand } from './commands.js'
import type { CommissionEvent } from './events.js'
import { baseOf, chargeLines, reversalOf } from './fee.js'
import type { Commission, Line } from './state.js'

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
      readonly remainingBaseMinor: bigint
    }
)

type Decision = Either<CommissionRefusal, ReadonlyArray<CommissionEvent>>
type Of<T extends CommissionCommand['type']> = Extract<CommissionCommand, { readonly type: T }>
type Reversal = Extract<CommissionEvent, { readonly type: 'CommissionReversed' }>['data']['lines'][number]

export const decide = (command: CommissionCommand, commission: Commission): Decision => {
  switch (command.type) {
    case 'ChargeCommission':
      return charge(command, commission)
    case 'ReverseCommission':
      return reverse(command, commission)
  }
}

const repeated = (lines: ReadonlyArray<{ readonly lineId: string }>): string | undefined =>
  lines.find(({ lineId }, i) => lines.findIndex((other) => other.lineId === lineId) !== i)?.lineId

const charge = ({ at, data }: Of<'ChargeCommission'>, commission: Commission): Decision => {
  const { orderId, sellerId, currency } = data
  if (commission.status === 'CHARGED') return left({ type: 'CommissionAlreadyCharged', orderId })
  const lineId = repeated(data.lines)
  if (lineId !== undefined) return left({ type: 'CommissionLineRepeated', orderId, lineId })
  const lines = chargeLines(
    data.lines.map((line) => ({
      lineId: line.lineId,
      skuId: line.skuId,
      baseMinor: baseOf(line.rule, line),
      rule: line.rule,
    })),
  )
  return right([{ type: 'CommissionCharged', occurredAt: at, data: { orderId, sellerId, currency, lines } }])
}

const reverse = ({ at, data }: Of<'ReverseCommission'>, commission: Commission): Decision => {
  const { orderId, reversalId } = data
  if (commission.status === 'NONE') return left({ type: 'CommissionNotCharged', orderId })
  const known = commission.reversals.find((earlier) => earlier.reversalId === reversalId)
  if (known !== undefined) {
    return isBooked(known.lines, data.lines, commission.lines)
      ? right([])
      : left({ type: 'ReversalIdReused', orderId, reversalId })
  }
  const lineId = repeated(data.lines)
  if (lineId !== undefined) return left({ type: 'CommissionLineRepeated', orderId, lineId })
  const reversals: Array<Reversal> = []
  let lines = commission.lines
  for (const asked of data.lines) {
    const line = lines.find(({ charged }) => charged.lineId === asked.lineId)
    if (line === undefined) return left({ type: 'CommissionLineNotFound', orderId, lineId: asked.lineId })
    const baseMinor = baseOf(line.charged.rule, asked)
    const remainingBaseMinor = line.charged.baseMinor - line.reversedBaseMinor
    if (baseMinor > remainingBaseMinor) {
      return left({ type: 'ReversalExceedsCharge', orderId, lineId: asked.lineId, remainingBaseMinor })
    }
    const feeMinor = reversalOf(line, baseMinor, lines)
    reversals.push({ lineId: asked.lineId, baseMinor, feeMinor })
    lines = lines.map((other) =>
      other === line
        ? {
            ...line,
            reversedBaseMinor: line.reversedBaseMinor + baseMinor,
            reversedFeeMinor: line.reversedFeeMinor + feeMinor,
          }
        : other,
    )
  }
  return right([
    {
      type: 'CommissionReversed',
      occurredAt: at,
      data: { ...commission.parties, reversalId, lines: reversals },
    },
  ])
}

/** Whether these very lines were reversed, by the base that each one's rule takes of the amounts. */
const isBooked = (
  booked: ReadonlyArray<Pick<Reversal, 'lineId' | 'baseMinor'>>,
  asked: Of<'ReverseCommission'>['data']['lines'],
  charged: ReadonlyArray<Line>,
): boolean =>
  booked.length === asked.length &&
  booked.every(({ lineId, baseMinor }) => {
    const rule = charged.find((line) => line.charged.lineId === lineId)?.charged.rule
    const again = asked.find((line) => line.lineId === lineId)
    return rule !== undefined && again !== undefined && baseOf(rule, again) === baseMinor
  })
