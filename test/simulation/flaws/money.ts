import { commission } from '../../../src/domain/commission/index.js'
import type { ChargedFee } from '../../../src/domain/kernel/fee.js'
import { epochMsOf, instantOf } from '../../../src/domain/kernel/time.js'
import { order } from '../../../src/domain/order/index.js'
import { payout } from '../../../src/domain/payout/index.js'
import { settlement } from '../../../src/domain/settlement/index.js'
import type { SellerCenterRequest } from '../../../src/application/sellerCenter.js'
import { reactingTo, telling, withAggregate } from '../altered.js'
import type { Makings } from '../makings.js'
import type { Flaw } from './flaw.js'

type Rounding = (baseMinor: bigint, rateBps: number) => bigint

/** Fees that are rounded by another rule when they are charged. */
const rounding = (portion: Rounding): Partial<Makings> => ({
  center: withAggregate(
    telling(commission, (event) => {
      if (event.type !== 'CommissionCharged') return event
      const fees = event.data.fees.map((fee: ChargedFee) => ({
        ...fee,
        feeMinor: fee.rule.base === 'FEE_REFUNDED' ? fee.feeMinor : portion(fee.baseMinor, fee.rule.rateBps),
      }))
      return { ...event, data: { ...event.data, fees } }
    }),
  ),
})

/** Bugs of those who calculate. */
export const moneyFlaws: ReadonlyArray<Flaw> = [
  {
    name: 'fees are taken in floating point',
    seed: 26,
    makings: rounding((base, rate) => {
      const euros = ((Number(base) / 100) * (rate / 10_000)).toFixed(2)
      return BigInt(Math.round(Number(euros) * 100))
    }),
  },
  {
    name: 'half a cent is rounded down',
    seed: 6,
    makings: rounding((base, rate) => (2n * base * BigInt(rate) + 9_999n) / 20_000n),
  },
  {
    name: 'half a cent is rounded to even',
    seed: 6,
    makings: rounding((base, rate) => {
      const scaled = base * BigInt(rate)
      const down = scaled / 10_000n
      const rest = scaled % 10_000n
      return rest > 5_000n || (rest === 5_000n && down % 2n === 1n) ? down + 1n : down
    }),
  },
  {
    name: 'the fee in force on the day of delivery is taken',
    seed: 4,
    makings: {
      processes: reactingTo('commissions', 'OrderDelivered', (_, event, asks) =>
        asks(
          event.type === 'OrderDelivered'
            ? { ...event, data: { ...event.data, placedAt: event.occurredAt } }
            : event,
        ),
      ),
    },
  },
  {
    name: 'what was refunded is forgotten: more than the remainder can be given back',
    seed: 1,
    makings: {
      center: withAggregate({
        ...order,
        evolve: (state, event) => {
          const next = order.evolve(state, event)
          return event.type === 'OrderLinesRefunded' && next.status !== 'NONE' && state.status !== 'NONE'
            ? { ...next, lines: state.lines }
            : next
        },
      }),
    },
  },
  {
    name: 'a refund is not told to the settlement',
    seed: 11,
    makings: { processes: reactingTo('settlements', 'CommissionReversed', () => []) },
  },
  {
    name: 'a refund of money that was charged back is taken twice',
    seed: 27,
    makings: {
      center: withAggregate(
        telling(settlement, (event) => (event.type === 'ChargebackOffset' ? undefined : event)),
      ),
    },
  },
  {
    name: 'a cancellation keeps the shipping',
    seed: 1,
    makings: {
      center: withAggregate(
        telling(order, (event) => {
          if (event.type !== 'OrderCancelled') return event
          const [first, ...others] = event.data.lines.map((line) => ({ ...line, shippingMinor: 0n }))
          return first === undefined
            ? event
            : { ...event, data: { ...event.data, lines: [first, ...others] } }
        }),
      ),
    },
  },
  {
    name: 'an order settles a day too soon',
    seed: 1,
    makings: {
      center: withAggregate(
        telling(settlement, (event) =>
          event.type === 'SettlementOpened'
            ? {
                ...event,
                data: { ...event.data, dueAt: instantOf(epochMsOf(event.data.dueAt) - 86_400_000) },
              }
            : event,
        ),
      ),
    },
  },
  {
    name: 'a reserve is withheld and never given back',
    seed: 1,
    makings: { processes: reactingTo('statements', 'ReserveReleased', () => []) },
  },
  {
    name: 'an order stands on two statements',
    seed: 1,
    makings: {
      processes: reactingTo('statements', 'OrderSettled', (usual) =>
        usual.flatMap((ask): ReadonlyArray<SellerCenterRequest> =>
          ask.type === 'AddStatementLine'
            ? [
                ask,
                {
                  ...ask,
                  data: {
                    ...ask.data,
                    transaction: {
                      ...ask.data.transaction,
                      transactionId: `${ask.data.transaction.transactionId}/again`,
                    },
                  },
                },
              ]
            : [ask],
        ),
      ),
    },
  },
  {
    name: 'a balance below zero is clamped',
    seed: 1,
    makings: {
      center: withAggregate(
        telling(payout, (event) =>
          event.type === 'PayoutCarriedOver' && event.data.amountMinor < 0n
            ? { ...event, data: { ...event.data, amountMinor: 0n } }
            : event,
        ),
      ),
    },
  },
]
