import { closed, listOf, oneOf } from '../kernel/codec.js'
import { BuyerId, CaseId, OrderId, SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Instant, Zone } from '../kernel/time.js'
import { CASE_LINES_MAX, CaseLine, CaseType, LineAmount, Reason, Ruling, tracking } from './terms.js'

const caseId = CaseId
const amounts = listOf(LineAmount, 1, CASE_LINES_MAX)
const answeredBy = oneOf('Answerer', ['SELLER', 'SYSTEM'])

const definitions = [
  /** `replacementOrderId` and `recipient` are for a replacement. `deliveredAt`: absent while the order is on its way. */
  command(
    'OpenAfterSalesCase',
    closed(
      'OpenAfterSalesCaseData',
      {
        caseId,
        orderId: OrderId,
        sellerId: SellerId,
        buyerId: BuyerId,
        market: Market,
        zone: Zone,
        currency: Currency,
        caseType: CaseType,
        reason: Reason,
        lines: listOf(CaseLine, 1, CASE_LINES_MAX),
      },
      { recipient: Sealed, replacementOrderId: OrderId, deliveredAt: Instant },
    ),
  ),
  command('AcceptAfterSalesCase', closed('AcceptAfterSalesCaseData', { caseId, acceptedBy: answeredBy }, {})),
  command('RejectAfterSalesCase', closed('RejectAfterSalesCaseData', { caseId, reason: Reason }, {})),
  command('OfferAfterSalesRefund', closed('OfferAfterSalesRefundData', { caseId, lines: amounts }, {})),
  command('AcceptAfterSalesOffer', closed('AcceptAfterSalesOfferData', { caseId }, {})),
  command(
    'DeclineAfterSalesOffer',
    closed(
      'DeclineAfterSalesOfferData',
      { caseId, declinedBy: oneOf('OfferDecliner', ['BUYER', 'SYSTEM']) },
      {},
    ),
  ),
  command('ShipAfterSalesReturn', closed('ShipAfterSalesReturnData', { caseId, ...tracking }, {})),
  command('RecordAfterSalesReturnArrival', closed('RecordAfterSalesReturnArrivalData', { caseId }, {})),
  command(
    'AcceptAfterSalesReturn',
    closed('AcceptAfterSalesReturnData', { caseId, acceptedBy: answeredBy }, {}),
  ),
  command('RejectAfterSalesReturn', closed('RejectAfterSalesReturnData', { caseId, reason: Reason }, {})),
  command(
    'OpenAfterSalesArbitration',
    closed(
      'OpenAfterSalesArbitrationData',
      { caseId, openedBy: oneOf('ArbitrationOpener', ['BUYER', 'SELLER', 'SYSTEM']) },
      {},
    ),
  ),
  /** `lines`: what the buyer gets, if it is not what they asked for. */
  command(
    'RuleAfterSalesArbitration',
    closed('RuleAfterSalesArbitrationData', { caseId, ruling: Ruling }, { lines: amounts }),
  ),
  command(
    'CancelAfterSalesCase',
    closed('CancelAfterSalesCaseData', { caseId, cancelledBy: oneOf('Canceller', ['BUYER', 'SYSTEM']) }, {}),
  ),
  command('CloseAfterSalesCase', closed('CloseAfterSalesCaseData', { caseId }, {})),
  /** By the process that saw the refund, or the replacement ordered. */
  command('CompleteAfterSalesCase', closed('CompleteAfterSalesCaseData', { caseId }, {})),
  /** By the process that saw the order answer that less is left. */
  command('DeclineAfterSalesRefund', closed('DeclineAfterSalesRefundData', { caseId, cause: Reason }, {})),
]

export type AfterSalesCommand = CommandOf<(typeof definitions)[number]>
export type AfterSalesRequest = RequestOf<(typeof definitions)[number]>
export const afterSalesCommands = commandCatalog<AfterSalesCommand>(definitions)
