import { randomBytes } from 'node:crypto'
import type { KeyStore } from '../../application/ports.js'
import { KEY_BYTES } from '../keys/masterKey.js'

/** Keys that last as long as the process: for tests and simulations. */
export const memoryKeyStore = (): KeyStore => {
  const keys = new Map<string, Uint8Array | 'destroyed'>()
  const known = (subjectId: string, key: Uint8Array | 'destroyed') =>
    key === 'destroyed' ? key : { subjectId, key: Uint8Array.from(key) }
  return {
    keyOf: (subjectId) => {
      const key = keys.get(subjectId) ?? randomBytes(KEY_BYTES)
      keys.set(subjectId, key)
      return Promise.resolve(known(subjectId, key))
    },
    find: (subjectId) => {
      const key = keys.get(subjectId)
      return Promise.resolve(key === undefined ? undefined : known(subjectId, key))
    },
    destroy: (subjectId) => {
      keys.set(subjectId, 'destroyed')
      return Promise.resolve()
    },
  }
}
