import { normalised } from '../kernel/transaction.js'

// Source: TikTok Shop's statement transactions, and the free-text ones that its exports have.
const known: ReadonlyArray<string> = [
  'CHARGE_BACK',
  'CUSTOMER_SERVICE_COMPENSATION',
  'DEDUCTIONS_INCURRED_BY_SELLER',
  'GMV_PAYMENT_FOR_ADS',
  'PLATFORM_COMMISSION_ADJUSTMENT',
  'PLATFORM_COMMISSION_COMPENSATION',
  'PLATFORM_PENALTY',
  'PROMOTION_ADJUSTMENT',
  'REBATE',
  'PLATFORM_COMPENSATION',
  'PLATFORM_REIMBURSEMENT',
  'COFUNDED_CREATOR_REWARDS',
  'STAMP_DUTY',
  'FBT_WAREHOUSE_SERVICE_FEE',
  'LOGISTICS_REIMBURSEMENT',
  'SHIPPING_FEE_ADJUSTMENT',
  'SHIPPING_FEE_COMPENSATION',
  'SHIPPING_FEE_REBATE',
  'SAMPLE_SHIPPING_FEE',
  'SELLER_MISSION_REWARD',
  'OTHER_ADJUSTMENT',
  'Violation fee (settlement fee)',
  'Violation fee (credit card)',
  'Bill payment (negative balance)',
  'Sales proceed(negative balance)',
  'Bill deduction for negative balance',
]

/** Every type of adjustment that the platform is known to make. Others are kept as they come: a new word is no error. */
export const adjustmentTypes: ReadonlySet<string> = new Set(known)

/** The type as it is stored: in normal form KC and without spaces around it, so that one adjustment has one name. */
export const adjustmentType = (told: string): string => normalised(told)
