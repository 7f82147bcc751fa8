import type { Event } from '../domain/kernel/message.js'

/** Metadata as it is stored: canonical JSON beside the data. */
export interface Metadata {
  readonly schemaVersion: number
  readonly commandId: string
  /** SHA-256 of the request's canonical type and data. */
  readonly commandFingerprint: string
  readonly correlationId: string
  readonly causationId?: string
  readonly traceparent?: string
  readonly actor: string
  readonly occurredAt: string
  readonly occurredAtInferred?: true
}

/** An event and its metadata, as they were before they were written down. */
export interface Said {
  readonly event: Event<string, unknown>
  readonly metadata: Metadata
}
