import type { Receipt } from './failure.js'

/** What a command has appended to a stream, and what it asked. */
export interface Done {
  readonly fingerprint: string
  readonly events: Receipt['events']
}

type Layer = ReadonlyMap<string, Done>

/**
 * What each command of a stream has done, by its id. Never changed: what is decided ahead of an append that fails is
 * forgotten with its own version. Newer layers are smaller than half of those before them, so that to add costs the logarithm
 * of what is there, and not a copy of it.
 */
export interface DoneCommands {
  readonly get: (commandId: string) => Done | undefined
  /** With these as well. */
  readonly and: (more: Layer) => DoneCommands
}

const over = (layers: ReadonlyArray<Layer>): DoneCommands => ({
  get: (commandId) => {
    for (let i = layers.length - 1; i >= 0; i--) {
      const done = layers[i]?.get(commandId)
      if (done !== undefined) return done
    }
    return undefined
  },
  and: (more) => {
    if (more.size === 0) return over(layers)
    const kept = [...layers]
    let top = more
    for (let last = kept.at(-1); last !== undefined && last.size < 2 * top.size; last = kept.at(-1)) {
      top = new Map([...last, ...top])
      kept.pop()
    }
    return over([...kept, top])
  },
})

export const doneCommands = (done: Layer = new Map()): DoneCommands => over(done.size === 0 ? [] : [done])
