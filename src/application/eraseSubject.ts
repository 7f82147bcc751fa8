import { isLeft, left, right, type Either } from '../fp.js'
import { SubjectId } from '../domain/kernel/ids.js'
import { reasonOf, recordOperation, type Operator } from './operations.js'
import type { KeyStore, System } from './ports.js'
import type { SellerCenter } from './sellerCenter.js'

/** Nothing was ever sealed for this subject; nothing was done. */
export interface SubjectUnknown {
  readonly type: 'SubjectUnknown'
  readonly subjectId: string
}

export interface SubjectErasure {
  readonly subjectId: string
  /** Of the event that tells of it. */
  readonly eventId: string | undefined
  /** It had been erased before. */
  readonly repeated: boolean
}

/**
 * Erases a person: destroys the key of their data, then tells so as an event. In this order, because an event is never to
 * claim what has not happened; broken off between the two, the same call completes it.
 */
export const eraseSubject = async (
  {
    keys,
    center,
    system,
  }: { readonly keys: KeyStore; readonly center: Pick<SellerCenter, 'execute'>; readonly system: System },
  subjectId: string,
  operator?: Operator,
): Promise<Either<SubjectUnknown, SubjectErasure>> => {
  // What is no id can have no key.
  if (isLeft(SubjectId.decode(subjectId)) || (await keys.find(subjectId)) === undefined)
    return left({ type: 'SubjectUnknown', subjectId })
  await keys.destroy(subjectId)
  const data = { operationId: `erasure.${subjectId}`, subjectId, ...reasonOf(operator) }
  const receipt = await recordOperation({ center, system }, { type: 'RecordErasure', data }, operator)
  const [event] = receipt.events
  return right({ subjectId, eventId: event?.id, repeated: event === undefined })
}
