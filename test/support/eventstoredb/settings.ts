import type { Users } from './access.js'
import type { Version } from './node.js'
import type { TlsFiles } from './tls.js'

export interface StandInOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Default `24.2`. */
  readonly version?: Version
  /** `true` makes certificates for this server alone; `makeTlsFiles()` makes some to share. */
  readonly tls?: boolean | TlsFiles
  /** With users there is security: rights are checked, passwords are asked for. The client sends them only over TLS. */
  readonly users?: Users
  /** With security: whether callers without a name may use what is open to `$all`. Default false. */
  readonly anonymous?: boolean
  /** Default 1 MiB. */
  readonly maxAppendBytes?: number
  /** What is remembered of recent ids for `any`. Default 8 MiB. */
  readonly recentIdsBytes?: number
  /** Live events kept for a slow consumer. Default 32. */
  readonly liveBufferEvents?: number
  /** How long storing takes. Default 0. */
  readonly appendDelayMs?: number
  /** Whether BatchAppend is offered; the client falls back to Append. Default true. */
  readonly batchAppend?: boolean
  /** System events at the beginning of a new store. Default true. */
  readonly systemEvents?: boolean
  /** How often an event of the server's own statistics is written; never, if absent. */
  readonly statisticsEveryMs?: number
  readonly nowMs?: () => number
}

export const HOST = '127.0.0.1'
export const MEBIBYTE = 1024 * 1024
