import { categories } from '../application/sellerCenter.js'
import { eventStoreDbChoice, type EventStoreDbChoice } from './eventStores.js'
import { UsageError } from './failure.js'
import type { StoreOptions } from './options.js'

/** `undefined`: events are in the database, too. Throws `UsageError`, which never repeats the URL. */
export const eventStoreChoice = ({
  eventStore = '',
  streamPrefix = '',
}: Pick<StoreOptions, 'eventStore' | 'streamPrefix'>): EventStoreDbChoice | undefined => {
  const prefix = { option: '--stream-prefix (COMPTOIR_STREAM_PREFIX)', text: streamPrefix }
  if (eventStore === '') {
    if (streamPrefix === '') return undefined
    throw new UsageError(`${prefix.option} is for an EventStoreDB: --event-store says which`)
  }
  const option = '--event-store (COMPTOIR_EVENT_STORE)'
  if (/^kurrentdb(\+discover)?:/i.test(eventStore))
    throw new UsageError(
      `${option}: write esdb:// or esdb+discover:// in place of kurrentdb://, for the same server`,
    )
  return { ...eventStoreDbChoice(option, eventStore, prefix), categories }
}
