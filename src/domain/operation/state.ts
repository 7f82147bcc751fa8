import type { OperationEvent } from './events.js'

/** What an operator did, once it is on record. */
export type Operation =
  { readonly status: 'NONE' } | { readonly status: 'RECORDED'; readonly event: OperationEvent }

export const initialState: Operation = { status: 'NONE' }

/** What was recorded first stays. */
export const evolve = (operation: Operation, event: OperationEvent): Operation =>
  operation.status === 'NONE' ? { status: 'RECORDED', event } : operation
