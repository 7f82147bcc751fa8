/** The world that a command runs in. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborts when the user or a supervisor wants the process to stop. */
  readonly signal: AbortSignal
}
