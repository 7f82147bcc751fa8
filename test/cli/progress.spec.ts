import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressOn } from '../../src/cli/progress.js'

const streamThat = (isTTY: boolean) => {
  const written: Array<string> = []
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 100,
    cursorTo: () => true,
    clearLine: () => true,
  })
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => written.join('') }
}

describe('progress', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'Date'] }))
  afterEach(() => vi.useRealTimers())

  it('is a line every five seconds in a pipe, and one at the end', () => {
    const { stream, text } = streamThat(false)
    const progress = progressOn(stream, 'import', 'rows')
    for (let second = 1; second <= 12; second += 1) {
      vi.advanceTimersByTime(1_000)
      progress.update(second * 1_000, 20_000)
    }
    progress.end()
    progress.end()
    expect(text()).toBe(
      [5, 10, 12]
        .map((second) => `import: ${second},000 of 20,000 rows, 1,000/s, ${20 - second} s left\n`)
        .join(''),
    )
  })

  it('tells no total that is not known', () => {
    const { stream, text } = streamThat(false)
    const progress = progressOn(stream, 'import', 'rows')
    progress.update(0, 0)
    vi.advanceTimersByTime(5_000)
    progress.update(10, 0)
    expect(text()).toBe('import: 10 rows, 2/s\n')
  })

  it('counts only what it has seen being done for the speed', () => {
    const { stream, text } = streamThat(false)
    const progress = progressOn(stream, 'import', 'rows')
    progress.update(900_000, 1_000_000)
    vi.advanceTimersByTime(5_000)
    progress.update(900_500, 1_000_000)
    expect(text()).toBe('import: 900,500 of 1,000,000 rows, 100/s, 16 min 35 s left\n')
  })

  it('says nothing about what never began', () => {
    const { stream, text } = streamThat(false)
    progressOn(stream, 'import', 'rows').end()
    expect(text()).toBe('')
  })

  it('is a bar on a terminal', () => {
    vi.stubEnv('TERM', 'xterm')
    const { stream, text } = streamThat(true)
    const progress = progressOn(stream, 'import', 'rows')
    progress.update(0, 2_000)
    expect(text()).toContain('0% | 0/2,000 rows | ?/s | ? left')
    vi.advanceTimersByTime(2_000)
    progress.update(1_000, 2_000)
    progress.end()
    expect(text()).toMatch(/import \[=+-+\] +50% \| 1,000\/2,000 rows \| 500\/s \| 2 s left/)
  })

  it('is nothing where there is no stream', () => {
    const progress = progressOn(undefined, 'import', 'rows')
    expect(() => {
      progress.update(1, 2)
      progress.end()
    }).not.toThrow()
  })
})
