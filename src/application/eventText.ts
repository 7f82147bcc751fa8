import { isLeft, left, right, type Either } from '../fp.js'
import type { Command, DecodeFailure, Event, EventCatalog } from '../domain/kernel/message.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { essenceIn, metadataIn, parsed } from './metadataText.js'
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

/** What its writer remembers of it, if that is of this catalog: nothing has to be read. */
const remembered = <E extends Event<string, unknown>>(
  { decodes }: EventCatalog<E>,
  says: Said | undefined,
): { readonly event: E; readonly metadata: Metadata } | undefined =>
  says !== undefined && decodes(says.event) ? { event: says.event, metadata: says.metadata } : undefined

const invalidMetadata = ({ type }: StoredEvent): Either<DecodeFailure, never> =>
  left({
    type: 'InvalidEvent',
    eventType: type,
    issues: [{ pointer: '/metadata', rule: 'must be the metadata of an event' }],
  })

/** Reads a stored event; a type, version or shape that is not known is a typed failure, never skipped, never cast. */
export const readEvent = <E extends Event<string, unknown>>(
  catalog: EventCatalog<E>,
  stored: StoredEvent,
): Either<DecodeFailure, ReadEvent<E>> => {
  const said = remembered(catalog, stored.says)
  if (said !== undefined) return right({ recorded: recordedOf(stored, said.metadata), ...said })
  const metadata = metadataIn(stored.metadata)
  if (metadata === undefined) return invalidMetadata(stored)
  const event = catalog.decode(stored.type, metadata.schemaVersion, parsed(stored.data), metadata.occurredAt)
  if (isLeft(event)) return event
  return right({ event: event.right, metadata, recorded: recordedOf(stored, metadata) })
}

/** The same without the metadata, for those who need not know who asked for it. */
export const readOccurrence = <E extends Event<string, unknown>>(
  catalog: EventCatalog<E>,
  stored: StoredEvent,
): Either<DecodeFailure, Omit<ReadEvent<E>, 'metadata'>> => {
  const said = remembered(catalog, stored.says)
  if (said !== undefined) return right({ event: said.event, recorded: recordedOf(stored, said.metadata) })
  const essence = essenceIn(stored.metadata)
  if (essence === undefined) return invalidMetadata(stored)
  const event = catalog.decode(stored.type, essence.schemaVersion, parsed(stored.data), essence.occurredAt)
  return isLeft(event) ? event : right({ event: event.right, recorded: recordedOf(stored, essence) })
}

const recordedOf = (
  { id, stream, revision, position, recordedAt }: StoredEvent,
  { occurredAtInferred }: Pick<Metadata, 'occurredAtInferred'>,
): Recorded => ({
  eventId: id,
  stream,
  revision,
  position,
  recordedAt,
  inferred: occurredAtInferred === true,
})
