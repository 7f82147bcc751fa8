import { isLeft, left, right, type Either } from '../../fp.js'
import { Instant } from '../../domain/kernel/time.js'
import type { Occurrence } from '../../projections/fold.js'
import type { ProvenEvent } from '../../verify/bundle.js'
import { checkExportEvents, sealFault, type ExportRefused, type KnownLog } from '../../verify/checkExport.js'
import type { ExportBundle } from '../../verify/exportBundle.js'
import { deliveredFrom } from '../delivered.js'
import { plainJson } from '../plainJson.js'
import type { System } from '../ports.js'
import { firstDifference, type ToldDifference } from './firstDifference.js'
import { recomputationOf, type SellerRecomputation } from './recomputation.js'

/** Why an export is not taken. */
export type RecomputeRefusal =
  | { readonly type: 'ExportRefused'; readonly refused: ExportRefused }
  | { readonly type: 'EventUnreadable'; readonly eventId: string }
  | { readonly type: 'EventOfOther'; readonly eventId: string; readonly sellerId: string }
  /** The events fold to something else than is told. */
  | ({ readonly type: 'FigureDiffers' } & ToldDifference)

export interface Recomputed {
  readonly bundle: ExportBundle
  readonly recomputation: SellerRecomputation
}

const occurrenceOf = (event: ProvenEvent): Occurrence | undefined => {
  const { recordedAt } = event
  if (!Instant.is(recordedAt)) return undefined
  const { id, stream, type, data, metadata } = event
  const position = { commit: BigInt(event.position.commit), prepare: BigInt(event.position.prepare) }
  const revision = BigInt(event.revision)
  const read = deliveredFrom({ id, stream, type, data, metadata, position, revision, recordedAt })
  return isLeft(read) ? undefined : read.right
}

const occurrencesOf = (
  sellerId: string,
  events: ReadonlyArray<ProvenEvent>,
): Either<RecomputeRefusal, ReadonlyArray<Occurrence>> => {
  const occurrences: Array<Occurrence> = []
  for (const event of events) {
    const occurrence = occurrenceOf(event)
    if (occurrence === undefined) return left({ type: 'EventUnreadable', eventId: event.id })
    const { data } = occurrence.event
    if ('sellerId' in data && data.sellerId !== sellerId)
      return left({ type: 'EventOfOther', eventId: event.id, sellerId: data.sellerId })
    occurrences.push(occurrence)
  }
  return right(occurrences)
}

/**
 * Does again what an export tells, from the events in it and nothing else, and compares it byte for byte. Events are checked first,
 * the signature last, so that what was changed is named.
 */
export const recompute = (
  text: string,
  known: KnownLog,
  { canonical }: Pick<System, 'canonical'>,
): Either<RecomputeRefusal, Recomputed> => {
  const checked = checkExportEvents(text, known)
  if (!checked.ok) return left({ type: 'ExportRefused', refused: checked })
  const { bundle, proven } = checked
  const occurrences = occurrencesOf(bundle.sellerId, proven.bundle.events)
  if (isLeft(occurrences)) return occurrences
  const recomputation = recomputationOf(bundle.sellerId, bundle.period, occurrences.right)
  const found = canonical(plainJson(recomputation))
  if (found !== JSON.stringify(bundle.recomputation))
    return left({ type: 'FigureDiffers', ...firstDifference(bundle.recomputation, recomputation, canonical) })
  const refused = sealFault(bundle, known.key)
  return refused === undefined ? right({ bundle, recomputation }) : left({ type: 'ExportRefused', refused })
}
