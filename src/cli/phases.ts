import type { Progress } from './progress.js'
import type { Terminal } from './terminal.js'

/** Progress of work in several parts, one after the other: each part has a line or bar of its own. */
export interface Phases<Phase extends string> {
  update(phase: Phase, done: number, total: number): void
  end(): void
}

/** `units`: what is counted in each part. */
export const phases = <Phase extends string>(
  terminal: Terminal,
  units: Readonly<Record<Phase, string>>,
): Phases<Phase> => {
  let current: { readonly phase: Phase; readonly progress: Progress } | undefined
  return {
    update: (phase, done, total) => {
      if (current?.phase !== phase) {
        current?.progress.end()
        current = { phase, progress: terminal.progress(phase, units[phase]) }
      }
      current.progress.update(done, total)
    },
    end: () => current?.progress.end(),
  }
}
