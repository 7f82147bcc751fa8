import { isLeft, left, right, type Either } from '../fp.js'
import type { Command, DecodeFailure, Event, EventCatalog } from '../domain/kernel/message.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { Instant } from '../domain/kernel/time.js'
import type { NewEvent, StoredEvent, System } from './ports.js'
import type { Metadata, Said } from './said.js'

/** The events that a command caused, as the bytes to store. Ids are those of (command id, stream, index). */
export const toNewEvents = <E extends Event<string, unknown>>(
  catalog: EventCatalog<E>,
  system: System,
  stream: string,
  command: Command<string, unknown>,
  commandFingerprint: string,
  events: ReadonlyArray<E>,
): Either<DecodeFailure, ReadonlyArray<NewEvent>> => {
  const encoded: Array<NewEvent> = []
  for (const [index, event] of events.entries()) {
    const written = catalog.encode(event)
    if (isLeft(written)) return written
    const metadata: Metadata = {
      schemaVersion: written.right.schemaVersion,
      commandId: command.commandId,
      commandFingerprint,
      correlationId: command.correlationId ?? command.commandId,
      ...(command.causationId === undefined ? {} : { causationId: command.causationId }),
      ...(command.traceparent === undefined ? {} : { traceparent: command.traceparent }),
      actor: command.actor,
      occurredAt: event.occurredAt,
      ...(command.atInferred === undefined ? {} : { occurredAtInferred: command.atInferred }),
    }
    encoded.push({
      id: system.idOf(`${command.commandId}/${stream}/${index}`),
      type: event.type,
      data: system.canonical(written.right.json),
      metadata: system.canonical(metadata),
      says: { event, metadata },
    })
  }
  return right(encoded)
}

/** A stored event, read: what happened, and what the store and the command said of it. */
export interface ReadEvent<E> {
  readonly event: E
  readonly recorded: Recorded
  readonly metadata: Metadata
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const has = <K extends string>(u: object, key: K): u is Record<K, unknown> => Object.hasOwn(u, key)

const isMetadata = (u: unknown): u is Metadata =>
  typeof u === 'object' &&
  u !== null &&
  has(u, 'schemaVersion') &&
  typeof u.schemaVersion === 'number' &&
  has(u, 'commandId') &&
  typeof u.commandId === 'string' &&
  has(u, 'commandFingerprint') &&
  typeof u.commandFingerprint === 'string' &&
  has(u, 'correlationId') &&
  typeof u.correlationId === 'string' &&
  has(u, 'actor') &&
  typeof u.actor === 'string' &&
  has(u, 'occurredAt') &&
  typeof u.occurredAt === 'string'

/** What its writer remembers of it, if that is of this catalog: nothing has to be read. */
const remembered = <E extends Event<string, unknown>>(
  { decodes }: EventCatalog<E>,
  says: Said | undefined,
): { readonly event: E; readonly metadata: Metadata } | undefined =>
  says !== undefined && decodes(says.event) ? { event: says.event, metadata: says.metadata } : undefined

/** Reads a stored event; a type, version or shape that is not known is a typed failure, never skipped, never cast. */
export const readEvent = <E extends Event<string, unknown>>(
  catalog: EventCatalog<E>,
  stored: StoredEvent,
): Either<DecodeFailure, ReadEvent<E>> => {
  const said = remembered(catalog, stored.says)
  if (said !== undefined) return right({ ...said, recorded: recordedOf(stored, said.metadata) })
  const metadata = parsed(stored.metadata)
  if (!isMetadata(metadata) || !Instant.is(metadata.occurredAt)) {
    const issues = [{ pointer: '/metadata', rule: 'must be the metadata of an event' }]
    return left({ type: 'InvalidEvent', eventType: stored.type, issues })
  }
  const event = catalog.decode(stored.type, metadata.schemaVersion, parsed(stored.data), metadata.occurredAt)
  if (isLeft(event)) return event
  return right({ event: event.right, metadata, recorded: recordedOf(stored, metadata) })
}

const recordedOf = (
  { id, stream, revision, position, recordedAt }: StoredEvent,
  { occurredAtInferred }: Metadata,
): Recorded => ({
  eventId: id,
  stream,
  revision,
  position,
  recordedAt,
  inferred: occurredAtInferred === true,
})
