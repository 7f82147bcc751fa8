import { instantOf } from '../kernel/time.js'
import type { AfterSalesPolicy, AfterSalesReason } from './policy.js'
import type { CaseType } from './terms.js'

const always = instantOf(0)
const anything: ReadonlyArray<CaseType> = ['REFUND', 'RETURN_AND_REFUND', 'REPLACEMENT']
const fault = { sellerFault: true } as const

const reasons: ReadonlyArray<AfterSalesReason> = [
  { reason: 'not_received', types: ['REFUND'] },
  { reason: 'empty_package', types: ['REFUND', 'REPLACEMENT'], ...fault },
  { reason: 'missing_parts', types: anything, ...fault },
  { reason: 'wrong_item', types: anything, ...fault },
  { reason: 'defective', types: anything, ...fault },
  { reason: 'not_as_described', types: anything, ...fault },
  { reason: 'counterfeit', types: ['REFUND', 'RETURN_AND_REFUND'], ...fault },
  { reason: 'damaged_on_the_way', types: anything },
  { reason: 'wrong_size', types: ['RETURN_AND_REFUND', 'REPLACEMENT'] },
  { reason: 'changed_mind', types: ['RETURN_AND_REFUND'] },
]

/** In the European Union a buyer has 14 days by law, in Britain TikTok Shop gives 30. */
export const afterSalesPolicies: ReadonlyArray<AfterSalesPolicy> = [
  { markets: ['*'], validFrom: always, windowDays: 14, reasons },
  { markets: ['GB', 'US'], validFrom: always, windowDays: 30, reasons },
]
