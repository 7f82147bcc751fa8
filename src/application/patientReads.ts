import type { EventStore, System } from './ports.js'
import { ReadsUnavailable } from './queries.js'

const ATTEMPTS_MAX = 8
const BACKOFF_MS = 100

/**
 * The store, with reads that are asked again while it is away: for long work that a lost connection should not end. The
 * eighth failure, after 13 to 25 s of waiting, is passed on.
 */
export const patientReads = (
  store: EventStore,
  {
    system,
    signal,
  }: { readonly system: Pick<System, 'sleep' | 'jitter'>; readonly signal?: AbortSignal | undefined },
): EventStore => {
  const patiently = async <A>(read: () => Promise<A>): Promise<A> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await read()
      } catch (error) {
        if (!(error instanceof ReadsUnavailable) || attempt >= ATTEMPTS_MAX) throw error
      }
      await system.sleep(system.jitter(BACKOFF_MS * 2 ** attempt), signal)
      signal?.throwIfAborted()
    }
  }
  return {
    ...store,
    readAll: (options) => patiently(() => store.readAll(options)),
    readStream: (stream, options) => patiently(() => store.readStream(stream, options)),
    head: () => patiently(() => store.head()),
    lag: (after) => patiently(() => store.lag(after)),
  }
}
