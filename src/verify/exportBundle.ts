import { hash } from 'node:crypto'
import type { SigningKey } from './keys.js'
import { signatureLine } from './signature.js'

export const EXPORT_FORMAT = 'comptoir-export/1'

/** What is told of the period, from the fold of the events: the fold is that of `comptoir audit recompute`. */
export type Recomputation = Readonly<Record<string, unknown>>

/**
 * The export of a seller, format `comptoir-export/1`: canonical JSON (RFC 8785) in one line. Its events are all that the
 * seller had under the checkpoint, also those before the period, without which nothing can be folded.
 */
export interface ExportBundle {
  /** Of all streams together, as a decimal. */
  readonly events: string
  readonly format: typeof EXPORT_FORMAT
  /** UTC days, both inclusive: which statements, payouts and postings are told. */
  readonly period: { readonly from: string; readonly to: string }
  /** The events with their proofs: a bundle of its own, as its text. */
  readonly proof: string
  readonly recomputation: Recomputation
  readonly sellerId: string
  /** Hex, of the canonical text of the recomputation. */
  readonly sha256: string
  /** As signed notes have it, of the line without this field. */
  readonly signature: string
  /** Events of the log under the checkpoint, as a decimal. */
  readonly size: string
}

export type UnsignedExport = Omit<ExportBundle, 'signature'>

/** The names are in the order of RFC 8785. */
const ordered = ({
  events,
  format,
  period,
  proof,
  recomputation,
  sellerId,
  sha256,
  size,
}: UnsignedExport) => ({
  before: {
    events,
    format,
    period: { from: period.from, to: period.to },
    proof,
    recomputation,
    sellerId,
    sha256,
  },
  after: { size },
})

/** What is signed. */
export const unsignedText = (bundle: UnsignedExport): string => {
  const { before, after } = ordered(bundle)
  return `${JSON.stringify({ ...before, ...after })}\n`
}

/** One line, and the only text that is taken for this bundle; `recomputation` must be in canonical order. */
export const exportText = (bundle: ExportBundle): string => {
  const { before, after } = ordered(bundle)
  return `${JSON.stringify({ ...before, signature: bundle.signature, ...after })}\n`
}

export const digestOf = (recomputation: Recomputation): string =>
  hash('sha256', JSON.stringify(recomputation), 'hex')

/** The text of a signed export. */
export const signedExport = (unsigned: UnsignedExport, key: SigningKey): string =>
  exportText({ ...unsigned, signature: signatureLine(unsignedText(unsigned), key) })

type Fields = Readonly<Record<string, unknown>>

const isRecord = (u: unknown): u is Fields => typeof u === 'object' && u !== null && !Array.isArray(u)

const texts = ['events', 'format', 'proof', 'sellerId', 'sha256', 'signature', 'size']
const names = [...texts, 'period', 'recomputation'].sort().join()
const DAY = /^\d{4}-\d\d-\d\d$/
const DECIMAL = /^(?:0|[1-9]\d{0,14})$/

const isPeriod = (u: unknown): boolean =>
  isRecord(u) && Object.keys(u).join() === 'from,to' && Object.values(u).every((day) => DAY.test(String(day)))

const isExport = (u: unknown): u is ExportBundle =>
  isRecord(u) &&
  Object.keys(u).join() === names &&
  texts.every((name) => typeof u[name] === 'string') &&
  u['format'] === EXPORT_FORMAT &&
  DECIMAL.test(String(u['events'])) &&
  DECIMAL.test(String(u['size'])) &&
  isPeriod(u['period']) &&
  isRecord(u['recomputation'])

/** Whether a file says that it is an export, whatever else it is. */
export const isExportText = (text: string): boolean => text.includes(`"format":"${EXPORT_FORMAT}"`)

/** `undefined` where the text is no export. Written again it must be the same text, as with `readBundle`. */
export const readExport = (text: string): ExportBundle | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return isExport(json) && exportText(json) === text ? json : undefined
  } catch {
    return undefined
  }
}
