import { describe, expect, test } from 'vitest'
import type { KeyStore, SubjectKey } from '../../src/application/ports.js'

const keyIn = (found: SubjectKey | 'destroyed' | undefined): string => {
  if (found === undefined || found === 'destroyed') throw new Error(`expected a key, found ${String(found)}`)
  return Buffer.from(found.key).toString('hex')
}

/** What every key store owes. `open` gives a store over keys that nobody else uses; `again`, another one over the same. */
export const keyStoreContract = (
  name: string,
  open: () => Promise<{ readonly store: KeyStore; readonly again: () => KeyStore }>,
): void => {
  describe(`a key store (${name})`, () => {
    test('makes a key of 32 bytes at first use and keeps it', async () => {
      const { store } = await open()
      const made = await store.keyOf('buyer-1')
      expect(made).toMatchObject({ subjectId: 'buyer-1' })
      expect(keyIn(made)).toMatch(/^[0-9a-f]{64}$/)
      expect(keyIn(await store.keyOf('buyer-1'))).toBe(keyIn(made))
      expect(keyIn(await store.find('buyer-1'))).toBe(keyIn(made))
    })

    test('gives each subject another key', async () => {
      const { store } = await open()
      const keys = await Promise.all(Array.from({ length: 20 }, (_, i) => store.keyOf(`buyer-${i}`)))
      expect(new Set(keys.map(keyIn)).size).toBe(20)
    })

    test('finds nothing, and makes nothing, for a subject that has no key', async () => {
      const { store } = await open()
      expect(await store.find('buyer-1')).toBeUndefined()
      expect(await store.find('buyer-1')).toBeUndefined()
    })

    test('makes one key when many ask for the first one at once', async () => {
      const { store, again } = await open()
      const other = again()
      const keys = await Promise.all(
        Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? store : other).keyOf('buyer-1')),
      )
      expect(new Set(keys.map(keyIn)).size).toBe(1)
    })

    test('is found again by another store over the same keys', async () => {
      const { store, again } = await open()
      const made = await store.keyOf('buyer-1')
      expect(keyIn(await again().find('buyer-1'))).toBe(keyIn(made))
    })

    test('is not changed through the key it gave', async () => {
      const { store } = await open()
      const given = await store.keyOf('buyer-1')
      const before = keyIn(given)
      if (given !== 'destroyed') given.key.fill(0)
      expect(keyIn(await store.keyOf('buyer-1'))).toBe(before)
    })

    test('destroys a key for ever', async () => {
      const { store, again } = await open()
      await store.keyOf('buyer-1')
      await store.keyOf('buyer-2')
      await store.destroy('buyer-1')
      expect(await store.keyOf('buyer-1')).toBe('destroyed')
      expect(await store.find('buyer-1')).toBe('destroyed')
      expect(await again().keyOf('buyer-1')).toBe('destroyed')
      expect(keyIn(await store.find('buyer-2'))).toHaveLength(64)
    })

    test('destroys twice as once', async () => {
      const { store } = await open()
      await store.keyOf('buyer-1')
      await Promise.all([store.destroy('buyer-1'), store.destroy('buyer-1')])
      await store.destroy('buyer-1')
      expect(await store.find('buyer-1')).toBe('destroyed')
    })

    test('makes no key for a subject that was erased before it had one', async () => {
      const { store } = await open()
      await store.destroy('buyer-1')
      expect(await store.keyOf('buyer-1')).toBe('destroyed')
    })
  })
}
