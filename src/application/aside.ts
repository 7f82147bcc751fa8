import type { Position } from '../domain/kernel/recorded.js'
import type { Instant } from '../domain/kernel/time.js'

/** Events that were put aside have been taken in since: nothing was written, look again what still waits. */
export interface Redriven {
  readonly type: 'Redriven'
  readonly name: string
}

/** An event that a projection went past without taking it in. */
export interface EventAside {
  readonly partition: string
  readonly position: Position
  readonly stream: string
  readonly eventId: string
  readonly eventType: string
  /** POISON: it cannot be taken in. WAITING: it comes after one of its partition that cannot. SKIPPED: it is left out. */
  readonly state: 'POISON' | 'WAITING' | 'SKIPPED'
  /** JSON of why; a WAITING event has none of its own. */
  readonly reason: string | undefined
}

export interface KeptAside extends EventAside {
  readonly parkedAt: Instant
}

/** What waits of a partition. */
export interface ParkedPartition {
  readonly partition: string
  readonly events: number
}
