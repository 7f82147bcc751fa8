/** An event with all that a leaf covers; bigints or their decimals, which make the same text. */
export interface LeafEvent {
  readonly position: { readonly commit: bigint | string; readonly prepare: bigint | string }
  readonly stream: string
  readonly revision: bigint | string
  readonly id: string
  readonly type: string
  /** UTC, RFC 3339 with milliseconds: `2026-03-05T12:30:00.000Z`. */
  readonly recordedAt: string
  /** As stored: what is sealed in them stays sealed, so that erasing a person breaks no proof. */
  readonly data: string
  readonly metadata: string
}

/** Stands between the fields, and is in none: no store takes an event that holds it. */
const SEPARATOR = '\x1e'

/**
 * The canonical bytes of an event, version 1: UTF-8 of ten fields with U+001E between them. The first tells the version; a
 * change of any field, or of where one ends and the next begins, is a change of this text.
 */
export const leafOf = ({
  position,
  stream,
  revision,
  id,
  type,
  recordedAt,
  data,
  metadata,
}: LeafEvent): string =>
  `comptoir-event/1${SEPARATOR}${position.commit}${SEPARATOR}${position.prepare}${SEPARATOR}${stream}${SEPARATOR}${revision}${SEPARATOR}${id}${SEPARATOR}${type}${SEPARATOR}${recordedAt}${SEPARATOR}${data}${SEPARATOR}${metadata}`

/** Whether its fields can be told apart in its leaf. */
export const hasLeaf = ({ stream, id, type, recordedAt, data, metadata }: LeafEvent): boolean =>
  ![stream, id, type, recordedAt, data, metadata].some((field) => field.includes(SEPARATOR))
