export type EmbeddedPostgresFailure =
  /** There are no binaries for this operating system and processor, or they are not installed. */
  | 'PlatformUnsupported'
  /** The binaries are there but cannot be run by the account that the server needs. */
  | 'BinariesUnusable'
  /** The data folder cannot be made, entered or trusted. */
  | 'FolderUnusable'
  /** There is no database in this folder, and none was to be created. */
  | 'NothingThere'
  | 'ClusterNotCreated'
  /** The server ended before it answered. */
  | 'ServerNotStarted'
  /** The server runs but did not answer in time. */
  | 'ServerSilent'

/** Why there is no embedded Postgres, in a sentence that says what to do; with the server's last words if it had any. */
export class EmbeddedPostgresError extends Error {
  constructor(
    readonly failure: EmbeddedPostgresFailure,
    message: string,
    readonly serverLog: ReadonlyArray<string> = [],
  ) {
    super([message, ...serverLog.map((line) => `  | ${line}`)].join('\n'))
    this.name = 'EmbeddedPostgresError'
  }
}

/** What every failure to embed can be answered with. */
export const otherwise = 'Or give the URL of a Postgres server of your own (--database-url).'

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The code of a system error (`ENOENT`) or of a Postgres error (`57P03`). */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
