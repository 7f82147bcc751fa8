import { randomUUID } from 'node:crypto'
import { isLeft, isRight, type Either } from '../../src/fp.js'
import type {
  AppendFailure,
  Appended,
  Batch,
  EventStore,
  NewEvent,
  ReadAllOptions,
  StoredEvent,
} from '../../src/application/ports.js'
import type { Position } from '../../src/domain/kernel/recorded.js'

export const newEvent = (over: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'OrderPaid',
  data: '{"amountMinor":"1999"}',
  metadata: '{"schemaVersion":1}',
  ...over,
})

export const newEvents = (count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, () => newEvent())

/** A category that nobody else uses, so that a test can run on a store that holds other things. */
export const ownCategory = (): string => `t${randomUUID().replaceAll('-', '')}`

export const appended = (result: Either<AppendFailure, Appended>): Appended => {
  if (isLeft(result)) throw new Error(`not appended: ${JSON.stringify(result.left, replaceBigint)}`)
  return result.right
}

export const refused = (result: Either<AppendFailure, Appended>): AppendFailure => {
  if (isRight(result)) throw new Error('appended, but a refusal was expected')
  return result.left
}

const replaceBigint = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

export const idsOf = (events: ReadonlyArray<{ readonly id: string }>): ReadonlyArray<string> =>
  events.map(({ id }) => id)

/** Appends to the end of a stream, whatever its revision is; resolves with the events' ids. */
export const appendToEnd = async (
  store: EventStore,
  stream: string,
  count: number,
): Promise<ReadonlyArray<string>> => {
  const events = newEvents(count)
  const last = (await store.readStream(stream)).at(-1)
  appended(await store.appendToStream(stream, last?.revision ?? 'no_stream', events))
  return idsOf(events)
}

/** Every event after a position, page by page. */
export const readToEnd = async (
  store: EventStore,
  { after: begin, ...read }: Omit<ReadAllOptions, 'after'> & { readonly after: Position | undefined },
): Promise<ReadonlyArray<StoredEvent>> => {
  const events: Array<StoredEvent> = []
  let after = begin
  for (;;) {
    const batch = await store.readAll({ ...read, ...from(after) })
    events.push(...batch.events)
    after = batch.position
    if (batch.caughtUp) return events
  }
}

/** What is left out where there is no position yet. */
export const from = (after: Position | undefined): { readonly after?: Position } => (after ? { after } : {})

/** Batches of a subscription until `isEnough`; fails after 20 s. */
export const listen = async (
  store: EventStore,
  options: ReadAllOptions,
  isEnough: (events: ReadonlyArray<StoredEvent>, batch: Batch) => boolean,
): Promise<{ readonly events: ReadonlyArray<StoredEvent>; readonly batches: ReadonlyArray<Batch> }> => {
  const events: Array<StoredEvent> = []
  const batches: Array<Batch> = []
  for await (const batch of store.subscribeToAll({ ...options, signal: AbortSignal.timeout(20_000) })) {
    batches.push(batch)
    events.push(...batch.events)
    if (isEnough(events, batch)) return { events, batches }
  }
  throw new Error(`the subscription ended after ${events.length} events`)
}
