import type { AfterSalesRefusal } from './refusal.js'
import type { Data } from './state.js'

type CaseLine = Data<'AfterSalesCaseOpened'>['lines'][number]
type Amount = Data<'AfterSalesRefundOffered'>['lines'][number]

/** What the buyer asks back. */
export const claimedOf = ({ lines }: Pick<Data<'AfterSalesCaseOpened'>, 'lines'>): ReadonlyArray<Amount> =>
  lines.map(({ lineId, saleMinor, shippingMinor }) => ({ lineId, saleMinor, shippingMinor }))

/** What can be given back at most. */
export const refundableOf = ({ lines }: Pick<Data<'AfterSalesCaseOpened'>, 'lines'>): ReadonlyArray<Amount> =>
  lines.map(({ lineId, refundableSaleMinor, refundableShippingMinor }) => ({
    lineId,
    saleMinor: refundableSaleMinor,
    shippingMinor: refundableShippingMinor,
  }))

/** Why these amounts cannot be given, if at most those may be. */
export const amountProblem = (
  caseId: string,
  amounts: ReadonlyArray<Amount>,
  most: ReadonlyArray<Amount>,
): AfterSalesRefusal | undefined => {
  for (const [i, { lineId, saleMinor, shippingMinor }] of amounts.entries()) {
    const bound = most.find((line) => line.lineId === lineId)
    if (bound === undefined) return { type: 'AfterSalesLineNotInCase', caseId, lineId }
    if (amounts.findIndex((other) => other.lineId === lineId) !== i) {
      return { type: 'AfterSalesLineRepeated', caseId, lineId }
    }
    if (saleMinor + shippingMinor === 0n) return { type: 'AfterSalesAmountIsZero', caseId, lineId }
    if (saleMinor > bound.saleMinor || shippingMinor > bound.shippingMinor) {
      return {
        type: 'AfterSalesAmountExceeds',
        caseId,
        lineId,
        mostSaleMinor: bound.saleMinor,
        mostShippingMinor: bound.shippingMinor,
      }
    }
  }
  return undefined
}

export const sameAmounts = (a: ReadonlyArray<Amount>, b: ReadonlyArray<Amount>): boolean =>
  a.length === b.length &&
  a.every(({ lineId, saleMinor, shippingMinor }) =>
    b.some((o) => o.lineId === lineId && o.saleMinor === saleMinor && o.shippingMinor === shippingMinor),
  )

/** A case of a kind that refunds needs amounts; a replacement may do without. */
export const claimProblem = (
  caseId: string,
  caseType: string,
  lines: ReadonlyArray<CaseLine>,
): AfterSalesRefusal | undefined => {
  const repeated = lines.find(
    ({ lineId }, i) => lines.findIndex((other) => other.lineId === lineId) !== i,
  )?.lineId
  if (repeated !== undefined) return { type: 'AfterSalesLineRepeated', caseId, lineId: repeated }
  const claimed = claimedOf({ lines }).filter(
    ({ saleMinor, shippingMinor }) => caseType !== 'REPLACEMENT' || saleMinor + shippingMinor > 0n,
  )
  return amountProblem(caseId, claimed, refundableOf({ lines }))
}
