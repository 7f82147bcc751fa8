import type { ChargedFee } from '../kernel/fee.js'
import type { CommissionEvent } from './events.js'

type Data<T extends CommissionEvent['type']> = Extract<CommissionEvent, { readonly type: T }>['data']
type CommissionedLine = Data<'CommissionCharged'>['lines'][number]

export const amountNames = [
  'saleMinor',
  'sellerDiscountMinor',
  'platformDiscountMinor',
  'shippingMinor',
  'shippingPlatformDiscountMinor',
  'taxMinor',
] as const
export type Amounts = { readonly [N in (typeof amountNames)[number]]: bigint }

/** A line as it was sold, and what remains of it. */
export interface Line {
  readonly sold: CommissionedLine
  readonly remaining: Amounts
}

/** A fee as it was charged, and as it is booked now. */
export interface Fee {
  readonly charged: ChargedFee
  readonly bookedMinor: bigint
}

export interface Charged {
  readonly status: 'CHARGED'
  readonly parties: Pick<Data<'CommissionCharged'>, 'orderId' | 'sellerId' | 'market' | 'currency'>
  readonly lines: ReadonlyArray<Line>
  readonly fees: ReadonlyArray<Fee>
  readonly reversals: ReadonlyArray<Pick<Data<'CommissionReversed'>, 'reversalId' | 'lines'>>
  readonly creatorsPaid: boolean
}

export type Commission = { readonly status: 'NONE' } | Charged

export const initialState: Commission = { status: 'NONE' }

export const evolve = (commission: Commission, event: CommissionEvent): Commission => {
  if (event.type === 'CommissionCharged') return charged(event.data)
  if (commission.status === 'NONE') return commission
  switch (event.type) {
    case 'CommissionReversed':
      return {
        ...commission,
        lines: commission.lines.map((line) => lessened(line, event.data.lines)),
        fees: commission.fees.map((fee) => rebooked(fee, event.data.fees)),
        reversals: [...commission.reversals, event.data],
      }
    case 'CreatorsPaid':
      return { ...commission, creatorsPaid: true }
  }
}

const charged = ({
  orderId,
  sellerId,
  market,
  currency,
  lines,
  fees,
}: Data<'CommissionCharged'>): Charged => ({
  status: 'CHARGED',
  parties: { orderId, sellerId, market, currency },
  lines: lines.map((sold) => ({ sold, remaining: sold })),
  fees: fees.map((fee) => ({ charged: fee, bookedMinor: fee.feeMinor })),
  reversals: [],
  creatorsPaid: false,
})

export const less = (a: Amounts, b: Amounts): Amounts => ({
  saleMinor: a.saleMinor - b.saleMinor,
  sellerDiscountMinor: a.sellerDiscountMinor - b.sellerDiscountMinor,
  platformDiscountMinor: a.platformDiscountMinor - b.platformDiscountMinor,
  shippingMinor: a.shippingMinor - b.shippingMinor,
  shippingPlatformDiscountMinor: a.shippingPlatformDiscountMinor - b.shippingPlatformDiscountMinor,
  taxMinor: a.taxMinor - b.taxMinor,
})

const lessened = (line: Line, back: ReadonlyArray<CommissionedLine>): Line => {
  const given = back.find(({ lineId }) => lineId === line.sold.lineId)
  return given === undefined ? line : { ...line, remaining: less(line.remaining, given) }
}

/** A fee is known by its rule and the first of its lines: no two fees of one rule share a line. */
const isSame = (a: Pick<ChargedFee, 'rule' | 'lineIds'>, b: Pick<ChargedFee, 'rule' | 'lineIds'>): boolean =>
  a.lineIds[0] === b.lineIds[0] &&
  a.rule.ruleId === b.rule.ruleId &&
  a.rule.ruleVersion === b.rule.ruleVersion &&
  a.rule.kind === b.rule.kind

const rebooked = (fee: Fee, reversed: Data<'CommissionReversed'>['fees']): Fee => {
  const now = reversed.find((other) => isSame(other, fee.charged))
  return now === undefined ? fee : { ...fee, bookedMinor: fee.bookedMinor - now.backMinor }
}
