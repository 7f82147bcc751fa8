import { describe, expect, test } from 'vitest'
import { keyCache } from '../../../src/adapters/keys/keyCache.js'

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

const cacheOf = (max: number) => {
  const clock = { ms: 0 }
  return { clock, cache: keyCache(max, 1_000, () => clock.ms) }
}

describe('the cache of keys', () => {
  test('forgets the subject that was not used for longest', () => {
    const { cache } = cacheOf(2)
    cache.put('a', key(1))
    cache.put('b', key(2))
    cache.get('a')
    cache.put('c', key(3))
    expect(['a', 'b', 'c'].map((subject) => cache.get(subject))).toEqual([key(1), undefined, key(3)])
  })

  test('forgets what it has known for too long, however often it was used', () => {
    const { cache, clock } = cacheOf(2)
    cache.put('a', key(1))
    clock.ms = 999
    expect(cache.get('a')).toEqual(key(1))
    clock.ms = 1_000
    expect(cache.get('a')).toBeUndefined()
  })

  test('never takes an erased subject back for a key that was read before', () => {
    const { cache } = cacheOf(2)
    cache.put('a', key(1))
    cache.put('a', 'destroyed')
    cache.put('a', key(1))
    expect(cache.get('a')).toBe('destroyed')
  })
})
