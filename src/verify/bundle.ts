/**
 * A proof bundle, format `comptoir-proof/1`: events with their bytes, a signed checkpoint, and for each event the nodes
 * that lead from its leaf to the root. Bundles that hold more, such as the export of an audit, carry one of these as it
 * is, as the text of one field, and leave it to `checkBundle`: it stands for itself.
 */
export interface ProofBundle {
  readonly format: typeof BUNDLE_FORMAT
  readonly subject: BundleSubject
  /** A signed note, as in the file of checkpoints. */
  readonly checkpoint: string
  /** In the order of the log. */
  readonly events: ReadonlyArray<ProvenEvent>
  /** That the log of an older checkpoint is the beginning of this one. */
  readonly consistency?: { readonly from: string; readonly proof: ReadonlyArray<string> }
}

/**
 * What the events are: one by its id; a stream from its first event on, without a gap; or just these. That a stream goes
 * no further cannot be proven.
 */
export type BundleSubject =
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'stream'; readonly id: string }
  | { readonly kind: 'events' }

export interface ProvenEvent {
  /** Place in the log, from 0, as a decimal. */
  readonly index: string
  readonly position: { readonly commit: string; readonly prepare: string }
  readonly stream: string
  readonly revision: string
  readonly id: string
  readonly type: string
  readonly recordedAt: string
  readonly data: string
  readonly metadata: string
  /** Base64 of 32 bytes each, the node next to the leaf first. */
  readonly proof: ReadonlyArray<string>
}

export const BUNDLE_FORMAT = 'comptoir-proof/1'

/** One line, and the only text that is taken for this bundle. */
export const bundleText = (bundle: ProofBundle): string => `${JSON.stringify(bundle)}\n`

type Fields = Readonly<Record<string, unknown>>

const isRecord = (u: unknown): u is Fields => typeof u === 'object' && u !== null && !Array.isArray(u)
const isText = (u: unknown): u is string => typeof u === 'string'
const isTexts = (u: unknown): u is ReadonlyArray<string> => Array.isArray(u) && u.every(isText)

const hasFields = (u: unknown, ...names: ReadonlyArray<string>): u is Fields =>
  isRecord(u) && Object.keys(u).sort().join() === [...names].sort().join()

const texts = ['index', 'stream', 'revision', 'id', 'type', 'recordedAt', 'data', 'metadata']
const decimals = ['index', 'revision']
const DECIMAL = /^(?:0|[1-9]\d{0,18})$/

const isEvent = (u: unknown): u is ProvenEvent =>
  hasFields(u, ...texts, 'position', 'proof') &&
  texts.every((name) => isText(u[name])) &&
  decimals.every((name) => DECIMAL.test(String(u[name]))) &&
  hasFields(u['position'], 'commit', 'prepare') &&
  Object.values(u['position']).every((part) => isText(part) && DECIMAL.test(part)) &&
  isTexts(u['proof'])

const isSubject = (u: unknown): u is BundleSubject =>
  (hasFields(u, 'kind') && u['kind'] === 'events') ||
  (hasFields(u, 'kind', 'id') && (u['kind'] === 'event' || u['kind'] === 'stream') && isText(u['id']))

const isBundle = (u: unknown): u is ProofBundle => {
  const names = ['format', 'subject', 'checkpoint', 'events']
  if (hasFields(u, ...names, 'consistency')) {
    const { consistency } = u
    if (!hasFields(consistency, 'from', 'proof')) return false
    if (!isText(consistency['from']) || !isTexts(consistency['proof'])) return false
  } else if (!hasFields(u, ...names)) return false
  return (
    u['format'] === BUNDLE_FORMAT &&
    isSubject(u['subject']) &&
    isText(u['checkpoint']) &&
    Array.isArray(u['events']) &&
    u['events'].every(isEvent)
  )
}

/**
 * `undefined` where the text is no bundle. Written again it must be the same text: doubled keys, white space and bytes after
 * the end are refused, because somebody else might read them otherwise.
 */
export const readBundle = (text: string): ProofBundle | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return isBundle(json) && bundleText(json) === text ? json : undefined
  } catch {
    return undefined
  }
}
