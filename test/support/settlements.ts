import { settlementCommands } from '../../src/domain/settlement/commands.js'
import { settlementEvents } from '../../src/domain/settlement/events.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenSettlement = specFor(settlement)

const orderId = 'o1'
const parties = { orderId, sellerId: 's1', market: 'FR', currency: 'EUR' }
export const DELIVERED_AT = '2026-03-02T10:00:00.000Z'
export const DUE_AT = '2026-03-10T10:00:00.000Z'
/** Fifteen days after delivery. */
export const CREATORS_DUE_AT = '2026-03-17T10:00:00.000Z'

/** Settled after eight days, paid daily, nothing withheld. */
export const plainTerms = {
  termsId: 'standard',
  termsVersion: 1,
  settleAfterDays: 8,
  reserveRateBps: 0,
  reserveDays: 0,
  creatorDays: 15,
  payoutEvery: 'DAY',
  payoutDay: 1,
  payoutHoldDays: 0,
  payoutMinimumMinor: '100',
}

/** 54.00 of goods and 4.99 of shipping, 5.31 for the platform and 6.00 for a creator: 47.68 settles. */
export const soldJson = [
  { part: 'REVENUE', name: 'subtotal_before_discount', amountMinor: '6000' },
  { part: 'REVENUE', name: 'seller_discount', amountMinor: '-600' },
  { part: 'SHIPPING', name: 'customer_paid_shipping_fee', amountMinor: '499' },
  { part: 'FEE_TAX', name: 'platform_commission', amountMinor: '-531' },
  { part: 'FEE_TAX', name: 'affiliate_commission', amountMinor: '-600' },
]
/** One unit of two back: 27.00 less 2.43 of the platform's and 3.00 of the creator's. */
export const backJson = [
  { part: 'REVENUE', name: 'refund_subtotal_before_discount', amountMinor: '-2700' },
  { part: 'FEE_TAX', name: 'platform_commission', amountMinor: '243' },
  { part: 'FEE_TAX', name: 'affiliate_commission', amountMinor: '300' },
]

interface Line {
  readonly part: string
  readonly name?: string
  readonly amountMinor: string
}
const sum = (lines: ReadonlyArray<Line>, ...parts: ReadonlyArray<string>): string =>
  lines
    .filter(({ part }) => parts.includes(part))
    .reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
    .toString()

/** A transaction of these lines, its sums told by another hand than the rules'. */
export const transactionOfJson = (id: string, type: string, lines: ReadonlyArray<Line>) => ({
  transactionId: `${orderId}/${id}`,
  type,
  lines,
  revenueMinor: sum(lines, 'REVENUE'),
  shippingMinor: sum(lines, 'SHIPPING'),
  feeTaxMinor: sum(lines, 'FEE_TAX'),
  adjustmentMinor: sum(lines, 'ADJUSTMENT'),
  settlementMinor: sum(lines, 'REVENUE', 'SHIPPING', 'FEE_TAX', 'ADJUSTMENT'),
  reserveMinor: sum(lines, 'RESERVE'),
})

const command = (type: string, data: object, at?: string) =>
  commandOf(settlementCommands, { type, data: { orderId, ...data }, ...(at === undefined ? {} : { at }) })

export const open = (more: object = {}) =>
  command('OpenSettlement', {
    ...parties,
    deliveredAt: DELIVERED_AT,
    terms: plainTerms,
    buyerPaidMinor: '5499',
    lines: soldJson,
    ...more,
  })
export const settle = (at: string = DUE_AT) => command('SettleOrder', {}, at)
export const settleRefund = (refundId: string, buyerBackMinor: string, more: object = {}) =>
  command('SettleRefund', { currency: 'EUR', refundId, buyerBackMinor, lines: backJson, ...more })
export const openCase = (caseId: string) => command('OpenSettlementCase', { ...parties, caseId })
export const closeCase = (caseId: string, at?: string) =>
  command('CloseSettlementCase', { ...parties, caseId }, at)
export const settleChargeback = (chargebackId: string, amountMinor: string, currency = 'EUR') =>
  command('SettleChargeback', { currency, chargebackId, amountMinor })
export const releaseCreators = (at: string = CREATORS_DUE_AT) => command('ReleaseCreatorShares', {}, at)
export const releaseReserve = (at: string) => command('ReleaseReserve', {}, at)

const event = (type: Parameters<typeof settlementEvents.decode>[0], data: object, at?: string) =>
  eventOf(settlementEvents, type as never, { ...parties, ...data }, at as never)

export const opened = (more: object = {}) =>
  event('SettlementOpened', {
    deliveredAt: DELIVERED_AT,
    dueAt: DUE_AT,
    terms: plainTerms,
    buyerPaidMinor: '5499',
    lines: soldJson,
    estimatedMinor: '4768',
    ...more,
  })
export const amended = (refundId: string, buyerBackMinor: string, estimatedMinor: string) =>
  event('SettlementAmended', { refundId, buyerBackMinor, lines: backJson, estimatedMinor })
export const caseOpened = (caseId: string) => event('SettlementCaseOpened', { caseId })
export const caseClosed = (caseId: string, at?: string) => event('SettlementCaseClosed', { caseId }, at)
export const deferred = (at: string = DUE_AT) => event('SettlementDeferred', { reason: 'OPEN_CASE' }, at)
export const settled = (lines: ReadonlyArray<Line> = soldJson, more: object = {}, at: string = DUE_AT) =>
  event(
    'OrderSettled',
    {
      terms: plainTerms,
      transaction: transactionOfJson('order', 'ORDER', lines),
      releaseAt: DELIVERED_AT,
      ...(sum(
        lines.map(({ name, ...line }) => ({ ...line, part: name ?? '' })),
        'affiliate_commission',
      ) !== '0'
        ? { creatorsDueAt: at > CREATORS_DUE_AT ? at : CREATORS_DUE_AT }
        : {}),
      ...more,
    },
    at,
  )
export const refundSettled = (refundId: string, buyerBackMinor: string) =>
  event('RefundSettled', {
    refundId,
    buyerBackMinor,
    transaction: transactionOfJson(`refund/${refundId}`, 'ORDER', backJson),
  })
export const chargedBack = (chargebackId: string, amountMinor: string, takenMinor: string) =>
  event('ChargebackSettled', {
    chargebackId,
    amountMinor,
    transaction: transactionOfJson(`chargeback/${chargebackId}`, 'CHARGE_BACK', [
      { part: 'ADJUSTMENT', name: 'charge_back', amountMinor: takenMinor },
    ]),
  })
export const offset = (refundId: string, amountMinor: string) =>
  event('ChargebackOffset', {
    refundId,
    amountMinor,
    transaction: transactionOfJson(`offset/${refundId}`, 'CHARGE_BACK', [
      { part: 'ADJUSTMENT', name: 'charge_back_offset', amountMinor },
    ]),
  })
export const creatorsReleased = (at: string = CREATORS_DUE_AT) => event('CreatorSharesReleased', {}, at)
export const released = (amountMinor: string, at: string) =>
  event(
    'ReserveReleased',
    {
      transaction: transactionOfJson('reserve', 'RESERVE', [
        { part: 'RESERVE', name: 'reserve_released', amountMinor },
      ]),
    },
    at,
  )
