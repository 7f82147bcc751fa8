import { checkBundle, type BundleFault, type Proven } from './checkBundle.js'
import { digestOf, readExport, unsignedText, type ExportBundle } from './exportBundle.js'
import type { VerifierKey } from './keys.js'
import { isBy, isSigned, signatureIn } from './signature.js'

export type ExportFault =
  | BundleFault
  | 'ExportUnreadable'
  /** It tells another size than the checkpoint in it. */
  | 'SizeDiffers'
  /** There are not as many events in it as it tells. */
  | 'EventsMissing'
  /** A stream does not begin with its first event, or has a gap. */
  | 'StreamBroken'
  /** The hash is not that of the recomputation. */
  | 'DigestDiffers'
  /** It is signed by others. */
  | 'ExportSignerUnknown'
  | 'ExportSignatureInvalid'

export interface ExportRefused {
  readonly ok: false
  readonly fault: ExportFault
  /** Where: `proof/events/3`, `stream payout-s1.2026-03-13.EUR revision 2`, `signature`. */
  readonly at: string
}

/** What outsiders know from elsewhere. */
export interface KnownLog {
  readonly key: VerifierKey
  readonly origin: string
}

/** Its events are in the log and without a gap. Whether it is signed is not told yet. */
export interface ExportEvents {
  readonly ok: true
  readonly bundle: ExportBundle
  readonly proven: Proven
}

const refused = (fault: ExportFault, at: string): ExportRefused => ({ ok: false, fault, at })

const gapIn = ({ bundle }: Proven): string | undefined => {
  const next = new Map<string, number>()
  for (const { stream, revision } of bundle.events) {
    const expected = next.get(stream) ?? 0
    if (revision !== String(expected)) return `stream ${stream} revision ${expected}`
    next.set(stream, expected + 1)
  }
  return undefined
}

export const checkExportEvents = (text: string, known: KnownLog): ExportEvents | ExportRefused => {
  const bundle = readExport(text)
  if (bundle === undefined) return refused('ExportUnreadable', '')
  const proven = checkBundle(bundle.proof, known)
  if (!proven.ok) return refused(proven.fault, proven.at === '' ? 'proof' : `proof/${proven.at}`)
  const { events, subject } = proven.bundle
  if (subject.kind !== 'events') return refused('SubjectDiffers', 'proof/subject')
  if (bundle.size !== String(proven.checkpoint.size)) return refused('SizeDiffers', 'size')
  const gap = gapIn(proven)
  if (gap !== undefined) return refused('StreamBroken', gap)
  if (bundle.events !== String(events.length))
    return refused('EventsMissing', `${events.length} of ${bundle.events} events`)
  return { ok: true, bundle, proven }
}

/** Whether the key's owner said all of this; `undefined`: so it is. */
export const sealFault = (bundle: ExportBundle, key: VerifierKey): ExportRefused | undefined => {
  if (bundle.sha256 !== digestOf(bundle.recomputation)) return refused('DigestDiffers', 'sha256')
  const signature = signatureIn(bundle.signature)
  if (signature === undefined) return refused('ExportUnreadable', 'signature')
  if (!isBy(signature, key)) return refused('ExportSignerUnknown', 'signature')
  return isSigned(unsignedText(bundle), signature, key)
    ? undefined
    : refused('ExportSignatureInvalid', 'signature')
}

/** Whether an export is signed and its events are in the log; that its figures follow from them, `recompute` tells. */
export const checkExport = (text: string, known: KnownLog): ExportEvents | ExportRefused => {
  const checked = checkExportEvents(text, known)
  return checked.ok ? (sealFault(checked.bundle, known.key) ?? checked) : checked
}
