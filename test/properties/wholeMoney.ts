import { commission, type Commission, type CommissionEvent } from '../../src/domain/commission/index.js'
import type { CommissionCommand } from '../../src/domain/commission/commands.js'
import type { OrderEvent } from '../../src/domain/order/index.js'
import { refundedLines, soldLines } from '../../src/domain/processes/settlementLines.js'
import type { SettlementCommand } from '../../src/domain/settlement/commands.js'
import { settlement, type Settlement, type SettlementEvent } from '../../src/domain/settlement/index.js'
import { isLeft, type Either } from '../../src/fp.js'
import { charge, creatorRule, euRule, feeAmounts, reverse } from '../support/commissions.js'
import { booked, type Books } from '../support/moneyBooks.js'
import { open, plainTerms, releaseReserve, settle, settleRefund } from '../support/settlements.js'
import { sum } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { sale, soldOrder, type Sale } from './soldOrder.js'

type Of<C, T> = Extract<C, { readonly type: T }>

const tax = { ...euRule, ruleId: 'tax', kind: 'FEE_TAX', base: 'FEE', of: 'PLATFORM_COMMISSION' }
const perLine = { ...euRule, ruleId: 'line', kind: 'TRANSACTION_FEE', base: 'REVENUE', rounding: 'PER_LINE' }
const rules = [euRule, tax, perLine, creatorRule]
const charging = charge([{ lineId: 'l1', rules, ...feeAmounts(1) }]) as Of<
  CommissionCommand,
  'ChargeCommission'
>
const rulesRead = charging.data.lines.flatMap((line) => line.rules)
const reversing = reverse('r', [{ lineId: 'l1', ...feeAmounts(1) }]) as Of<
  CommissionCommand,
  'ReverseCommission'
>
/** A tenth is withheld for thirty days. */
const opening = open({ terms: { ...plainTerms, reserveRateBps: 1_000, reserveDays: 30 } }) as Of<
  SettlementCommand,
  'OpenSettlement'
>
const refunding = settleRefund('r', '1') as Of<SettlementCommand, 'SettleRefund'>
const settling = settle()
const releasing = releaseReserve('2026-06-01T00:00:00.000Z')

const valueOf = <A>(decided: Either<{ readonly type: string }, A>): A => {
  if (isLeft(decided)) throw new Error(`refused: ${decided.left.type}`)
  return decided.right
}

/** An order's money from the buyer's payment until all of it was given back: books and statement lines. */
const lived = (story: Sale) => {
  let books: Books = {}
  let fees: Commission = commission.initialState
  let account: Settlement = settlement.initialState
  const statement: Array<bigint> = []
  let paidMinor = 0n

  const asked = (command: SettlementCommand): void => {
    const events: ReadonlyArray<SettlementEvent> = valueOf(settlement.decide(command, account))
    account = events.reduce(settlement.evolve, account)
    for (const event of events) {
      books = booked(books, event)
      if ('transaction' in event.data)
        statement.push(event.data.transaction.settlementMinor + event.data.transaction.reserveMinor)
    }
  }
  const charged = (command: CommissionCommand): CommissionEvent | undefined => {
    const events = valueOf(commission.decide(command, fees))
    fees = events.reduce(commission.evolve, fees)
    books = events.reduce<Books>(booked, books)
    return events[0]
  }
  const delivered = ({ data }: Of<OrderEvent, 'OrderDelivered'>): void => {
    const lines = data.lines.map((line) => ({ ...line, rules: rulesRead }))
    const event = charged({ ...charging, data: { ...charging.data, lines } })
    if (event?.type !== 'CommissionCharged') return
    paidMinor = sum(data.lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor))
    asked({
      ...opening,
      data: { ...opening.data, buyerPaidMinor: paidMinor, lines: soldLines(event.data) },
    })
  }
  const refunded = ({ data }: Of<OrderEvent, 'OrderLinesRefunded'>): void => {
    if (!data.afterDelivery) return
    const { refundId, lines } = data
    const event = charged({ ...reversing, data: { ...reversing.data, reversalId: refundId, lines } })
    if (event?.type !== 'CommissionReversed') return
    const buyerBackMinor = sum(lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor))
    const back = { ...refunding.data, refundId, buyerBackMinor, lines: refundedLines(event.data) }
    asked({ ...refunding, data: back })
  }
  const follow = (event: OrderEvent): void => {
    books = booked(books, event)
    if (event.type === 'OrderDelivered') delivered(event)
    if (event.type === 'OrderLinesRefunded') refunded(event)
  }
  soldOrder(follow).live(story, () => asked(settling))
  if (account.status === 'SETTLED') asked(releasing)
  return { books, statedMinor: sum(statement) }
}

export const wholeMoney = moneyProperty(
  'an order of which all is given back, before and after it settled, leaves nothing on any account or statement',
  sale,
  (story) => {
    const { books, statedMinor } = lived(story)
    if (Object.values(books).some((minor) => minor !== 0n)) return 'something is left on an account'
    return statedMinor === 0n ? undefined : 'something is left on the statements'
  },
)
