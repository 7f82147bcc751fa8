import { hash } from 'node:crypto'
import { v5, v7 } from 'uuid'
import type { System } from '../application/ports.js'
import { instantOf } from '../domain/kernel/time.js'
import { canonicalJson } from './canonicalJson.js'

/**
 * The namespace of every id that Comptoir derives from a name. Event ids and the ids of a process's commands come out of
 * it: with another value, a retry would no longer be recognised as one. It never changes.
 */
export const COMPTOIR_NAMESPACE = 'c1035594-df06-4432-8a87-bfd21e64a0c5'

// Node's timers fire at once when asked for more.
const SLEEP_MS_MAX = 2_147_483_647

/** The clock, the chance, the ids and the hashes of a running service. Tests and simulations bring their own. */
export const system: System = {
  now: () => instantOf(Date.now()),
  newId: () => v7(),
  idOf: (name) => v5(name, COMPTOIR_NAMESPACE),
  canonical: canonicalJson,
  fingerprint: (text) => hash('sha256', text, 'hex'),
  jitter: (ms) => (ms / 2) * (1 + Math.random()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const wake = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, Math.min(ms, SLEEP_MS_MAX))
      signal?.addEventListener('abort', wake)
    }),
}
