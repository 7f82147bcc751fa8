import { describe, expect, test } from 'vitest'
import { commissionCommands } from '../../../src/domain/commission/commands.js'
import { commission } from '../../../src/domain/commission/index.js'
import { domainEvents, handle } from '../../../src/domain/events.js'
import { sumMinor } from '../../../src/domain/kernel/money.js'
import type { OrderEvent } from '../../../src/domain/order/events.js'
import { moneyProcesses, processes } from '../../../src/domain/processes/index.js'
import { commissions } from '../../../src/domain/processes/commissions.js'
import { feeSchedule } from '../../../src/domain/kernel/feeSchedules.js'
import { seller, type SellerEvent } from '../../../src/domain/seller/index.js'
import { left, right } from '../../../src/fp.js'
import { brazilRule, creatorRule, euRule, feeAmounts } from '../../support/commissions.js'
import {
  amountsJson,
  cancelled,
  historyTo,
  ofOrder,
  orderDelivered,
  orderPaid,
  orderPlaced,
  refunded,
} from '../../support/orders.js'
import {
  sellerRegistered,
  sellerReinstated,
  sellerSubmitted,
  sellerSuspended,
  sellerVerified,
} from '../../support/sellers.js'
import { BEFORE, commandOf, eventOf, foldOf, instant, NOW, valueOf } from '../../support/spec.js'

const process = commissions(feeSchedule)
const asks = (event: OrderEvent) => handle(process.on, event, seller.initialState)

const both = [amountsJson('l1'), amountsJson('l2')]
const amounts = (shipping: number) => feeAmounts(2_500, shipping, 200, { sellerDiscountMinor: '300' })
const toCharge = (lineId: string, shipping: number, ...rules: ReadonlyArray<object>) => ({
  lineId,
  skuId: 'k1',
  rules: rules.length === 0 ? [euRule] : rules,
  ...amounts(shipping),
})
const delivered = (more: object) =>
  eventOf(domainEvents, 'OrderDelivered', {
    ...ofOrder,
    from: 'IN_TRANSIT',
    status: 'DELIVERED',
    packageId: 'P1',
    market: 'FR',
    placedAt: '2026-03-02T09:00:00.000Z',
    lines: both,
    ...more,
  })
const asksOf = (event: ReturnType<typeof delivered>, ...past: ReadonlyArray<SellerEvent>) =>
  handle(process.on, event, foldOf(seller, past))
const oneBack = [{ ...amountsJson('l1', { shippingMinor: '0' }), whole: true }]

describe('a delivered order', () => {
  test('is charged what remains of its lines, by the rule in force when it was placed', () => {
    const lines = [toCharge('l1', 250), toCharge('l2', 249)]
    expect(asks(orderDelivered('P1'))).toEqual(
      right([
        {
          type: 'ChargeCommission',
          at: NOW,
          data: {
            orderId: 'o1',
            sellerId: 's1',
            market: 'FR',
            currency: 'EUR',
            placedAt: BEFORE,
            lines,
          },
        },
      ]),
    )
  })

  test.each([
    ['2026-01-07T22:59:59.000Z', 500],
    ['2026-01-07T23:00:00.000Z', 900],
  ])('placed at %s pays %i basis points, whenever it arrives', (placedAt, rateBps) => {
    expect(asksOf(delivered({ placedAt }))).toMatchObject(
      right([{ data: { lines: [{ rules: [{ rateBps }] }, { rules: [{ rateBps }] }] } }]),
    )
  })

  test('in Britain, sent outside the service levels, pays for that too', () => {
    const kinds = (more: object) =>
      valueOf(asksOf(delivered({ market: 'GB', ...more })) ?? right([])).flatMap((ask) =>
        ask.type === 'ChargeCommission'
          ? ask.data.lines.map(({ rules }) => rules.map(({ kind }) => kind))
          : [],
      )
    const both = ['PLATFORM_COMMISSION', 'SELLER_SHIPPING_SERVICE_FEE']
    expect(kinds({ outsideServiceLevel: true })).toEqual([both, both])
    expect(kinds({})).toEqual([['PLATFORM_COMMISSION'], ['PLATFORM_COMMISSION']])
  })

  test.each(['SAMPLE', 'REPLACEMENT'])('as a %s costs no fee, not even a fixed one', (purpose) => {
    const brought = amountsJson('l1', { saleMinor: '0', creator: { creatorId: 'c1', rateBps: 1_200 } })
    const event = delivered({ market: 'GB', purpose, outsideServiceLevel: true, lines: [brought] })
    expect(asksOf(event)).toMatchObject(
      right([{ type: 'ChargeCommission', data: { lines: [{ lineId: 'l1', rules: [] }] } }]),
    )
  })

  test('in Brazil pays by the rule of Brazil', () => {
    expect(asksOf(delivered({ market: 'BR', lines: both.slice(0, 1) }))).toMatchObject(
      right([{ data: { lines: [toCharge('l1', 250, brazilRule)] } }]),
    )
  })

  test('pays the creator who brought the buyer, at the rate that was frozen with the line', () => {
    const brought = amountsJson('l1', { creator: { creatorId: 'c1', rateBps: 1_200 } })
    expect(asksOf(delivered({ lines: [brought] }))).toMatchObject(
      right([{ data: { lines: [toCharge('l1', 250, euRule, creatorRule)] } }]),
    )
  })

  test('pays a creator’s partner beside them, and by its own name what an advertisement brought', () => {
    const partner = { partnerId: 'a1', rateBps: 500 }
    const brought = (more: object) =>
      delivered({
        lines: [amountsJson('l1', { creator: { creatorId: 'c1', rateBps: 2_000, partner, ...more } })],
      })
    const own = { ...creatorRule, rateBps: 2_000 }
    const share = {
      ...creatorRule,
      ruleId: 'partner-a1',
      kind: 'AFFILIATE_PARTNER_COMMISSION',
      rateBps: 500,
      creatorId: 'a1',
    }
    expect(asksOf(brought({}))).toMatchObject(
      right([{ data: { lines: [toCharge('l1', 250, euRule, own, share)] } }]),
    )
    const ad = { ...own, kind: 'AFFILIATE_ADS_COMMISSION' }
    expect(asksOf(brought({ byAd: true }))).toMatchObject(
      right([{ data: { lines: [toCharge('l1', 250, euRule, ad, share)] } }]),
    )
  })

  test('in the United States pays one percent more for what was bought in a campaign', () => {
    const lines = [amountsJson('l1', { campaignId: 'black-friday-2026' }), amountsJson('l2')]
    const ask = valueOf(asksOf(delivered({ market: 'US', lines })) ?? right([]))[0]
    const told = ask?.type === 'ChargeCommission' ? ask.data.lines : []
    expect(told.map(({ rules }) => rules.map(({ kind, rateBps }) => [kind, rateBps]))).toEqual([
      [
        ['REFERRAL_FEE', 600],
        ['REFUND_ADMINISTRATION_FEE', 2_000],
        ['CAMPAIGN_SERVICE_FEE', 100],
      ],
      [
        ['REFERRAL_FEE', 600],
        ['REFUND_ADMINISTRATION_FEE', 2_000],
      ],
    ])
    expect(asksOf(delivered({ market: 'FR', lines }))).toMatchObject(
      right([{ data: { lines: [toCharge('l1', 250), toCharge('l2', 249)] } }]),
    )
  })

  test.each([
    ['2026-02-28T23:59:59.999Z', 400],
    ['2026-03-01T00:00:00.000Z', 400],
    ['2026-03-01T14:29:59.999Z', 400],
    ['2026-03-01T14:30:00.000Z', 900],
  ])(
    'of a seller verified 60 days before 1 March, 14:30, placed at %s pays %i basis points',
    (placedAt, rateBps) => {
      const verified = { ...sellerVerified, occurredAt: instant('2025-12-31T14:30:00.000Z') }
      // A suspension does not make a seller new once more.
      const past = [sellerRegistered(), sellerSubmitted(), verified, sellerSuspended, sellerReinstated]
      expect(asksOf(delivered({ placedAt }), ...past)).toMatchObject(
        right([{ data: { lines: [{ rules: [{ rateBps }] }, { rules: [{ rateBps }] }] } }]),
      )
    },
  )

  test('of a seller that was not verified when it was placed pays as others do', () => {
    expect(asksOf(delivered({}), sellerRegistered(), sellerSubmitted())).toMatchObject(
      right([{ data: { lines: [{ rules: [{ rateBps: 900 }] }, {}] } }]),
    )
  })

  test('without a rule stops the process and says for what', () => {
    expect(asksOf(delivered({ market: 'JP' }))).toEqual(
      left({
        type: 'FeeRuleMissing',
        detail: 'no fee rule for category kitchen in JP at 2026-03-02T09:00:00.000Z',
      }),
    )
  })
})

describe('what is given back to the buyer', () => {
  test('after delivery gives its commission back', () => {
    expect(asks(refunded('r1', oneBack, ['DELIVERED', 'DELIVERED'], true))).toEqual(
      right([
        {
          type: 'ReverseCommission',
          at: NOW,
          data: { orderId: 'o1', reversalId: 'r1', lines: [{ lineId: 'l1', ...amounts(0) }] },
        },
      ]),
    )
  })

  test('before delivery never owed any', () => {
    expect(asks(refunded('r1', oneBack, ['IN_TRANSIT', 'IN_TRANSIT'], false))).toEqual(right([]))
    expect(asks(cancelled('IN_TRANSIT'))).toEqual(right([]))
    expect(asks(cancelled('UNPAID'))).toEqual(right([]))
  })

  test('by a cancellation after delivery gives the commission on all that remains back', () => {
    const event = cancelled('DELIVERED', { afterDelivery: true })
    const lines = [
      { lineId: 'l1', ...amounts(250) },
      { lineId: 'l2', ...amounts(249) },
    ]
    expect(asks(event)).toMatchObject(right([{ type: 'ReverseCommission', data: { lines } }]))
  })

  test('by a refund called «cancelled» and then a cancellation is given back twice', () => {
    const nothing = { saleMinor: '0', sellerDiscountMinor: '0', platformDiscountMinor: '0' }
    const rest = [amountsJson('l1', nothing), amountsJson('l2')]
    const history = [
      orderDelivered('P1'),
      refunded('cancelled', oneBack, ['DELIVERED', 'DELIVERED'], true),
      cancelled('DELIVERED', { afterDelivery: true, lines: rest }),
    ]
    let past = foldOf(commission, [])
    const fees = history.flatMap((event) =>
      valueOf(asks(event) ?? right([])).flatMap((request) => {
        const events = valueOf(commission.decide(commandOf(commissionCommands, request), past))
        past = events.reduce(commission.evolve, past)
        return events.map((event) => {
          const fees = event.type === 'CommissionReversed' ? event.data.fees : []
          return event.type === 'CommissionReversed'
            ? -sumMinor(fees.map(({ backMinor }) => backMinor))
            : sumMinor(event.data.fees.map(({ feeMinor }) => feeMinor))
        })
      }),
    )
    expect(fees).toEqual([531n, -243n, -288n])
  })
})

test('nothing else that happens to an order concerns the commission', () => {
  expect(Object.keys(process.on).sort()).toEqual([
    'CreatorSharesReleased',
    'OrderCancelled',
    'OrderDelivered',
    'OrderLinesRefunded',
  ])
  for (const event of [orderPlaced(), orderPaid(), ...historyTo.PARTIALLY_SHIPPING]) {
    expect(asks(event)).toBeUndefined()
  }
})

test('the processes of the seller center are known by their names', () => {
  expect(processes.map(({ name }) => name)).toEqual(['commissions', 'after_sales'])
  expect(moneyProcesses.map(({ name }) => name)).toEqual(['settlements', 'statements', 'payouts'])
})
