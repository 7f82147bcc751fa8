import type { Metadata } from '@grpc/grpc-js'
import type { Access, Caller } from './access.js'
import type { ReceivedCall } from './calls.js'
import type { FaultSource } from './faults.js'
import type { Log } from './log.js'
import { notLeader, unauthenticated, type Endpoint, type Problem } from './problems.js'

export type Version = '22.10' | '23.10' | '24.2'

export type NodeState = 'leader' | 'follower' | 'readOnlyReplica'

export interface Member {
  readonly id: string
  readonly endpoint: Endpoint
  readonly state: NodeState
  readonly alive: boolean
}

/** What the handlers of one node share. */
export interface Node {
  readonly log: Log
  readonly version: Version
  readonly maxAppendBytes: number
  /** Live events that 23.10 keeps for a slow consumer before it drops the subscription. */
  readonly liveBufferEvents: number
  /** A flush takes time on a real server; 0 answers at once. */
  readonly appendDelayMs: number
  readonly supportsBatchAppend: boolean
  readonly access: Access
  readonly faults: FaultSource
  readonly nowMs: () => number
  state(): NodeState
  leader(): Endpoint
  members(): ReadonlyArray<Member>
  note(call: ReceivedCall): void
  /** Runs now, or once a frozen node thaws. */
  whenAwake(run: () => void): void
  /** Breaks the TCP connection of this peer (`host:port`). */
  drop(peer: string): void
}

/** The part of any grpc-js server call that is used here. */
export interface AnyCall {
  readonly metadata: Metadata
  getPeer(): string
}

export type Origin = Pick<ReceivedCall, 'connectionName' | 'requiresLeader' | 'user'>

export interface Admission {
  readonly caller: Caller
  readonly origin: Origin
  readonly problem: Problem | undefined
}

/** Who calls, and whether this node answers them at all. */
export const admit = (node: Node, call: AnyCall): Admission => {
  const requiresLeader = call.metadata.get('requires-leader')[0]?.toString() === 'true'
  const caller = node.access.caller(call.metadata)
  const origin: Origin = {
    connectionName: call.metadata.get('connection-name')[0]?.toString(),
    requiresLeader,
    user: typeof caller === 'object' ? caller.name : undefined,
  }
  if (caller === 'badPassword') return { caller, origin, problem: unauthenticated() }
  const misdirected = requiresLeader && node.state() !== 'leader'
  return { caller, origin, problem: misdirected ? notLeader(node.leader()) : undefined }
}
