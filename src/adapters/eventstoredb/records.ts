import type { EventData } from '@eventstore/db-client'
import type { NewEvent } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'

/** A record of the server's log, system records included, with the bytes that were stored. */
export interface LogRecord {
  /** As the server names it. */
  readonly stream: string
  readonly revision: bigint
  readonly position: Position
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
  /** In ticks of 100 ns since 1970. */
  readonly created: string
}

const bytes = new TextEncoder()

const asIs = (text: string): unknown => {
  try {
    const json: unknown = JSON.parse(text)
    return JSON.stringify(json) === text ? json : undefined
  } catch {
    return undefined
  }
}

/**
 * As JSON, which the server's pages and projections can read, where the client would write the very same bytes; else as
 * bytes. Nothing reaches the client that it cannot serialise: it would never answer.
 */
export const proposed = ({ id, type, data, metadata }: NewEvent): EventData => {
  const json = asIs(data)
  const kept = bytes.encode(metadata)
  return json === undefined
    ? { id, type, contentType: 'application/octet-stream', data: bytes.encode(data), metadata: kept }
    : {
        id,
        type,
        contentType: 'application/json',
        data: json as Record<string, unknown>,
        metadata: kept,
      }
}

const textOf = (stored: Uint8Array): string =>
  Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString('utf8')

const recordOf = (told: ReadResp.ReadEvent): LogRecord | undefined => {
  // A link without its event, as the server's own projections leave behind.
  const event = told.getEvent()
  if (event === undefined) return undefined
  const labels = event.getMetadataMap()
  return {
    stream: textOf(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()),
    revision: BigInt(event.getStreamRevision()),
    position: { commit: BigInt(event.getCommitPosition()), prepare: BigInt(event.getPreparePosition()) },
    id: event.getId()?.getString() ?? '',
    type: labels.get('type') ?? '',
    data: textOf(event.getData_asU8()),
    metadata: textOf(event.getCustomMetadata_asU8()),
    created: labels.get('created') ?? '0',
  }
}

/** What the client's reads and subscriptions are made of. */
export interface Transforming {
  _transform(
    told: ReadResp,
    encoding: BufferEncoding,
    next: (error?: Error | null, record?: LogRecord) => void,
  ): void
  push(record: unknown, encoding?: BufferEncoding): boolean
}

/**
 * Makes a read or subscription of the client give `LogRecord`s. The client parses what says it is JSON, and what was
 * stored can not be had back from that: numbers that no double holds, keys given twice, white space. Everything that is
 * not an event stays the client's.
 */
export const rawly = <S>(given: S): S & Transforming => {
  // The client's type tells of a stream, not of how it is made.
  const stream = given as S & Transforming
  const others = stream._transform.bind(stream)
  stream._transform = (told, encoding, next) => {
    const event = told.getEvent()
    if (event === undefined) {
      others(told, encoding, next)
      return
    }
    const record = recordOf(event)
    if (record === undefined) next()
    else next(null, record)
  }
  return stream
}
