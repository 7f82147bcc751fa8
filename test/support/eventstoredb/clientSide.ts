import { randomUUID } from 'node:crypto'
import {
  EventStoreDBClient,
  jsonEvent,
  type AllStreamSubscription,
  type JSONEventData,
  type StreamSubscription,
} from '@eventstore/db-client'

/** The official client, ready for what a spec does. Dispose of it before its server stops. */
export const clientFor = (connectionString: string): EventStoreDBClient =>
  EventStoreDBClient.connectionString(connectionString)

export const event = (type = 'Happened', id: string = randomUUID(), data: object = {}): JSONEventData =>
  jsonEvent({ id, type, data: data as Record<string, never> })

export const events = (count: number, type?: string): Array<JSONEventData> =>
  Array.from({ length: count }, () => event(type))

/** What a promise is rejected with; an error of its own when it is not. */
export const failureOf = async (promise: Promise<unknown>): Promise<Record<string, unknown> & Error> =>
  promise.then(
    () => new Error('It succeeded.') as Record<string, unknown> & Error,
    (error: unknown) => error as Record<string, unknown> & Error,
  )

export const collect = async <Item>(items: AsyncIterable<Item>): Promise<Array<Item>> => {
  const all: Array<Item> = []
  for await (const item of items) all.push(item)
  return all
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until it is so; fails after five seconds. */
export const until = async (isSo: () => boolean): Promise<void> => {
  for (let waits = 0; !isSo(); waits += 1) {
    if (waits > 500) throw new Error('It has not become so in 5 s.')
    await sleep(10)
  }
}

export interface Followed {
  /** What the subscription told, in order: `confirmed`, `caughtUp`, `Type@stream`, `checkpoint`, an error's type. */
  readonly told: Array<string>
  readonly checkpoints: Array<bigint>
  readonly checkpointReached: (_: unknown, position: { readonly commit: bigint }) => Promise<void>
  follow<Kind extends AllStreamSubscription | StreamSubscription>(subscription: Kind): Kind
}

/** Writes down what a subscription tells. */
export const followed = (): Followed => {
  const told: Array<string> = []
  const checkpoints: Array<bigint> = []
  return {
    told,
    checkpoints,
    checkpointReached: async (_, { commit }) => {
      told.push('checkpoint')
      checkpoints.push(commit)
    },
    follow: (subscription) => {
      const emitter = subscription as AllStreamSubscription
      emitter.on('confirmation', () => told.push('confirmed'))
      emitter.on('caughtUp', () => told.push('caughtUp'))
      emitter.on('error', (error: Error & { type?: string }) => told.push(error.type ?? error.message))
      emitter.on('data', ({ event: of }) => told.push(`${of?.type ?? 'nothing'}@${of?.streamId ?? ''}`))
      return subscription
    },
  }
}
