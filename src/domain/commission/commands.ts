import { closed, listOf, text } from '../kernel/codec.js'
import { LineId, OrderId, SellerId, SkuId } from '../kernel/ids.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'
import { FrozenRule } from './events.js'

const amounts = { saleMinor: AmountMinor, shippingMinor: AmountMinor, platformDiscountMinor: AmountMinor }

const definitions = [
  command(
    'ChargeCommission',
    closed(
      'ChargeCommissionData',
      {
        orderId: OrderId,
        sellerId: SellerId,
        currency: Currency,
        lines: listOf(
          closed('LineToCharge', { lineId: LineId, skuId: SkuId, rule: FrozenRule, ...amounts }, {}),
          1,
          500,
        ),
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
        lines: listOf(closed('LineToReverse', { lineId: LineId, ...amounts }, {}), 1, 500),
      },
      {},
    ),
  ),
]

export type CommissionCommand = CommandOf<(typeof definitions)[number]>
export type CommissionRequest = RequestOf<(typeof definitions)[number]>
export const commissionCommands = commandCatalog<CommissionCommand>(definitions)
