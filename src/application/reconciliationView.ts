import type { Instant } from '../domain/kernel/time.js'
import type { ReconciliationCheck } from '../projections/difference.js'
import type { Money } from './views.js'

/** Two figures of the read models that must be the same and are not. */
export interface DifferenceView {
  readonly check: ReconciliationCheck
  readonly subject: string
  readonly expected: Money
  readonly found: Money
  /** The event after which it was so, where the read models tell one. */
  readonly eventId?: string
}

/** How far a read model that was compared had come. */
interface ComparedModel {
  readonly name: string
  readonly position?: bigint
}

/** What does not agree in the read models. Those at different positions may differ for that reason alone: ask again. */
export interface ReconciliationView {
  /** What is due before this must be settled. */
  readonly at: Instant
  readonly sellerId?: string
  /** What was compared. */
  readonly checks: ReadonlyArray<ReconciliationCheck>
  readonly differences: ReadonlyArray<DifferenceView>
  /** False when there are more differences than one answer holds. */
  readonly differencesAreComplete: boolean
  readonly readModels: ReadonlyArray<ComparedModel>
}
