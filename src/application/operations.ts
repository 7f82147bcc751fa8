import { isLeft } from '../fp.js'
import type { OperationRequest } from '../domain/operation/index.js'
import type { Receipt } from './failure.js'
import { isPassing } from './passing.js'
import type { System } from './ports.js'
import type { Refusal, SellerCenter } from './sellerCenter.js'

const ATTEMPTS_MAX = 10
const BACKOFF_MS = 50

/** On whose behalf something is done to the machine. */
export interface Operator {
  /** Such as `operator:ada`; default `host`. */
  readonly actor?: string | undefined
  /** In their own words, of 500 characters at most. */
  readonly reason?: string | undefined
}

/** It could not be put on record. */
export class OperationNotRecorded extends Error {
  readonly type = 'OperationNotRecorded'
  constructor(readonly refusal: Refusal) {
    super(`what was to be done could not be recorded as an event: ${refusal.type}`)
    this.name = 'OperationNotRecorded'
  }
}

/**
 * Puts what an operator does on record, as an event in the log: before it is done, so that nothing is done that nobody is
 * told of. Tries again while the store is away for a moment; rejects with `OperationNotRecorded`. The same
 * `operationId` may be recorded again with the same content.
 */
export const recordOperation = async (
  { center, system }: { readonly center: Pick<SellerCenter, 'execute'>; readonly system: System },
  request: OperationRequest,
  { actor = 'host' }: Operator = {},
): Promise<Receipt> => {
  const commandId = system.newId()
  for (let attempt = 1; ; attempt++) {
    const outcome = await center.execute({ ...request, commandId, actor })
    if (!isLeft(outcome)) return outcome.right
    if (!isPassing(outcome.left) || attempt === ATTEMPTS_MAX) throw new OperationNotRecorded(outcome.left)
    await system.sleep(system.jitter(BACKOFF_MS * 2 ** attempt))
  }
}

/** The field of an event that tells why, where it was told. */
export const reasonOf = ({ reason }: Operator = {}): { readonly reason?: string } =>
  reason === undefined || reason === '' ? {} : { reason }
