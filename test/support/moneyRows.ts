import type { Cells } from './readModels.js'

const AT = '2026-03-05T12:30:00.000Z'

/** Amounts of a statement or a line of it: a sale less its fee, of which a tenth is withheld. */
const amounts: Cells = {
  revenue_minor: 4000,
  shipping_minor: 499,
  fee_tax_minor: -405,
  adjustment_minor: 0,
  settlement_minor: 4094,
  reserve_minor: -409,
  payable_minor: 3685,
}

export const statementRow = (sellerId: string, date: string, other: Cells = {}): Cells => ({
  statement_id: `${sellerId}.${date}.EUR`,
  seller_id: sellerId,
  date,
  currency: 'EUR',
  status: 'OPEN',
  lines: 1,
  ...amounts,
  closes_at: `${date}T23:59:59.999Z`,
  closed_at: null,
  payout_id: null,
  ...other,
})

export const statementLineRow = (statementId: string, line: number, other: Cells = {}): Cells => ({
  statement_id: statementId,
  line,
  seller_id: statementId.split('.')[0] ?? '',
  transaction_id: `order-${line}/order`,
  type: 'ORDER',
  order_id: `order-${line}`,
  currency: 'EUR',
  ...amounts,
  event_id: `00000000-0000-5000-8000-${line.toString().padStart(12, '0')}`,
  position: line,
  occurred_at: AT,
  ...other,
})

/** The rule of a fee of 9 % of 44.99, rounded up by 0.09 cents. */
export const citedCells: Cells = {
  rule_id: 'eu-standard',
  rule_version: 2,
  rate_bps: 900,
  base: 'GROSS',
  base_minor: 4499,
  result_minor: 405,
  rounded_by: 900,
  included_tax_bps: null,
  cap_minor: null,
}

export const statementDetailRow = (
  statementId: string,
  line: number,
  detail: number,
  other: Cells = {},
): Cells => ({
  statement_id: statementId,
  line,
  detail,
  part: 'FEE_TAX',
  name: 'platform_commission',
  sku_id: 'sku-1',
  amount_minor: -405,
  ...citedCells,
  ...other,
})

export const payoutRow = (sellerId: string, date: string, other: Cells = {}): Cells => ({
  payout_id: `${sellerId}.${date}.EUR`,
  seller_id: sellerId,
  date,
  currency: 'EUR',
  status: 'OPEN',
  held: false,
  amount_minor: 3685,
  entries: 1,
  attempts: 0,
  wait_reason: null,
  to_date: null,
  bank_reference: null,
  cut_off_at: `${date}T06:00:00.000Z`,
  planned_at: null,
  paid_at: null,
  updated_at: AT,
  ...other,
})

export const payoutEntryRow = (payoutId: string, kind: string, source: string, other: Cells = {}): Cells => ({
  payout_id: payoutId,
  kind,
  source,
  seller_id: payoutId.split('.')[0] ?? '',
  currency: 'EUR',
  amount_minor: 3685,
  added_at: AT,
  event_id: '00000000-0000-5000-8000-000000000009',
  position: 9,
  ...other,
})

export const unsettledRow = (orderId: string, sellerId: string, other: Cells = {}): Cells => ({
  order_id: orderId,
  seller_id: sellerId,
  currency: 'EUR',
  reason: 'NOT_DELIVERED',
  open_cases: 0,
  estimated_gross_minor: 4499,
  estimated_settlement_minor: null,
  delivered_at: null,
  due_at: null,
  settled_at: null,
  cancelled_at: null,
  ...other,
})

export const caseRow = (caseId: string, sellerId: string, other: Cells = {}): Cells => ({
  case_id: caseId,
  order_id: 'order-1',
  seller_id: sellerId,
  case_type: 'RETURN_AND_REFUND',
  status: 'REQUESTED',
  reason: 'defective',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
  units: 1,
  claimed_minor: 2500,
  offered_minor: null,
  granted_minor: null,
  replacement_order_id: null,
  seller_fault: null,
  clock: 'CASE_ANSWER',
  due_at: '2026-03-07T12:30:00.000Z',
  deadline_id: `afterSales-${caseId}/CASE_ANSWER`,
  no_rule: null,
  opened_at: AT,
  ended_at: null,
  updated_at: AT,
  ...other,
})

export const caseStepRow = (caseId: string, revision: number, other: Cells = {}): Cells => ({
  case_id: caseId,
  revision,
  event_type: 'AfterSalesCaseOpened',
  occurred_at: AT,
  recorded_at: AT,
  status: 'REQUESTED',
  detail: '{"units":1,"claimedMinor":"2500","currency":"EUR"}',
  ...other,
})

export const deadlineRow = (deadlineId: string, sellerId: string, other: Cells = {}): Cells => ({
  deadline_id: deadlineId,
  seller_id: sellerId,
  clock: 'SETTLEMENT',
  state: 'STANDING',
  due_at: '2026-03-13T23:59:59.000Z',
  scheduled_by: 'e1',
  request: '{"type":"SettleOrder","data":{"orderId":"order-1"}}',
  ...other,
})
