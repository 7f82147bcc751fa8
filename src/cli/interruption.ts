const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ctrl-C, a closed terminal or a supervisor's request to stop. */
export class Interrupted extends Error {
  constructor(
    /** As shells count. */
    readonly exitCode: ExitCode,
  ) {
    super('interrupted')
    this.name = 'Interrupted'
  }
}

const patienceMs = 5_000

/**
 * A signal that aborts at the first SIGINT, SIGTERM or SIGHUP, for everything that runs to end in order. A second one,
 * or the end of our patience, ends the process as it stands.
 */
export const interruptions = (): { readonly signal: AbortSignal; dispose(): void } => {
  const controller = new AbortController()
  const interruptedBy = (exitCode: ExitCode) => () => {
    if (controller.signal.aborted) process.exit(exitCode)
    setTimeout(() => process.exit(exitCode), patienceMs).unref()
    controller.abort(new Interrupted(exitCode))
  }
  const listeners = [
    ['SIGHUP', interruptedBy(exitCodes.SIGHUP)],
    ['SIGINT', interruptedBy(exitCodes.SIGINT)],
    ['SIGTERM', interruptedBy(exitCodes.SIGTERM)],
  ] as const
  for (const [name, listener] of listeners) process.on(name, listener)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}
