import type { LogRecord } from './records.js'

/** Revision of a tombstone, and the `$tb` of a soft-deleted stream. */
export const DELETED = 9_223_372_036_854_775_807n

export interface StreamMetadata {
  /** Events kept, counted from the last. */
  readonly maxCount: bigint | undefined
  readonly maxAgeMs: number | undefined
  readonly truncateBefore: bigint
  /** Roles or users by right (`$r`, `$w`, `$d`, `$mr`, `$mw`). */
  readonly acl: Readonly<Record<string, ReadonlyArray<string>>>
  /** As it was written, to be carried on when only `$tb` changes. */
  readonly document: Readonly<Record<string, unknown>>
}

export const NO_METADATA: StreamMetadata = {
  maxCount: undefined,
  maxAgeMs: undefined,
  truncateBefore: 0n,
  acl: {},
  document: {},
}

/** Of a metadata stream: only the latest metadata counts. */
export const METADATA_OF_METADATA: StreamMetadata = { ...NO_METADATA, maxCount: 1n }

const documentOf = (data: Uint8Array): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const rights = (acl: unknown): Record<string, ReadonlyArray<string>> =>
  Object.fromEntries(
    Object.entries(typeof acl === 'object' && acl !== null ? acl : {}).map(([right, who]) => [
      right,
      (Array.isArray(who) ? who : [who]).map(String),
    ]),
  )

/** The metadata that the last event of `$$stream` sets. */
export const metadataOf = (record: LogRecord): StreamMetadata => {
  const document = documentOf(record.data)
  const { $maxCount, $maxAge, $tb, $acl } = document
  return {
    maxCount: typeof $maxCount === 'number' ? BigInt($maxCount) : undefined,
    maxAgeMs: typeof $maxAge === 'number' ? $maxAge * 1000 : undefined,
    truncateBefore: truncation($tb),
    acl: rights($acl),
    document,
  }
}

// JSON numbers lose the last digits of the greatest revision.
const truncation = ($tb: unknown): bigint => {
  if (typeof $tb !== 'number') return 0n
  return $tb > Number.MAX_SAFE_INTEGER ? DELETED : BigInt($tb)
}

/** JSON text of the metadata with another `$tb`. */
export const withTruncateBefore = (metadata: StreamMetadata, revision: bigint): string => {
  const { $tb: _, ...kept } = metadata.document
  return JSON.stringify({ ...kept, $tb: 0 }).replace('"$tb":0', `"$tb":${revision}`)
}
