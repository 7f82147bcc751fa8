import { bytesOf } from './base64.js'
import { readBundle, type ProofBundle, type ProvenEvent } from './bundle.js'
import { openCheckpoint, type Checkpoint, type CheckpointFault } from './checkpoint.js'
import type { VerifierKey } from './keys.js'
import { hasLeaf, leafOf } from './leaf.js'
import { consistencyFault, HASH_BYTES, inclusionFault, leafHash, type Hash, type ProofFault } from './tree.js'

export type BundleFault =
  | CheckpointFault
  | ProofFault
  | 'BundleUnreadable'
  /** A node that is not 32 bytes in canonical base64. */
  | 'NodeUnreadable'
  | 'NothingProven'
  /** Events are not in the order of the log, or one comes twice. */
  | 'OrderBroken'
  /** The events are not those that the bundle says they are. */
  | 'SubjectDiffers'

export interface Refused {
  readonly ok: false
  readonly fault: BundleFault
  /** Where: `checkpoint`, `events/3`, `consistency`. */
  readonly at: string
}

export interface Proven {
  readonly ok: true
  readonly bundle: ProofBundle
  readonly checkpoint: Checkpoint
  /** The older checkpoint that this one extends, where that was proven. */
  readonly extended: Checkpoint | undefined
}

const refused = (fault: BundleFault, at: string): Refused => ({ ok: false, fault, at })

const nodesOf = (proof: ReadonlyArray<string>): ReadonlyArray<Hash> | undefined => {
  const nodes: Array<Hash> = []
  for (const text of proof) {
    const bytes = bytesOf(text)
    if (bytes?.length !== HASH_BYTES) return undefined
    nodes.push(bytes)
  }
  return nodes
}

const eventFault = (event: ProvenEvent, { size, root }: Checkpoint): BundleFault | undefined => {
  const nodes = nodesOf(event.proof)
  if (nodes === undefined) return 'NodeUnreadable'
  if (!hasLeaf(event)) return 'BundleUnreadable'
  return inclusionFault({ leaf: leafHash(leafOf(event)), index: Number(event.index), size, root }, nodes)
}

const isSubject = ({ subject, events }: ProofBundle): boolean => {
  switch (subject.kind) {
    case 'event':
      return events.length === 1 && events[0]?.id === subject.id
    case 'stream':
      return events.every(({ stream, revision }, i) => stream === subject.id && revision === String(i))
    case 'events':
      return true
  }
}

const extendedBy = (
  { consistency }: ProofBundle,
  newer: Checkpoint,
  key: VerifierKey,
): Checkpoint | BundleFault | undefined => {
  if (consistency === undefined) return undefined
  const older = openCheckpoint(consistency.from, key, newer.origin)
  if (typeof older === 'string') return older
  const nodes = nodesOf(consistency.proof)
  return nodes === undefined ? 'NodeUnreadable' : (consistencyFault(older, newer, nodes) ?? older)
}

/**
 * Whether a bundle proves what it says, for a log and a signer that are known from elsewhere: neither is taken from the
 * bundle. Reads nothing but its arguments.
 */
export const checkBundle = (
  text: string,
  { key, origin }: { readonly key: VerifierKey; readonly origin: string },
): Proven | Refused => {
  const bundle = readBundle(text)
  if (bundle === undefined) return refused('BundleUnreadable', '')
  const checkpoint = openCheckpoint(bundle.checkpoint, key, origin)
  if (typeof checkpoint === 'string') return refused(checkpoint, 'checkpoint')
  if (bundle.events.length === 0 && bundle.consistency === undefined)
    return refused('NothingProven', 'events')
  let before = -1
  for (const [i, event] of bundle.events.entries()) {
    const fault = eventFault(event, checkpoint)
    if (fault !== undefined) return refused(fault, `events/${i}`)
    if (Number(event.index) <= before) return refused('OrderBroken', `events/${i}`)
    before = Number(event.index)
  }
  if (!isSubject(bundle)) return refused('SubjectDiffers', 'subject')
  const extended = extendedBy(bundle, checkpoint, key)
  return typeof extended === 'string'
    ? refused(extended, 'consistency')
    : { ok: true, bundle, checkpoint, extended }
}
