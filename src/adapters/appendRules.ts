import {
  EventStoreMisuse,
  type ExpectedEvent,
  type ExpectedRevision,
  type NewEvent,
} from '../application/ports.js'

export { EventStoreMisuse } from '../application/ports.js'

const STREAM = /^[a-z][a-zA-Z0-9]{0,62}-[!-~]{1,200}$/
const CATEGORY = /^[a-z][a-zA-Z0-9]{0,62}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
// NUL and U+001E are in no JSON text, half a surrogate pair in no UTF-8: no store could give them back as they were.
const UNSTORABLE = /[\0\x1e]|\p{Surrogate}/u
// What holds none of these holds nothing of that; to look for them takes a quarter of the time.
const SUSPICIOUS = /[\0\x1e\ud800-\udfff]/
const REVISION_MAX = 2n ** 62n

/** Of one append, as in EventStoreDB. */
export const APPEND_BYTES_MAX = 1_048_576

/** Throws `EventStoreMisuse`. */
export const checkStream = (stream: string): void => {
  if (!STREAM.test(stream)) throw new EventStoreMisuse('stream', 'must be an ASCII name such as order-17')
}

/** Of the stream `category-id`. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'))

/** Throws `EventStoreMisuse`. */
export const checkRead = (read: {
  readonly limit: number
  readonly from?: bigint
  readonly categories?: ReadonlyArray<string>
}): void => {
  if (!Number.isSafeInteger(read.limit) || read.limit < 1)
    throw new EventStoreMisuse('limit', 'must be a whole number from 1')
  if (read.from !== undefined && (read.from < 0n || read.from > REVISION_MAX))
    throw new EventStoreMisuse('from', 'must be 0 to 2^62')
  if (read.categories?.every((category) => CATEGORY.test(category)) === false)
    throw new EventStoreMisuse('categories', 'must be ASCII names such as order')
}

/** The revision at which the stream is to end. */
export const revisionIn = (expected: ExpectedRevision | ExpectedEvent): ExpectedRevision =>
  typeof expected === 'object' ? expected.revision : expected

const checkText = (field: string, text: string): void => {
  if (text === '') throw new EventStoreMisuse(field, 'must not be empty')
  if (SUSPICIOUS.test(text) && UNSTORABLE.test(text))
    throw new EventStoreMisuse(field, 'must not hold NUL, U+001E or half a surrogate pair')
}

/** Throws `EventStoreMisuse`. */
export const checkAppend = (
  stream: string,
  expected: ExpectedRevision | ExpectedEvent,
  events: ReadonlyArray<NewEvent>,
): void => {
  checkStream(stream)
  const revision = revisionIn(expected)
  if (revision !== 'no_stream' && (revision < 0n || revision > REVISION_MAX))
    throw new EventStoreMisuse('expected', 'must be 0 to 2^62 or no_stream')
  if (typeof expected === 'object' && !UUID.test(expected.eventId))
    throw new EventStoreMisuse('expected.eventId', 'must be a lower-case UUID')
  if (events.length === 0) throw new EventStoreMisuse('events', 'must be at least one')
  const ids = new Set<string>()
  for (const [i, { id, type, data, metadata }] of events.entries()) {
    if (!UUID.test(id) || ids.has(id))
      throw new EventStoreMisuse(`events[${i}].id`, 'must be a lower-case UUID that no other of them has')
    ids.add(id)
    checkText(`events[${i}].type`, type)
    checkText(`events[${i}].data`, data)
    checkText(`events[${i}].metadata`, metadata)
  }
}

/** What the events take up, in bytes of UTF-8. */
export const bytesOf = (events: ReadonlyArray<NewEvent>): number =>
  events.reduce(
    (bytes, { id, type, data, metadata }) =>
      bytes + id.length + Buffer.byteLength(type) + Buffer.byteLength(data) + Buffer.byteLength(metadata),
    0,
  )
