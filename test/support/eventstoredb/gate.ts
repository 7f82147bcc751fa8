/** Open, it lets everything through; closed, it keeps it. */
export interface Gate {
  pass(run: () => void): void
  close(): void
  /** Lets through what was kept. */
  open(): void
  /** Drops what was kept, as a process that ends does. */
  forget(): void
}

export const gate = (): Gate => {
  let closed = false
  let kept: Array<() => void> = []

  return {
    pass: (run) => {
      if (closed) kept.push(run)
      else run()
    },
    close: () => {
      closed = true
    },
    open: () => {
      closed = false
      const waiting = kept
      kept = []
      for (const run of waiting) run()
    },
    forget: () => {
      kept = []
    },
  }
}
