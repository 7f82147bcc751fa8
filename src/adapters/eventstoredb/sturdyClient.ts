import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client'
import { withDeadline } from '../deadline.js'
import { InvalidConnectionString } from './connectionString.js'

const CLOSE_MS_MAX = 1_000

type Listener = (...args: ReadonlyArray<unknown>) => void

/** What an append is written to. */
interface Sink {
  write(...args: ReadonlyArray<unknown>): boolean
  on(event: string, listener: Listener): Sink
}

interface Channel {
  close(): void
}

/** One service on one channel; of all its calls, those that append matter here. */
interface Service {
  append?: (...args: ReadonlyArray<unknown>) => Sink
  batchAppend?: (...args: ReadonlyArray<unknown>) => Sink
  getChannel(): Channel
}

/** What the client keeps to itself. */
interface Inside {
  getGRPCClient(...args: ReadonlyArray<unknown>): Promise<Service>
  getChannel(): Promise<Channel>
  handleError(service: Pick<Service, 'getChannel'>, error: unknown): Promise<void>
  supports(...args: ReadonlyArray<unknown>): Promise<boolean>
}

const ignore = (): void => undefined

/**
 * Full or not, it takes what is written: what the client keeps waiting, it rejects without a listener when the connection
 * breaks. How much can be under way is limited before.
 */
const neverFull = (sink: Sink): Sink => {
  const write = sink.write.bind(sink)
  sink.write = (...args) => {
    write(...args)
    return true
  }
  return sink
}

/** An answer to an append that the client has given up, or has had an answer to, is nobody's: it is dropped. */
const forgiving = (sink: Sink): Sink => {
  const on = sink.on.bind(sink)
  sink.on = (event, listener) =>
    on(
      event,
      event === 'data'
        ? (...args) => {
            try {
              listener(...args)
            } catch (error) {
              if (!(error instanceof TypeError)) throw error
            }
          }
        : listener,
    )
  return sink
}

const clientOf = (connectionString: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(connectionString)
  } catch (error) {
    // Its words may repeat the text, and with that a password.
    const isTold = error instanceof Error && !('connectionString' in error)
    throw new InvalidConnectionString(
      `is refused by the client: ${isTold ? error.message : 'it cannot be read'}`,
    )
  }
}

export interface SturdyClient {
  readonly client: EventStoreDBClient
  /** Ends its calls and its connection. */
  close(): Promise<void>
}

/**
 * The official client, kept from ending the process or standing still for ever: appends that wait while the connection
 * breaks, answers that nobody waits for any more, a cluster that is not found while a call is lost, and a server that
 * could not tell what it supports when it was asked first. Throws `InvalidConnectionString`.
 */
export const sturdyClient = (connectionString: string): SturdyClient => {
  const client = clientOf(connectionString)
  // Protected in its types, properties of the instance in fact.
  const inside = client as unknown as Inside
  const { getGRPCClient, getChannel, handleError, supports } = inside
  const known = new WeakSet<Service>()
  let channel: Promise<Channel> | undefined

  inside.getChannel = () => {
    channel = getChannel()
    return channel
  }
  inside.getGRPCClient = async (...args) => {
    const service = await getGRPCClient(...args)
    if (known.has(service)) return service
    known.add(service)
    const { append, batchAppend } = service
    if (append) service.append = (...call) => neverFull(append.apply(service, [...call]))
    if (batchAppend)
      service.batchAppend = (...call) => forgiving(neverFull(batchAppend.apply(service, [...call])))
    return service
  }
  // It waits for the next channel, which may not come to be.
  inside.handleError = (...args) => handleError(...args).catch(ignore)
  inside.supports = async (...args) => {
    try {
      return await supports(...args)
    } catch (error) {
      // Otherwise it would be remembered as the answer.
      const lost = await channel?.catch(ignore)
      if (lost) await inside.handleError({ getChannel: () => lost }, new UnavailableError())
      throw error
    }
  }

  return {
    client,
    close: async () => {
      // It waits for calls to end that may never do.
      await withDeadline(client.dispose(), CLOSE_MS_MAX).catch(ignore)
      const last = await channel?.catch(ignore)
      last?.close()
    },
  }
}
