import { isLeft, right, type Either } from '../../fp.js'
import type { AfterSalesEvent } from '../afterSales/events.js'
import type { CommissionEvent } from '../commission/events.js'
import { sumMinor } from '../kernel/money.js'
import type { SettlementRequest } from '../settlement/commands.js'
import type { Seller } from '../seller/state.js'
import type { TermsTable } from '../settlement/terms.js'
import { agreedTerms } from './agreedTerms.js'
import { lineJson, termsJson } from './json.js'
import type { CannotReact, Process } from './process.js'
import { refundedLines, soldLines } from './settlementLines.js'

type Of<T extends CommissionEvent['type']> = Extract<CommissionEvent, { readonly type: T }>
type Asked = Either<CannotReact, ReadonlyArray<SettlementRequest>>

/**
 * A delivered order, its fees charged, waits for its day of settlement; refunds lessen it before that day, and are owed after
 * it. Both are told by the commission's events, which hold the amounts and the fees together: they arrive in their order.
 * A buyer's open case stops the clock.
 */
export const settlements = (table: TermsTable): Process<SettlementRequest> => ({
  name: 'settlements',
  knowsSellers: true,
  on: {
    CommissionCharged: (event, seller) => open(table, seller, event),
    CommissionReversed: (event) => refund(event),
    AfterSalesCaseOpened: (event) => openCase(event),
    AfterSalesArbitrationRuled: (event) => closeCase(event),
    AfterSalesCaseCompleted: (event) => closeCase(event),
    AfterSalesCaseCancelled: (event) => closeCase(event),
    AfterSalesCaseClosed: (event) => closeCase(event),
  },
})

/** What the buyer paid for these lines. */
const buyerMinor = (lines: Of<'CommissionCharged'>['data']['lines']): string =>
  sumMinor(lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor)).toString()

const open = (table: TermsTable, seller: Seller, { occurredAt, data }: Of<'CommissionCharged'>): Asked => {
  const { orderId, sellerId, market, currency } = data
  const terms = agreedTerms(table, seller, { sellerId, market, at: occurredAt })
  if (isLeft(terms)) return terms
  return right([
    {
      type: 'OpenSettlement',
      at: occurredAt,
      data: {
        orderId,
        sellerId,
        market,
        currency,
        // Fees are charged with the business time of the delivery.
        deliveredAt: occurredAt,
        terms: termsJson(terms.right),
        buyerPaidMinor: buyerMinor(data.lines),
        lines: soldLines(data).map(lineJson),
      },
    },
  ])
}

const refund = ({ occurredAt, data }: Of<'CommissionReversed'>): Asked => {
  const { orderId, currency, reversalId } = data
  return right([
    {
      type: 'SettleRefund',
      at: occurredAt,
      data: {
        orderId,
        currency,
        refundId: reversalId,
        buyerBackMinor: buyerMinor(data.lines),
        lines: refundedLines(data).map(lineJson),
      },
    },
  ])
}

type CaseEvent = Extract<AfterSalesEvent, { readonly data: { readonly caseId: string } }>

const caseOf = ({ data: { orderId, sellerId, market, currency, caseId } }: CaseEvent) => ({
  orderId,
  sellerId,
  market,
  currency,
  caseId,
})

const openCase = (event: CaseEvent): Asked =>
  right([{ type: 'OpenSettlementCase', at: event.occurredAt, data: caseOf(event) }])

/** A case after which nothing more is to be expected. */
const isOver = ({ data: { status } }: CaseEvent): boolean =>
  status === 'COMPLETED' || status === 'CANCELLED' || status === 'CLOSED'

const closeCase = (event: CaseEvent): Asked =>
  right(isOver(event) ? [{ type: 'CloseSettlementCase', at: event.occurredAt, data: caseOf(event) }] : [])
