import type { Refusal } from './sellerCenter.js'

const passing: ReadonlySet<Refusal['type']> = new Set([
  'StoreUnavailable',
  'StoreBusy',
  'StreamBusy',
  'OutcomeUnknown',
  'ConcurrencyConflict',
])

/** A failure that passes by itself: the same command may be sent again. */
export const isPassing = ({ type }: Refusal): boolean => passing.has(type)
