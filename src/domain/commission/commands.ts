import { closed, listOf, text } from '../kernel/codec.js'
import { FrozenRule } from '../kernel/fee.js'
import { LineId, OrderId, SellerId, SkuId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Instant } from '../kernel/time.js'
import { lineAmounts } from './events.js'

const LineToCharge = closed(
  'LineToCharge',
  { lineId: LineId, skuId: SkuId, rules: listOf(FrozenRule, 0, 20), ...lineAmounts },
  {},
)

const definitions = [
  command(
    'ChargeCommission',
    closed(
      'ChargeCommissionData',
      {
        orderId: OrderId,
        sellerId: SellerId,
        market: Market,
        currency: Currency,
        placedAt: Instant,
        lines: listOf(LineToCharge, 1, 500),
      },
      {},
    ),
  ),
  /** `reversalId` is the refund or cancellation that it follows. */
  command(
    'ReverseCommission',
    closed(
      'ReverseCommissionData',
      {
        orderId: OrderId,
        reversalId: text(1, 120),
        lines: listOf(closed('LineToReverse', { lineId: LineId, ...lineAmounts }, {}), 1, 500),
      },
      {},
    ),
  ),
  command('PayCreators', closed('PayCreatorsData', { orderId: OrderId }, {})),
]

export type CommissionCommand = CommandOf<(typeof definitions)[number]>
export type CommissionRequest = RequestOf<(typeof definitions)[number]>
export const commissionCommands = commandCatalog<CommissionCommand>(definitions)
