import { left, right, type Either } from '../../fp.js'
import type { CommissionRequest } from '../commission/commands.js'
import { rulesFor, type FeeSchedule } from '../kernel/feeSchedule.js'
import type { FrozenRule } from '../kernel/fee.js'
import type { CreatorId } from '../kernel/ids.js'
import type { OrderEvent } from '../order/events.js'
import type { Seller } from '../seller/state.js'
import type { CannotReact, Process } from './process.js'

/** An order is cancelled once. No refund id holds a space, so none can be taken for it. */
const CANCELLATION = 'order cancelled'

type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>
type Line = Of<'OrderDelivered'>['data']['lines'][number]
type Asked = Either<CannotReact, ReadonlyArray<CommissionRequest>>

/**
 * A delivered sale owes its fees (samples and replacements cost their seller none, not even fixed amounts), by the rules in force when it was placed; what is given back to the buyer after
 * delivery gives fees back too, until creators are paid their share of them. One process, so that what came first is told first.
 */
export const commissions = (schedule: FeeSchedule): Process<CommissionRequest> => ({
  name: 'commissions',
  knowsSellers: true,
  on: {
    OrderDelivered: (event, seller) => charge(schedule, seller, event),
    OrderLinesRefunded: (event) =>
      event.data.afterDelivery ? reverse(event, event.data.refundId) : right([]),
    CreatorSharesReleased: ({ occurredAt, data: { orderId } }) =>
      right([{ type: 'PayCreators', at: occurredAt, data: { orderId } }]),
    OrderCancelled: (event) => (event.data.afterDelivery ? reverse(event, CANCELLATION) : right([])),
  },
})

const charge = (schedule: FeeSchedule, seller: Seller, { occurredAt, data }: Of<'OrderDelivered'>): Asked => {
  const { orderId, sellerId, currency, market, placedAt } = data
  const outsideServiceLevel = data.outsideServiceLevel === true
  const sellerSince = seller.status === 'NONE' ? undefined : seller.verifiedAt
  const lines: Array<
    Extract<CommissionRequest, { readonly type: 'ChargeCommission' }>['data']['lines'][number]
  > = []
  for (const line of data.lines) {
    const { lineId, skuId, category } = line
    const inCampaign = line.campaignId !== undefined
    const rules = rulesFor(schedule, {
      market,
      category,
      placedAt,
      sellerSince,
      outsideServiceLevel,
      inCampaign,
    })
    if (rules.length === 0) {
      const detail = `no fee rule for category ${category} in ${market} at ${placedAt}`
      return left({ type: 'FeeRuleMissing', detail })
    }
    lines.push({
      lineId,
      skuId,
      rules: data.purpose === 'SALE' ? [...rules, ...creatorsRules(line)].map(ruleJson) : [],
      ...amountsJson(line),
    })
  }
  return right([
    {
      type: 'ChargeCommission',
      at: occurredAt,
      data: { orderId, sellerId, market, currency, placedAt, lines },
    },
  ])
}

/** A share in a sale is of what the buyer pays for the unit, at the rate that was frozen when it was bought. */
const share = (
  kind: FrozenRule['kind'],
  ruleId: string,
  creatorId: CreatorId,
  rateBps: number,
): FrozenRule => ({
  ruleId,
  ruleVersion: 1,
  kind,
  rateBps,
  base: 'SALE',
  rounding: 'PER_SKU',
  onRefund: 'FOLLOWS_UNTIL_CREATOR_PAID',
  creatorId,
})

/** What an agency shares with its creator is between them; a partner's share beside the creator's is the seller's to pay. */
const creatorsRules = ({ creator }: Line): ReadonlyArray<FrozenRule> => {
  if (creator === undefined) return []
  const { creatorId, rateBps, partner, byAd } = creator
  const kind = byAd === true ? 'AFFILIATE_ADS_COMMISSION' : 'AFFILIATE_COMMISSION'
  const own = share(kind, `creator-${creatorId}`, creatorId, rateBps)
  if (partner === undefined) return [own]
  const { partnerId } = partner
  return [own, share('AFFILIATE_PARTNER_COMMISSION', `partner-${partnerId}`, partnerId, partner.rateBps)]
}

const reverse = (
  { occurredAt, data }: Of<'OrderLinesRefunded' | 'OrderCancelled'>,
  reversalId: string,
): Asked => {
  const lines = data.lines.map((line) => ({ lineId: line.lineId, ...amountsJson(line) }))
  const { orderId } = data
  return right([{ type: 'ReverseCommission', at: occurredAt, data: { orderId, reversalId, lines } }])
}

const ruleJson = ({ perUnitMinor, capMinor, ...rule }: FrozenRule) => ({
  ...rule,
  ...(perUnitMinor === undefined ? {} : { perUnitMinor: perUnitMinor.toString() }),
  ...(capMinor === undefined ? {} : { capMinor: capMinor.toString() }),
})

type Amounts = Pick<
  Line,
  | 'saleMinor'
  | 'sellerDiscountMinor'
  | 'platformDiscountMinor'
  | 'shippingMinor'
  | 'shippingPlatformDiscountMinor'
  | 'taxMinor'
>

/** Amounts of a line as commissions are asked for: minor units as JSON texts. */
export const amountsJson = (line: Amounts) => ({
  saleMinor: line.saleMinor.toString(),
  sellerDiscountMinor: line.sellerDiscountMinor.toString(),
  platformDiscountMinor: line.platformDiscountMinor.toString(),
  shippingMinor: line.shippingMinor.toString(),
  shippingPlatformDiscountMinor: line.shippingPlatformDiscountMinor.toString(),
  taxMinor: line.taxMinor.toString(),
})
