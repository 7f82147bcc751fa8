import { isLeft, left, right, type Either } from '../../fp.js'
import { EXPORT_FORMAT, digestOf, signedExport } from '../../verify/exportBundle.js'
import { bundleText } from '../../verify/bundle.js'
import type { SigningKey } from '../../verify/keys.js'
import { plainJson } from '../plainJson.js'
import type { EventStore, System } from '../ports.js'
import { eventsOfSeller, type ReplayLimits, type ReplayReads, type ReplayRefusal } from '../replayedEvents.js'
import type { KeptTree } from './keptTree.js'
import { prove, type Noted, type NotProvable } from './prove.js'
import { recomputationOf, type ExportPeriod } from './recomputation.js'

export type ExportRefusal = ReplayRefusal | NotProvable

export interface ExportSources extends Omit<ReplayReads, 'events' | 'system'> {
  readonly events: Pick<EventStore, 'readStream' | 'head' | 'readAll'>
  readonly kept: KeptTree
  readonly system: Pick<System, 'now' | 'sleep' | 'canonical'>
}

/**
 * The export of a seller under a signed checkpoint, as its text: the same checkpoint, period and key give the same bytes, whatever was
 * recorded since. All events of the seller up to the checkpoint are in it, and in memory.
 */
export const exportSeller = async (
  sources: ExportSources,
  {
    sellerId,
    period,
    noted,
    key,
    limits,
  }: {
    readonly sellerId: string
    readonly period: ExportPeriod
    readonly noted: Noted
    readonly key: SigningKey
    readonly limits?: ReplayLimits | undefined
  },
): Promise<Either<ExportRefusal, string>> => {
  const { events, kept, system } = sources
  const { checkpoint } = noted
  const upTo = BigInt(checkpoint.position.split('/')[0] ?? 0)
  const found = await eventsOfSeller(
    sources,
    sellerId,
    {
      at: { by: 'position', position: upTo },
      upTo,
      includes: ({ recorded }) => recorded.position.commit <= upTo,
    },
    limits,
  )
  if (isLeft(found)) return found
  const stored = found.right.map((event) => event.stored)
  if (stored.length === 0) return left({ type: 'SellerUnknown', sellerId })
  const proven = await prove({ store: events, kept }, { kind: 'events' }, stored, noted)
  if (isLeft(proven)) return proven
  const text = system.canonical(plainJson(recomputationOf(sellerId, period, found.right)))
  const recomputation: unknown = JSON.parse(text)
  const fields = typeof recomputation === 'object' && recomputation !== null ? { ...recomputation } : {}
  const unsigned = {
    events: String(stored.length),
    format: EXPORT_FORMAT,
    period,
    proof: bundleText(proven.right),
    recomputation: fields,
    sellerId,
    sha256: digestOf(fields),
    size: String(checkpoint.size),
  } as const
  return right(signedExport(unsigned, key))
}
