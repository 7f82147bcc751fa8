import type { CommissionEvent } from './events.js'

type Data<T extends CommissionEvent['type']> = Extract<CommissionEvent, { readonly type: T }>['data']

/** A charged line, with what was given back of its base and its fee. */
export interface Line {
  readonly charged: Data<'CommissionCharged'>['lines'][number]
  readonly reversedBaseMinor: bigint
  readonly reversedFeeMinor: bigint
}

export type Commission =
  | { readonly status: 'NONE' }
  | {
      readonly status: 'CHARGED'
      readonly parties: Pick<Data<'CommissionCharged'>, 'orderId' | 'sellerId' | 'currency'>
      readonly lines: ReadonlyArray<Line>
      readonly reversals: ReadonlyArray<Pick<Data<'CommissionReversed'>, 'reversalId' | 'lines'>>
    }

export const initialState: Commission = { status: 'NONE' }

export const evolve = (commission: Commission, event: CommissionEvent): Commission => {
  switch (event.type) {
    case 'CommissionCharged': {
      const { orderId, sellerId, currency, lines } = event.data
      return {
        status: 'CHARGED',
        parties: { orderId, sellerId, currency },
        lines: lines.map((charged) => ({ charged, reversedBaseMinor: 0n, reversedFeeMinor: 0n })),
        reversals: [],
      }
    }
    case 'CommissionReversed':
      return commission.status === 'NONE'
        ? commission
        : {
            ...commission,
            lines: commission.lines.map((line) => reversed(line, event.data.lines)),
            reversals: [...commission.reversals, event.data],
          }
  }
}

const reversed = (line: Line, reversals: Data<'CommissionReversed'>['lines']): Line => {
  const reversal = reversals.find(({ lineId }) => lineId === line.charged.lineId)
  return reversal === undefined
    ? line
    : {
        ...line,
        reversedBaseMinor: line.reversedBaseMinor + reversal.baseMinor,
        reversedFeeMinor: line.reversedFeeMinor + reversal.feeMinor,
      }
}
