import type { Endpoint } from './problems.js'

/** Where a fault can strike. `append` is either RPC that appends. */
export type FaultPoint = 'append' | 'read' | 'subscribe' | 'delete' | 'tombstone' | 'features' | 'gossip'

export type Fault =
  /** Stores at once (or late as well) and answers after this time. */
  | { readonly kind: 'answerLate'; readonly ms: number; readonly storing?: 'atOnce' | 'late' }
  /** No answer ever comes; the call stays open. Stores unless told not to. */
  | { readonly kind: 'answerNever'; readonly stores?: boolean }
  /** An append is answered twice; a read or subscription tells every event twice. */
  | { readonly kind: 'answerTwice' }
  /** The TCP connection breaks. Of a read or subscription: after this many events. */
  | {
      readonly kind: 'dropConnection'
      readonly when?: 'beforeStoring' | 'afterStoring'
      readonly afterEvents?: number
    }
  /** The call ends with UNAVAILABLE. Nothing is stored unless told so. */
  | { readonly kind: 'unavailable'; readonly stores?: boolean; readonly afterEvents?: number }
  /** The server's own «not ready»: BatchAppend tells it as a Status that the client does not recognise. */
  | { readonly kind: 'notReady' }
  /** Prepare or commit took too long: ABORTED, or a Timeout inside BatchAppend. */
  | { readonly kind: 'timeout'; readonly stores?: boolean }
  /** Points to the given node, else to the leader that this node knows. */
  | { readonly kind: 'notLeader'; readonly leader?: Endpoint }
  | { readonly kind: 'accessDenied' }
  /** A live subscription is dropped as the older servers drop slow consumers. */
  | { readonly kind: 'consumerTooSlow'; readonly afterEvents?: number }

/** How many events go out before the fault strikes; `undefined`: it strikes at once. */
export const afterEventsOf = (fault: Fault | undefined): number | undefined =>
  fault !== undefined && 'afterEvents' in fault ? fault.afterEvents : undefined

/** How checkpoints of filtered subscriptions go wrong. */
export type CheckpointFault = 'none' | 'twice' | 'beyondTheEnd' | 'backwards'

export interface FaultPlan {
  /** Strikes the next calls at this point, `times` of them (default 1), after the faults planned before. */
  next(point: FaultPoint, fault: Fault, times?: number): void
  /** Strikes every call at this point that no planned fault strikes. */
  always(point: FaultPoint, fault: Fault): void
  checkpoints(fault: CheckpointFault): void
  /** All faults are over; what they did to calls that are open stays. */
  clear(): void
}

export interface FaultSource {
  readonly plan: FaultPlan
  take(point: FaultPoint): Fault | undefined
  checkpointFault(): CheckpointFault
}

export const faultSource = (): FaultSource => {
  const planned = new Map<FaultPoint, Array<Fault>>()
  const lasting = new Map<FaultPoint, Fault>()
  let checkpoints: CheckpointFault = 'none'

  return {
    plan: {
      next: (point, fault, times = 1) => {
        planned.set(point, [...(planned.get(point) ?? []), ...Array.from({ length: times }, () => fault)])
      },
      always: (point, fault) => {
        lasting.set(point, fault)
      },
      checkpoints: (fault) => {
        checkpoints = fault
      },
      clear: () => {
        planned.clear()
        lasting.clear()
        checkpoints = 'none'
      },
    },
    take: (point) => planned.get(point)?.shift() ?? lasting.get(point),
    checkpointFault: () => checkpoints,
  }
}
