import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { DeadlineExceeded, withDeadline } from '../../src/adapters/deadline.js'

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('a deadline', () => {
  test('lets through what comes in time, and leaves no timer behind', async () => {
    const before = timers()
    expect(await withDeadline(Promise.resolve(7), 60_000)).toBe(7)
    await expect(withDeadline(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no')
    expect(timers()).toBe(before)
  })

  test('rejects with what it is told to, or says that there was no answer', async () => {
    const never = new Promise<never>(() => undefined)
    await expect(withDeadline(never, 5)).rejects.toEqual(new DeadlineExceeded(5))
    const own = new Error('own')
    await expect(withDeadline(never, 5, () => own)).rejects.toBe(own)
  })

  test('hands over what comes too late, so that it can be given back', async () => {
    const late: Array<string> = []
    const slow = sleep(20, 'connection')
    await expect(withDeadline(slow, 5, undefined, (value) => late.push(value))).rejects.toThrow('5 ms')
    await expect.poll(() => late).toEqual(['connection'])
  })

  test('drops a rejection that comes too late', async () => {
    const late: Array<string> = []
    const slow = sleep(20).then(() => Promise.reject<string>(new Error('too late to matter')))
    await expect(withDeadline(slow, 5, undefined, (value) => late.push(value))).rejects.toThrow('5 ms')
    await sleep(30)
    expect(late).toEqual([])
  })
})
