import type { StoredEvent } from '../../application/ports.js'

/** Streams of one statement: what they hold together stays small. */
const STREAMS_MAX = 64

type Events = ReadonlyArray<StoredEvent>

interface Reader {
  readonly answer: (events: Events) => void
  readonly fail: (reason: unknown) => void
}

/**
 * Whole streams that are asked for in the same turn of the event loop are read together, each once: a hundred questions
 * cost a database as much as their answers do only if they are asked one by one.
 */
export const streamReads = (
  read: (streams: ReadonlyArray<string>) => Promise<ReadonlyMap<string, Events>>,
): ((stream: string) => Promise<Events>) => {
  let waiting = new Map<string, Array<Reader>>()

  const flush = async (asked: ReadonlyMap<string, ReadonlyArray<Reader>>): Promise<void> => {
    try {
      const found = await read([...asked.keys()])
      for (const [stream, readers] of asked) for (const { answer } of readers) answer(found.get(stream) ?? [])
    } catch (error) {
      for (const readers of asked.values()) for (const { fail } of readers) fail(error)
    }
  }

  const flushAll = (): void => {
    const asked = waiting
    waiting = new Map()
    if (asked.size > 0) void flush(asked)
  }

  return (stream) =>
    new Promise((answer, fail) => {
      if (waiting.size === 0) setImmediate(flushAll)
      const readers = waiting.get(stream) ?? []
      readers.push({ answer, fail })
      waiting.set(stream, readers)
      if (waiting.size >= STREAMS_MAX) flushAll()
    })
}
