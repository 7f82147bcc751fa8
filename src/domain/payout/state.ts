import { sumMinor } from '../kernel/money.js'
import type { SellerTerms } from '../kernel/sellerTerms.js'
import type { Instant } from '../kernel/time.js'
import type { PayoutEvent } from './events.js'
import type { TransferStatus } from './lattice.js'

type Data<T extends PayoutEvent['type']> = Extract<PayoutEvent, { readonly type: T }>['data']
export type Entry = Data<'PayoutEntryAdded'>['entry']
export type Period = Omit<Data<'PayoutOpened'>, 'terms' | 'cutOffAt'>

/** The attempts to tell the bank, and whether the last one was left without an answer. */
export interface Sending {
  readonly attempts: number
  readonly firstAt: Instant | undefined
  readonly lastAt: Instant | undefined
  readonly unanswered: boolean
}

interface Opened {
  readonly period: Period
  readonly terms: SellerTerms
  readonly cutOffAt: Instant
  readonly held: boolean
  readonly entries: ReadonlyArray<Entry>
  /** Came after the cut-off, and is in a later payout. */
  readonly deferred: ReadonlyArray<Entry>
}

export type Collecting = Opened & { readonly status: 'OPEN' | 'CARRIED_OVER' }
export type Planned = Opened & {
  readonly status: TransferStatus
  readonly amountMinor: bigint
  readonly sending: Sending
}

export type Payout = { readonly status: 'NONE' } | Collecting | Planned

export const initialState: Payout = { status: 'NONE' }

export const isPlanned = (payout: Collecting | Planned): payout is Planned =>
  payout.status !== 'OPEN' && payout.status !== 'CARRIED_OVER'

export const evolve = (payout: Payout, event: PayoutEvent): Payout => {
  if (event.type === 'PayoutOpened') {
    const { terms, cutOffAt, ...period } = event.data
    return { status: 'OPEN', period, terms, cutOffAt, held: false, entries: [], deferred: [] }
  }
  return payout.status === 'NONE' ? payout : moved(payout, event)
}

const moved = (
  payout: Collecting | Planned,
  event: Exclude<PayoutEvent, { readonly type: 'PayoutOpened' }>,
): Payout => {
  switch (event.type) {
    case 'PayoutEntryAdded':
      return { ...payout, entries: [...payout.entries, event.data.entry] }
    case 'PayoutEntryDeferred':
      return { ...payout, deferred: [...payout.deferred, event.data.entry] }
    case 'PayoutHeld':
      return { ...payout, held: true }
    case 'PayoutHoldReleased':
      return { ...payout, held: false }
    case 'PayoutCarriedOver':
      return isPlanned(payout) ? payout : { ...payout, status: 'CARRIED_OVER' }
    case 'PayoutPlanned':
      return {
        ...payout,
        status: 'PLANNED',
        amountMinor: event.data.amountMinor,
        sending: { attempts: 0, firstAt: undefined, lastAt: undefined, unanswered: false },
      }
    case 'PayoutAttempted':
    case 'PayoutOutcomeUnknown':
    case 'PayoutProcessing':
    case 'PayoutFailed':
    case 'PayoutPaid':
    case 'PayoutReturned':
      return isPlanned(payout) ? sent(payout, event) : payout
  }
}

type Sent = Extract<
  PayoutEvent,
  {
    readonly type:
      | 'PayoutAttempted'
      | 'PayoutOutcomeUnknown'
      | 'PayoutProcessing'
      | 'PayoutFailed'
      | 'PayoutPaid'
      | 'PayoutReturned'
  }
>

const sent = (payout: Planned, { type, occurredAt, data }: Sent): Planned => {
  const { sending } = payout
  const answered = { ...sending, unanswered: false }
  switch (type) {
    case 'PayoutAttempted': {
      const firstAt = sending.firstAt ?? occurredAt
      return {
        ...payout,
        sending: { attempts: data.attempt, firstAt, lastAt: occurredAt, unanswered: false },
      }
    }
    case 'PayoutOutcomeUnknown':
      return { ...payout, sending: { ...sending, unanswered: true } }
    case 'PayoutProcessing':
      return { ...payout, status: 'PROCESSING', sending: answered }
    case 'PayoutFailed':
      return { ...payout, status: 'FAILED', sending: answered }
    case 'PayoutPaid':
      return { ...payout, status: 'PAID', sending: answered }
    case 'PayoutReturned':
      return { ...payout, status: 'RETURNED', sending: answered }
  }
}

/** Whether two entries stand for the same money. */
export const isSameSource = (a: Entry, b: Entry): boolean => a.kind === b.kind && a.source === b.source

export const balanceOf = ({ entries }: Pick<Opened, 'entries'>) => ({
  carriedMinor: sumMinor(
    entries.filter(({ kind }) => kind === 'CARRIED_OVER').map(({ amountMinor }) => amountMinor),
  ),
  amountMinor: sumMinor(entries.map(({ amountMinor }) => amountMinor)),
  entries,
})
