import { closed } from '../kernel/codec.js'
import { OrderId } from '../kernel/ids.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { Currency, TotalMinor } from '../kernel/money.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { Instant } from '../kernel/time.js'
import { moneyLines, parties, Reference } from './events.js'

const ofOrder = { orderId: OrderId }

const definitions = [
  command(
    'OpenSettlement',
    closed(
      'OpenSettlementData',
      { ...parties, deliveredAt: Instant, terms: SellerTerms, buyerPaidMinor: TotalMinor, lines: moneyLines },
      {},
    ),
  ),
  /** `lines`: what the refund takes from the seller, and the fees that follow it. */
  command(
    'SettleRefund',
    closed(
      'SettleRefundData',
      { ...ofOrder, currency: Currency, refundId: Reference, buyerBackMinor: TotalMinor, lines: moneyLines },
      {},
    ),
  ),
  command('OpenSettlementCase', closed('OpenSettlementCaseData', { ...parties, caseId: Reference }, {})),
  command('CloseSettlementCase', closed('CloseSettlementCaseData', { ...parties, caseId: Reference }, {})),
  command('SettleOrder', closed('SettleOrderData', ofOrder, {})),
  command(
    'SettleChargeback',
    closed(
      'SettleChargebackData',
      { ...ofOrder, currency: Currency, chargebackId: Reference, amountMinor: TotalMinor },
      {},
    ),
  ),
  command('ReleaseReserve', closed('ReleaseReserveData', ofOrder, {})),
  command('ReleaseCreatorShares', closed('ReleaseCreatorSharesData', ofOrder, {})),
]

export type SettlementCommand = CommandOf<(typeof definitions)[number]>
export type SettlementRequest = RequestOf<(typeof definitions)[number]>
export const settlementCommands = commandCatalog<SettlementCommand>(definitions)
