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

const varint = (value: bigint): Buffer => {
  const bytes: Array<number> = []
  let left = value
  while (left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80)
    left >>= 7n
  }
  bytes.push(Number(left))
  return Buffer.from(bytes)
}

const number = (field: number, value: bigint): Buffer =>
  Buffer.concat([Buffer.from([field << 3]), varint(value)])

const bytes = (field: number, ...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(BigInt(length)), ...parts])
}

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value, 'utf8'))

const entry = (key: string, value: string): Buffer => bytes(6, text(1, key), text(2, value))

const recordedEvent = (record: LogRecord): Buffer =>
  Buffer.concat([
    bytes(1, text(2, record.id)),
    bytes(2, text(3, record.stream)),
    number(3, record.revision),
    number(4, record.position),
    number(5, record.position),
    entry('type', record.type),
    entry('created', (BigInt(record.createdMs) * TICKS_PER_MS).toString()),
    entry('content-type', record.contentType),
    bytes(7, record.metadata),
    bytes(8, record.data),
  ])

const encoded = new WeakMap<LogRecord, Buffer>()

/** ReadResp.event of this record, encoded at the first asking. */
export const readRespOf = (record: LogRecord): Buffer => {
  const known = encoded.get(record)
  if (known !== undefined) return known
  const fresh = bytes(1, bytes(1, recordedEvent(record)), number(3, record.position))
  encoded.set(record, fresh)
  return fresh
}

/** ReadResp.event of a resolved link; the target is absent when it cannot be read any more. */
export const resolvedReadRespOf = (link: LogRecord, target: LogRecord | undefined): Buffer => {
  const event = target === undefined ? [] : [bytes(1, recordedEvent(target))]
  return bytes(1, ...event, bytes(2, recordedEvent(link)), number(3, link.position))
}
