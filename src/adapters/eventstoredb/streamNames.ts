import { STREAM_NAME, type Filter } from '@eventstore/db-client'
import { EventStoreMisuse } from '../appendRules.js'

const PREFIX = /^(?:[a-z][a-zA-Z0-9]{0,30}_)?$/
const OURS = /^([a-z][a-zA-Z0-9]{0,62})-[!-~]{1,200}$/
const ANY_CATEGORY = '[a-z][a-zA-Z0-9]{0,62}'
/** Records that the server looks through between two checkpoints, at least. */
const WINDOW = 500

/** How our streams are called on a server that holds others too. */
export interface StreamNames {
  /** On the server. */
  readonly of: (stream: string) => string
  /** Ours, of one of these categories if they are given; `undefined`: not one of those. */
  readonly ours: (name: string, categories?: ReadonlySet<string>) => string | undefined
  /** Which streams' events a subscription is told. */
  readonly filter: (categories?: ReadonlySet<string>) => Filter
  /** Holds what the store says of itself; not a stream of ours. */
  readonly self: string
}

/** Throws `EventStoreMisuse`. */
export const streamNames = (prefix: string, own?: ReadonlyArray<string>): StreamNames => {
  if (!PREFIX.test(prefix))
    throw new EventStoreMisuse('streamPrefix', 'must be letters, digits and one _ at the end, such as shop1_')
  const owned = own && new Set(own)
  const wanted = (categories?: ReadonlySet<string>): ReadonlySet<string> | undefined =>
    categories && owned
      ? new Set([...categories].filter((category) => owned.has(category)))
      : (categories ?? owned)
  return {
    of: (stream) => `${prefix}${stream}`,
    ours: (name, categories) => {
      if (!name.startsWith(prefix)) return undefined
      const stream = name.slice(prefix.length)
      const category = OURS.exec(stream)?.[1]
      if (category === undefined || owned?.has(category) === false || categories?.has(category) === false)
        return undefined
      return stream
    },
    filter: (categories) => ({
      filterOn: STREAM_NAME,
      regex: `^${prefix}(?:${[...(wanted(categories) ?? [ANY_CATEGORY])].join('|')})-`,
      maxSearchWindow: WINDOW,
      checkpointInterval: 1,
    }),
    self: `${prefix}_store`,
  }
}
