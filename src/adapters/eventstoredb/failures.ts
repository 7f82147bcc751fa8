import type { Position } from '../../domain/kernel/recorded.js'
import type { ExpectedRevision } from '../../application/ports.js'

/** The server refuses what we ask for with these credentials. */
export class AccessDenied extends Error {
  readonly type = 'AccessDenied'
  constructor(options?: ErrorOptions) {
    super(
      'EventStoreDB refuses access: its log must be readable and its streams writable with these credentials',
      options,
    )
    this.name = 'AccessDenied'
  }
}

/** Part of the history was taken away, or will be: it cannot be the source of truth. */
export class HistoryTruncated extends Error {
  readonly type = 'HistoryTruncated'
  constructor(
    readonly streams: ReadonlyArray<string>,
    rule: string,
  ) {
    super(`${streams.slice(0, 5).join(', ')}${streams.length > 5 ? ' and others' : ''} ${rule}`)
    this.name = 'HistoryTruncated'
  }
}

/** The server has another log than it had: it was restored or replaced. */
export class LogReplaced extends Error {
  readonly type = 'LogReplaced'
  constructor(readonly position: Position) {
    super(`the log has no longer the event that it had at position ${position.commit}`)
    this.name = 'LogReplaced'
  }
}

const NOT_DISCOVERED = 'Failed to discover'

const fieldOf = (error: unknown, field: string): unknown =>
  typeof error === 'object' && error !== null && field in error
    ? (error as Record<string, unknown>)[field]
    : undefined

/** The client names its errors by a `type`; some reach us as they come from gRPC, with a code only. */
const typeOf = (error: unknown): string => {
  const type = fieldOf(error, 'type')
  return typeof type === 'string' ? type : ''
}

const codeOf = (error: unknown): number | undefined => {
  const code = fieldOf(error, 'code')
  return typeof code === 'number' ? code : undefined
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What became of an append that was not answered with success. */
export type AppendError =
  | { readonly type: 'conflict'; readonly actual: ExpectedRevision }
  | { readonly type: 'too large'; readonly bytesMax: number }
  | { readonly type: 'refused'; readonly reason: string }
  /** No server could be reached, so nothing was sent. */
  | { readonly type: 'not sent'; readonly reason: string }
  | { readonly type: 'unknown'; readonly reason: string }

const UNAVAILABLE = 14
const UNAUTHENTICATED = 16
const PERMISSION_DENIED = 7
const INVALID_ARGUMENT = 3
const UNKNOWN = 2

const isDenied = (error: unknown): boolean =>
  typeOf(error) === 'access-denied' || [UNAUTHENTICATED, PERMISSION_DENIED].includes(codeOf(error) ?? 0)

/** Not-leader, unavailable, cancelled, timed out: all alike, the append may be stored or not. */
export const appendErrorOf = (error: unknown): AppendError => {
  const reason = messageOf(error)
  switch (typeOf(error)) {
    case 'wrong-expected-version': {
      const actual = fieldOf(error, 'actualVersion')
      // A revision, `no_stream`, or -1 in the words of other calls.
      return { type: 'conflict', actual: typeof actual === 'bigint' && actual >= 0n ? actual : 'no_stream' }
    }
    case 'maximum-append-size-exceeded':
      return { type: 'too large', bytesMax: Number(fieldOf(error, 'maxAppendSize') ?? 0) }
    case 'stream-deleted':
      return { type: 'refused', reason: 'the stream was deleted on the server' }
    case 'missing-required-metadata-property':
    case 'invalid-argument':
      return { type: 'refused', reason }
    case '':
      if (reason.startsWith(NOT_DISCOVERED) || codeOf(error) === UNAVAILABLE)
        return { type: 'not sent', reason }
  }
  if (isDenied(error)) return { type: 'refused', reason: 'access denied' }
  return { type: 'unknown', reason }
}

export const isStreamMissing = (error: unknown): boolean => typeOf(error) === 'stream-not-found'

/** What a read that failed says of the log, if it is not the connection's fault. */
export const lastingReadErrorOf = (stream: string | undefined, error: unknown): Error | undefined => {
  if (isDenied(error)) return new AccessDenied({ cause: error })
  if (typeOf(error) === 'stream-deleted')
    return new HistoryTruncated([stream ?? 'a stream'], 'was deleted on the server')
  return undefined
}

/** A position that is not one of a record: newer servers say so, older ones only that something went wrong. */
export const mayBeInvalidPosition = (error: unknown): boolean =>
  [INVALID_ARGUMENT, UNKNOWN].includes(codeOf(error) ?? 0)
