import fc from 'fast-check'
import type { Line } from '../../src/domain/order/state.js'
import { order, type Order, type OrderEvent } from '../../src/domain/order/index.js'
import type { OrderCommand } from '../../src/domain/order/commands.js'
import { isLeft } from '../../src/fp.js'
import { arrange, deliver, handOver, lineJson, pay, place, refund } from '../support/orders.js'
import { amount, shareOf, thousandths } from './amounts.js'

type Of<T extends OrderCommand['type']> = Extract<OrderCommand, { readonly type: T }>
/** A command that was read through its codec once: a million runs only change its amounts. */
const only = <T extends OrderCommand['type']>(type: T, command: OrderCommand): Of<T> => {
  if (command.type !== type) throw new Error(`not a ${type}`)
  return command as Of<T>
}

const LINES_MAX = 3
const lineIds = Array.from({ length: LINES_MAX }, (_, i) => `l${i + 1}`)
const placing = only(
  'PlaceOrder',
  place(lineIds.map((id, i) => lineJson(id, { skuId: i === 1 ? 'k2' : 'k1' }))),
)
const refunding = only(
  'RefundOrderLines',
  refund(
    'r',
    lineIds.map((id) => [id, '1', '1'] as const),
  ),
)
const paying = pay()
const sending = lineIds.map((_, i) => [arrange('P1', lineIds.slice(0, i + 1)), handOver('P1')])
const arriving = deliver('P1')

type Amounts = Pick<
  Of<'PlaceOrder'>['data']['lines'][number],
  | 'originalMinor'
  | 'sellerDiscountMinor'
  | 'platformDiscountMinor'
  | 'shippingOriginalMinor'
  | 'shippingSellerDiscountMinor'
  | 'shippingPlatformDiscountMinor'
  | 'taxMinor'
>

/** A line for which the buyer pays something: of what is free, nothing can be refunded. */
export const lineAmounts: fc.Arbitrary<Amounts> = fc
  .tuple(amount, amount, fc.tuple(thousandths, thousandths, thousandths, thousandths, thousandths))
  .map(([price, shipping, [ofSeller, ofPlatform, shippingOfSeller, shippingOfPlatform, ofTax]]) => {
    const sellerDiscountMinor = shareOf(price, ofSeller)
    const platformDiscountMinor = shareOf(price - sellerDiscountMinor, ofPlatform)
    const shippingSellerDiscountMinor = shareOf(shipping, shippingOfSeller)
    const shippingPlatformDiscountMinor = shareOf(shipping - shippingSellerDiscountMinor, shippingOfPlatform)
    const paid =
      price -
      sellerDiscountMinor -
      platformDiscountMinor +
      (shipping - shippingSellerDiscountMinor - shippingPlatformDiscountMinor)
    return {
      originalMinor: paid === 0n ? price + 1n : price,
      sellerDiscountMinor,
      platformDiscountMinor,
      shippingOriginalMinor: shipping,
      shippingSellerDiscountMinor,
      shippingPlatformDiscountMinor,
      taxMinor: shareOf(paid, ofTax),
    }
  })

/** A refund: when, and how much of what remains of each line's sale price and shipping. */
export interface Back {
  readonly when: 'ON_THE_WAY' | 'DELIVERED' | 'SETTLED'
  readonly shares: ReadonlyArray<readonly [sale: number, shipping: number]>
}
const share = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: thousandths })

export const sale = fc.record({
  lines: fc.array(lineAmounts, { minLength: 1, maxLength: LINES_MAX }),
  backs: fc.array(
    fc.record<Back>({
      when: fc.constantFrom('ON_THE_WAY', 'DELIVERED', 'SETTLED'),
      shares: fc.array(fc.tuple(share, share), { minLength: LINES_MAX, maxLength: LINES_MAX }),
    }),
    { maxLength: 3 },
  ),
})
export type Sale = typeof sale extends fc.Arbitrary<infer S> ? S : never

/** All that remains. */
const ALL: Back = { when: 'SETTLED', shares: lineIds.map(() => [1_000, 1_000]) }

/** An order as it goes through the decider, told event by event to whoever listens. */
export const soldOrder = (tell: (event: OrderEvent) => void) => {
  let state: Order = order.initialState
  const linesOf = (): ReadonlyArray<Line> => (state.status === 'NONE' ? [] : state.lines)
  const ask = (command: OrderCommand): void => {
    const decided = order.decide(command, state)
    if (isLeft(decided)) throw new Error(`the order refused: ${decided.left.type}`)
    for (const event of decided.right) {
      state = order.evolve(state, event)
      tell(event)
    }
  }
  const giveBack = ({ shares }: Back, nr: number): void => {
    const lines = linesOf().flatMap((line, i) => {
      const [ofSale, ofShipping] = shares[i] ?? [0, 0]
      const saleMinor = shareOf(line.saleMinor - line.refunded.saleMinor, ofSale)
      const shippingMinor = shareOf(line.shippingMinor - line.refunded.shippingMinor, ofShipping)
      return saleMinor + shippingMinor === 0n ? [] : [{ lineId: line.lineId, saleMinor, shippingMinor }]
    })
    if (lines.length === 0) return
    ask({ ...refunding, data: { ...refunding.data, refundId: `r${nr}` as never, lines } })
  }
  return {
    /** Bought, sent, and, unless all of it was given back on the way, delivered; every refund comes in its time, and one of all the rest. */
    live: ({ lines, backs }: Sale, settle: () => void): void => {
      const priced = placing.data.lines.slice(0, lines.length).map((line, i) => ({ ...line, ...lines[i] }))
      ask({ ...placing, data: { ...placing.data, lines: priced } })
      for (const command of [paying, ...(sending[lines.length - 1] ?? [])]) ask(command)
      const during = (when: Back['when']): void => {
        for (const [nr, back] of backs.entries()) if (back.when === when) giveBack(back, nr)
      }
      during('ON_THE_WAY')
      if (state.status === 'IN_TRANSIT') {
        ask(arriving)
        during('DELIVERED')
        settle()
        during('SETTLED')
      }
      giveBack(ALL, backs.length)
    },
  }
}
