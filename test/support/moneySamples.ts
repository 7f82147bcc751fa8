import type { Sample } from './samples.js'
import { creatorRule, euRule, feeAmounts } from './commissions.js'

const parties = { orderId: 'o1', sellerId: 's1', market: 'FR', currency: 'EUR' }
const day = { sellerId: 's1', market: 'FR', date: '2026-03-10', currency: 'EUR' }
const wholeRule = {
  ...creatorRule,
  of: 'REFERRAL_FEE',
  perUnitMinor: '600',
  includedTaxBps: 1_600,
  capMinor: '500',
}

/** Terms with everything in them: a reserve, a rest, and payouts on Fridays. */
export const termsJson = {
  termsId: 'standard',
  termsVersion: 1,
  settleAfterDays: 8,
  reserveRateBps: 1_000,
  reserveDays: 60,
  creatorDays: 15,
  payoutEvery: 'WEEK',
  payoutDay: 5,
  payoutHoldDays: 2,
  payoutMinimumMinor: '100',
}

const reason = {
  ruleId: 'platform-FR',
  ruleVersion: 2,
  rateBps: 900,
  base: 'GROSS',
  baseMinor: '5899',
  resultMinor: '531',
  roundedBy: 900,
  includedTaxBps: 1_600,
  capMinor: '5000',
}
const lines = [
  { part: 'REVENUE', name: 'subtotal_before_discount', amountMinor: '6000', skuId: 'k1' },
  { part: 'FEE_TAX', name: 'platform_commission', amountMinor: '-531', skuId: 'k1', reason },
]
const optionalOfLines = (pointer: string) => [
  `${pointer}/0/skuId`,
  `${pointer}/1/skuId`,
  `${pointer}/1/reason`,
  `${pointer}/1/reason/capMinor`,
  `${pointer}/1/reason/includedTaxBps`,
]

export const transactionJson = {
  transactionId: 'o1/order',
  type: 'ORDER',
  lines,
  revenueMinor: '6000',
  shippingMinor: '0',
  feeTaxMinor: '-531',
  adjustmentMinor: '0',
  settlementMinor: '5469',
  reserveMinor: '0',
}

const payoutId = 's1.2026-03-10.EUR'

/** For each type of command about money, its data. */
export const moneyCommandSamples: Readonly<Record<string, Sample>> = {
  ChargeCommission: {
    data: {
      ...parties,
      placedAt: '2026-03-01T09:00:00.000Z',
      lines: [
        { lineId: 'l1', skuId: 'k1', rules: [euRule, wholeRule], ...feeAmounts(2_500, 250, 200) },
        { lineId: 'l2', skuId: 'k1', rules: [euRule], ...feeAmounts(2_500, 249, 200) },
      ],
    },
    optional: ['of', 'perUnitMinor', 'includedTaxBps', 'capMinor', 'creatorId'].map(
      (field) => `/lines/0/rules/1/${field}`,
    ),
    mayBeEmpty: ['/lines/0/rules', '/lines/1/rules'],
  },
  ReverseCommission: {
    data: { orderId: 'o1', reversalId: 'r1', lines: [{ lineId: 'l1', ...feeAmounts(2_500, 0, 200) }] },
  },
  PayCreators: { data: { orderId: 'o1' } },
  OpenSettlement: {
    data: {
      ...parties,
      deliveredAt: '2026-03-02T10:00:00.000Z',
      terms: termsJson,
      buyerPaidMinor: '5499',
      lines,
    },
    optional: optionalOfLines('/lines'),
  },
  SettleRefund: {
    data: { orderId: 'o1', currency: 'EUR', refundId: 'r1', buyerBackMinor: '2500', lines },
    optional: optionalOfLines('/lines'),
  },
  OpenSettlementCase: { data: { ...parties, caseId: 'c1' } },
  CloseSettlementCase: { data: { ...parties, caseId: 'c1' } },
  SettleOrder: { data: { orderId: 'o1' } },
  SettleChargeback: {
    data: { orderId: 'o1', currency: 'EUR', chargebackId: 'cb1', amountMinor: '5499' },
  },
  ReleaseReserve: { data: { orderId: 'o1' } },
  ReleaseCreatorShares: { data: { orderId: 'o1' } },
  AddStatementLine: {
    data: { ...day, statementId: payoutId, orderId: 'o1', transaction: transactionJson },
    optional: optionalOfLines('/transaction/lines'),
  },
  AdjustStatement: {
    data: {
      ...day,
      statementId: payoutId,
      adjustmentId: 'a1',
      adjustmentType: 'PLATFORM_PENALTY',
      amountMinor: '-100',
      relatedOrderId: 'o1',
      note: 'late dispatch',
    },
    optional: ['/relatedOrderId', '/note'],
  },
  CloseStatement: { data: { statementId: payoutId } },
  AddPayoutEntry: {
    data: {
      ...day,
      payoutId,
      terms: termsJson,
      entry: { kind: 'STATEMENT', source: 's1.2026-03-09.EUR', amountMinor: '4922' },
    },
  },
  HoldPayout: { data: { payoutId, reason: 'documents expired' } },
  ReleasePayoutHold: { data: { payoutId } },
  CutOffPayout: { data: { payoutId } },
  RecordPayoutAttempt: { data: { payoutId, attempt: 1 } },
  RecordPayoutSilence: { data: { payoutId, attempt: 1 } },
  RecordPayoutNotice: {
    data: { payoutId, status: 'PAID', bankReference: 'TR-77', note: 'arrived' },
    optional: ['/bankReference', '/note'],
  },
}

/** Of the stored shapes of events about money: which fields may be missing, and which lists may be empty. */
export const moneyEventOptions: Readonly<Record<string, Omit<Sample, 'data'>>> = {
  CommissionCharged: {
    optional: [
      '/fees/0/rule/capMinor',
      '/fees/0/rule/creatorId',
      '/fees/0/rule/includedTaxBps',
      '/fees/0/rule/of',
      '/fees/0/rule/perUnitMinor',
    ],
    mayBeEmpty: ['/fees'],
  },
  CommissionReversed: {
    optional: [
      '/fees/0/rule/capMinor',
      '/fees/0/rule/creatorId',
      '/fees/0/rule/includedTaxBps',
      '/fees/0/rule/of',
      '/fees/0/rule/perUnitMinor',
    ],
    mayBeEmpty: ['/fees'],
  },
  CreatorsPaid: {
    optional: [
      '/fees/0/rule/capMinor',
      '/fees/0/rule/creatorId',
      '/fees/0/rule/includedTaxBps',
      '/fees/0/rule/of',
      '/fees/0/rule/perUnitMinor',
    ],
    mayBeEmpty: ['/fees'],
  },
  SettlementOpened: { optional: optionalOfLines('/lines') },
  SettlementAmended: { optional: optionalOfLines('/lines') },
  OrderSettled: { optional: ['/creatorsDueAt', ...optionalOfLines('/transaction/lines')] },
  RefundSettled: { optional: optionalOfLines('/transaction/lines') },
  StatementLineAdded: { optional: optionalOfLines('/transaction/lines') },
  StatementAdjusted: { optional: ['/note', '/relatedOrderId'] },
  StatementLineDeferred: { optional: optionalOfLines('/transaction/lines') },
  PayoutProcessing: { optional: ['/bankReference', '/note'] },
  PayoutFailed: { optional: ['/bankReference', '/note'] },
  PayoutPaid: { optional: ['/bankReference', '/note'] },
  PayoutReturned: { optional: ['/bankReference', '/note'] },
}
