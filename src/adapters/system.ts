import { hash } from 'node:crypto'
import { parse, v7 } from 'uuid'
import type { System } from '../application/ports.js'
import { instantOf } from '../domain/kernel/time.js'
import { canonicalJson } from './canonicalJson.js'

/**
 * The namespace of every id that Comptoir derives from a name. Event ids and the ids of a process's commands come out of
 * it: with another value, a retry would no longer be recognised as one. It never changes.
 */
export const COMPTOIR_NAMESPACE = 'c1035594-df06-4432-8a87-bfd21e64a0c5'

const namespace = Buffer.from(parse(COMPTOIR_NAMESPACE))

/** A version 5 UUID (RFC 9562) in our namespace: that of the library, which the tests compare it with, takes twice as long, and one is made for each event. */
const nameBasedId = (name: string): string => {
  const hex = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'hex')
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

// Node's timers fire at once when asked for more.
const SLEEP_MS_MAX = 2_147_483_647

/** The clock, the chance, the ids and the hashes of a running service. Tests and simulations bring their own. */
export const system: System = {
  now: () => instantOf(Date.now()),
  newId: () => v7(),
  idOf: nameBasedId,
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
