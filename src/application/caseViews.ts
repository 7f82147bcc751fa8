import type { CaseStatus, CaseType } from '../domain/afterSales/events.js'
import type { Json } from '../domain/kernel/message.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Money } from './views.js'

/** What a case waits for: until when, by which clock; or why no clock runs although one should. */
export type CaseDeadline =
  | { readonly deadlineId: string; readonly clock: string; readonly dueAt: Instant }
  | { readonly noRule: string }

export interface CaseView {
  readonly caseId: string
  readonly orderId: string
  readonly sellerId: string
  readonly caseType: CaseType
  readonly status: CaseStatus
  readonly reason: string
  readonly market: string
  /** IANA zone in which the case's days begin and end. */
  readonly zone: string
  readonly units: number
  /** What the buyer asks back: goods and shipping. */
  readonly claimed: Money
  /** What the seller offered last. */
  readonly offered?: Money
  /** What the buyer gets or got. */
  readonly granted?: Money
  readonly replacementOrderId?: string
  /** It counts against the seller; known once something was granted. */
  readonly sellerFault?: boolean
  /** Absent while nothing runs out: the case is over, or waits for goods or the platform. */
  readonly deadline?: CaseDeadline
  readonly openedAt: Instant
  readonly endedAt?: Instant
  readonly updatedAt: Instant
}

/** One event of a case, as it may be shown to its seller. */
export interface CaseStep {
  /** Place in the case's stream, from 0. */
  readonly revision: bigint
  readonly eventType: string
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** The case's status from this event on. */
  readonly status: CaseStatus
  readonly detail: { readonly [key: string]: Json }
}

export interface CaseWithSteps extends CaseView {
  /** Oldest first. */
  readonly steps: ReadonlyArray<CaseStep>
  /** False when the case has more events than one answer holds; the oldest are told. */
  readonly stepsAreComplete: boolean
}
