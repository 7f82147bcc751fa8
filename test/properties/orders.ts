import fc from 'fast-check'
import { refundOf } from '../../src/domain/order/amounts.js'
import { amountsBy, type Amounts } from '../../src/domain/order/lines.js'
import type { Line } from '../../src/domain/order/state.js'
import { foldOf } from '../support/spec.js'
import { order } from '../../src/domain/order/index.js'
import { orderPlaced } from '../support/orders.js'
import { shareOf, thousandths } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { isRounded } from './rounding.js'
import { lineAmounts } from './soldOrder.js'

const names = [
  'saleMinor',
  'sellerDiscountMinor',
  'platformDiscountMinor',
  'shippingMinor',
  'shippingSellerDiscountMinor',
  'shippingPlatformDiscountMinor',
  'taxMinor',
] as const

const placed = foldOf(order, [orderPlaced()])
const [article] = placed.status === 'NONE' ? [] : placed.lines

/** A discount goes back in step with its price, to the nearest minor unit of what is given back in all. */
const isInStep = ({ refunded, ...line }: Line): boolean => {
  const { saleMinor, shippingMinor } = line
  const ofBoth = [refunded.saleMinor + refunded.shippingMinor, saleMinor + shippingMinor] as const
  const ofSale = saleMinor > 0n ? ([refunded.saleMinor, saleMinor] as const) : ofBoth
  const ofShipping = shippingMinor > 0n ? ([refunded.shippingMinor, shippingMinor] as const) : ofBoth
  return (
    [
      ['sellerDiscountMinor', ofSale],
      ['platformDiscountMinor', ofSale],
      ['shippingSellerDiscountMinor', ofShipping],
      ['shippingPlatformDiscountMinor', ofShipping],
      ['taxMinor', ofBoth],
    ] as const
  ).every(([name, [back, price]]) => isRounded(refunded[name], line[name] * back, price))
}

const plus = (a: Amounts, b: Amounts): Amounts => amountsBy((name) => a[name] + b[name])

export const refundedLines = moneyProperty(
  'refunds of a line in any pieces give each discount and the tax back in step, and in the end to nothing',
  fc.tuple(lineAmounts, fc.array(fc.tuple(thousandths, thousandths), { maxLength: 5 })),
  ([amounts, cuts]) => {
    if (article === undefined) return 'no line'
    let line: Line = {
      ...article,
      ...amounts,
      saleMinor: amounts.originalMinor - amounts.sellerDiscountMinor - amounts.platformDiscountMinor,
      shippingMinor:
        amounts.shippingOriginalMinor -
        amounts.shippingSellerDiscountMinor -
        amounts.shippingPlatformDiscountMinor,
    }
    for (const [ofSale, ofShipping] of [...cuts, [1_000, 1_000] as const]) {
      const saleMinor = shareOf(line.saleMinor - line.refunded.saleMinor, ofSale)
      const shippingMinor = shareOf(line.shippingMinor - line.refunded.shippingMinor, ofShipping)
      const back = refundOf(line, saleMinor, shippingMinor)
      if (names.some((name) => back[name] < 0n)) return 'a refund takes something'
      line = { ...line, refunded: plus(line.refunded, back) }
      if (!isInStep(line)) return 'a discount or a tax is not given back in step with its price'
    }
    const isOver = names.every((name) => line.refunded[name] === line[name])
    return isOver ? undefined : 'after a full refund something of an amount is left'
  },
)
