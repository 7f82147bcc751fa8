import { Instant } from '../domain/kernel/time.js'
import type { Metadata } from './said.js'

/** The text as JSON; `undefined`: it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Dated<M> = M & { readonly occurredAt: Instant }

const isMetadata = (u: unknown): u is Dated<Metadata> =>
  typeof u === 'object' &&
  u !== null &&
  'schemaVersion' in u &&
  typeof u.schemaVersion === 'number' &&
  'commandId' in u &&
  typeof u.commandId === 'string' &&
  'commandFingerprint' in u &&
  typeof u.commandFingerprint === 'string' &&
  'correlationId' in u &&
  typeof u.correlationId === 'string' &&
  'actor' in u &&
  typeof u.actor === 'string' &&
  'occurredAt' in u &&
  Instant.is(u.occurredAt)

/** Stored metadata; `undefined`: it is none. */
export const metadataIn = (text: string): Dated<Metadata> | undefined => {
  const metadata = parsed(text)
  return isMetadata(metadata) ? metadata : undefined
}

/** What reading an event takes of its metadata. */
export type Essence = Dated<Pick<Metadata, 'schemaVersion' | 'occurredAt' | 'occurredAtInferred'>>

// Of texts that hold nothing that JSON would write otherwise.
const PLAIN = String.raw`"[^"\\\x00-\x1f]*"`
const WRITTEN = new RegExp(
  String.raw`^\{"actor":${PLAIN}(?:,"causationId":${PLAIN})?,"commandFingerprint":${PLAIN},"commandId":${PLAIN},` +
    String.raw`"correlationId":${PLAIN},"occurredAt":(${PLAIN})(,"occurredAtInferred":true)?,` +
    String.raw`"schemaVersion":([1-9]\d{0,8})(?:,"traceparent":${PLAIN})?\}$`,
)

/**
 * The same of the metadata of an event as `metadataIn` would tell it. In the form in which nearly all of it was written, it is
 * looked through, not taken apart: most events are read for what happened alone.
 */
export const essenceIn = (text: string): Essence | undefined => {
  const found = WRITTEN.exec(text)
  if (found === null) return metadataIn(text)
  // Parsed, it is a text of its own: a part of the text would keep all of it in memory.
  const occurredAt = parsed(found[1] ?? '')
  const schemaVersion = parsed(found[3] ?? '')
  if (!Instant.is(occurredAt) || typeof schemaVersion !== 'number') return undefined
  return found[2] === undefined
    ? { schemaVersion, occurredAt }
    : { schemaVersion, occurredAt, occurredAtInferred: true }
}
