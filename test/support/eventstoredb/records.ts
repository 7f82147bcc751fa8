import { backwardsEncoder } from './backwardsEncoder.js'

/** An event as a client proposes it; the id in lower case. */
export interface ProposedEvent {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

/** An event in the log. */
export interface LogRecord extends ProposedEvent {
  readonly stream: string
  readonly revision: bigint
  /** Commit and prepare position in one: they are equal. Grows by the size of what was written before. */
  readonly position: bigint
  /** Milliseconds since 1970. */
  readonly createdMs: number
}

/** Framing, flags, ids and times of a record; the rest are names and bytes. */
const RECORD_BYTES = 86

export const sizeOf = (stream: string, event: ProposedEvent): number =>
  RECORD_BYTES + stream.length + event.type.length + event.data.length + event.metadata.length

const TICKS_PER_MS = 10_000n

const into = backwardsEncoder()

const putEntry = (key: string, value: string): void =>
  into.message(6, () => {
    into.text(2, value)
    into.text(1, key)
  })

const putRecorded = (field: number, record: LogRecord): void =>
  into.message(field, () => {
    into.bytes(8, record.data)
    into.bytes(7, record.metadata)
    putEntry('content-type', record.contentType)
    putEntry('created', (BigInt(record.createdMs) * TICKS_PER_MS).toString())
    putEntry('type', record.type)
    into.number(5, record.position)
    into.number(4, record.position)
    into.number(3, record.revision)
    into.message(2, () => into.text(3, record.stream))
    into.message(1, () => into.text(2, record.id))
  })

const EVENT = 1
const LINK = 2

const encoded = new WeakMap<LogRecord, Buffer>()

/** ReadResp.event of this record, encoded at the first asking. */
export const readRespOf = (record: LogRecord): Buffer => {
  const known = encoded.get(record)
  if (known !== undefined) return known
  into.message(1, () => {
    into.number(3, record.position)
    putRecorded(EVENT, record)
  })
  const fresh = into.take()
  encoded.set(record, fresh)
  return fresh
}

/** ReadResp.event of a resolved link; the target is absent when it cannot be read any more. */
export const resolvedReadRespOf = (link: LogRecord, target: LogRecord | undefined): Buffer => {
  into.message(1, () => {
    into.number(3, link.position)
    putRecorded(LINK, link)
    if (target !== undefined) putRecorded(EVENT, target)
  })
  return into.take()
}
