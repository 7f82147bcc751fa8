const FIRST_SLOTS = 4_096
/** Slots that may be taken, of a hundred. */
const FULL = 70

/**
 * Whether ids came before, for as many as a log has: 64 bits of each, in about 12 bytes. Of two ids that agree in those the second
 * passes for a repetition, which chance makes once in a million logs of ten million events.
 */
export interface KnownIds {
  /** Whether it was known; afterwards it is. */
  add(uuid: string): boolean
}

export const knownIds = (): KnownIds => {
  let high = new Uint32Array(FIRST_SLOTS)
  let low = new Uint32Array(FIRST_SLOTS)
  let count = 0

  const place = (a: number, b: number): boolean => {
    const mask = high.length - 1
    let at = (a ^ Math.imul(b, 0x9e3779b1)) & mask
    for (;;) {
      const [x, y] = [high[at] ?? 0, low[at] ?? 0]
      if (x === 0 && y === 0) break
      if (x === a && y === b) return true
      at = (at + 1) & mask
    }
    high[at] = a
    low[at] = b
    count += 1
    return false
  }

  const grow = (): void => {
    const [highs, lows] = [high, low]
    high = new Uint32Array(highs.length * 2)
    low = new Uint32Array(lows.length * 2)
    count = 0
    for (const [i, a] of highs.entries()) {
      const b = lows[i] ?? 0
      if (a !== 0 || b !== 0) place(a, b)
    }
  }

  return {
    add: (uuid) => {
      if (count * 100 >= high.length * FULL) grow()
      // 0 is an empty slot.
      const first = parseInt(uuid.slice(0, 8), 16)
      return place(first === 0 ? 1 : first, parseInt(uuid.slice(28), 16))
    },
  }
}
