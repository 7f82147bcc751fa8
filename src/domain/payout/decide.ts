import { left, right, type Either } from '../../fp.js'
import { periodOf } from '../kernel/accountIds.js'
import { SignedMinor, TotalMinor } from '../kernel/money.js'
import { payoutDayFrom } from '../kernel/sellerTerms.js'
import type { Instant, LocalDate } from '../kernel/time.js'
import { daysAfter, startOf, utcDayOf } from '../kernel/utcDay.js'
import type { PayoutCommand } from './commands.js'
import type { PayoutEvent } from './events.js'
import { joined } from './lattice.js'
import type { PayoutRefusal } from './refusal.js'
import {
  balanceOf,
  isPlanned,
  isSameSource,
  type Collecting,
  type Entry,
  type Payout,
  type Planned,
} from './state.js'

type Decision = Either<PayoutRefusal, ReadonlyArray<PayoutEvent>>
type Of<T extends PayoutCommand['type']> = Extract<PayoutCommand, { readonly type: T }>

/** Statements of a day are closed at midnight; six hours later the payouts of the day are cut off. */
const CUT_OFF_HOURS = 6

export const decide = (command: PayoutCommand, payout: Payout): Decision => {
  if (command.type === 'AddPayoutEntry') return add(command, payout)
  const { payoutId } = command.data
  if (payout.status === 'NONE') return left({ type: 'PayoutNotFound', payoutId })
  if (command.type === 'CutOffPayout') return isPlanned(payout) ? right([]) : cutOff(command, payout)
  if (command.type === 'HoldPayout' || command.type === 'ReleasePayoutHold') {
    return isPlanned(payout) ? left({ type: 'PayoutAlreadyPlanned', payoutId }) : hold(command, payout)
  }
  if (!isPlanned(payout)) return left({ type: 'PayoutNotPlanned', payoutId })
  switch (command.type) {
    case 'RecordPayoutAttempt':
      return attempt(command, payout)
    case 'RecordPayoutSilence':
      return silence(command, payout)
    case 'RecordPayoutNotice':
      return notice(command, payout)
  }
}

const add = ({ at, data }: Of<'AddPayoutEntry'>, payout: Payout): Decision => {
  const { terms, entry, ...period } = data
  const { payoutId } = period
  const expected = periodOf(period.sellerId, period.date, period.currency)
  if (expected !== payoutId) return left({ type: 'PayoutIsOfAnother', payoutId, expected })
  const added: PayoutEvent = { type: 'PayoutEntryAdded', occurredAt: at, data: { entry, ...period } }
  if (payout.status === 'NONE') {
    const cutOffAt = startOf(period.date, CUT_OFF_HOURS)
    return right([{ type: 'PayoutOpened', occurredAt: at, data: { terms, cutOffAt, ...period } }, added])
  }
  const known = [...payout.entries, ...payout.deferred].find((other) => isSameSource(other, entry))
  if (known !== undefined) {
    return known.amountMinor === entry.amountMinor
      ? right([])
      : left({ type: 'PayoutSourceReused', payoutId, source: entry.source })
  }
  if (payout.status !== 'OPEN') {
    const toDate = payoutDayFrom(payout.terms, daysAfter(period.date, 1))
    return right([{ type: 'PayoutEntryDeferred', occurredAt: at, data: { ...period, entry, toDate } }])
  }
  return isStorable([...payout.entries, entry]) ? right([added]) : left({ type: 'PayoutOverflows', payoutId })
}

/** What is carried may be too much although all together is not. */
const isStorable = (entries: ReadonlyArray<Entry>): boolean => {
  const { carriedMinor, amountMinor } = balanceOf({ entries })
  return SignedMinor.is(carriedMinor) && SignedMinor.is(amountMinor)
}

const hold = ({ type, at, data }: Of<'HoldPayout' | 'ReleasePayoutHold'>, payout: Collecting): Decision => {
  const { period, held, status } = payout
  if (status !== 'OPEN') return left({ type: 'PayoutAlreadyCutOff', payoutId: period.payoutId })
  switch (type) {
    case 'HoldPayout':
      return right(
        held ? [] : [{ type: 'PayoutHeld', occurredAt: at, data: { ...period, reason: data.reason } }],
      )
    case 'ReleasePayoutHold':
      return right(held ? [{ type: 'PayoutHoldReleased', occurredAt: at, data: period }] : [])
  }
}

const reasonToWait = (
  { held, terms }: Collecting,
  amountMinor: bigint,
): 'OWED_BY_SELLER' | 'NOTHING_DUE' | 'HELD' | 'BELOW_MINIMUM' | undefined => {
  if (amountMinor < 0n) return 'OWED_BY_SELLER'
  if (amountMinor === 0n) return 'NOTHING_DUE'
  if (held) return 'HELD'
  return amountMinor < terms.payoutMinimumMinor ? 'BELOW_MINIMUM' : undefined
}

const cutOff = ({ at }: Of<'CutOffPayout'>, payout: Collecting): Decision => {
  const { period, terms, cutOffAt, status } = payout
  const { payoutId } = period
  if (status === 'CARRIED_OVER') return right([])
  if (at < cutOffAt) return left({ type: 'PayoutNotDue', payoutId, cutOffAt })
  const balance = balanceOf(payout)
  const reason = reasonToWait(payout, balance.amountMinor)
  if (reason !== undefined) {
    const toDate = laterDay(payout, at)
    const data = { terms, reason, toDate, ...period, ...balance }
    return right([{ type: 'PayoutCarriedOver', occurredAt: at, data }])
  }
  if (!TotalMinor.is(balance.amountMinor)) return left({ type: 'PayoutOverflows', payoutId })
  const data = { terms, bankKey: payoutId, ...period, ...balance }
  return right([{ type: 'PayoutPlanned', occurredAt: at, data }])
}

/** The day of payout that comes next after this payout's own and after now. */
const laterDay = ({ period, terms }: Collecting | Planned, at: Instant): LocalDate => {
  const today = utcDayOf(at)
  return payoutDayFrom(terms, daysAfter(today > period.date ? today : period.date, 1))
}

/** Before the bank is told, it is written down that it will be: no attempt is ever forgotten. */
const attempt = ({ at, data }: Of<'RecordPayoutAttempt'>, payout: Planned): Decision => {
  const { period, sending, amountMinor, status } = payout
  const { payoutId } = period
  if (data.attempt === sending.attempts) return right([])
  if (status !== 'PLANNED') return left({ type: 'PayoutAlreadyAnswered', payoutId, status })
  if (data.attempt !== sending.attempts + 1) {
    return left({ type: 'PayoutAttemptOutOfOrder', payoutId, attempts: sending.attempts })
  }
  return right([
    {
      type: 'PayoutAttempted',
      occurredAt: at,
      data: { attempt: data.attempt, bankKey: payoutId, amountMinor, ...period },
    },
  ])
}

const silence = ({ at, data }: Of<'RecordPayoutSilence'>, { period, sending, status }: Planned): Decision => {
  const { payoutId } = period
  if (data.attempt > sending.attempts) return left({ type: 'PayoutNotAttempted', payoutId })
  const isNews = status === 'PLANNED' && data.attempt === sending.attempts && !sending.unanswered
  return right(
    isNews
      ? [{ type: 'PayoutOutcomeUnknown', occurredAt: at, data: { ...period, attempt: data.attempt } }]
      : [],
  )
}

const notice = ({ at, data }: Of<'RecordPayoutNotice'>, payout: Planned): Decision => {
  const { period, sending, amountMinor, status: before } = payout
  if (sending.attempts === 0) return left({ type: 'PayoutNotAttempted', payoutId: period.payoutId })
  const status = joined(before, data.status)
  if (status === before || status === 'PLANNED') return right([])
  const bank = {
    ...(data.bankReference === undefined ? {} : { bankReference: data.bankReference }),
    ...(data.note === undefined ? {} : { note: data.note }),
  }
  const told = { before, amountMinor, ...period, ...bank }
  const toDate = laterDay(payout, at)
  switch (status) {
    case 'PROCESSING':
      return right([{ type: 'PayoutProcessing', occurredAt: at, data: told }])
    case 'FAILED':
      return right([{ type: 'PayoutFailed', occurredAt: at, data: { toDate, ...told } }])
    case 'PAID':
      return right([{ type: 'PayoutPaid', occurredAt: at, data: { toDate, ...told } }])
    case 'RETURNED':
      return right([{ type: 'PayoutReturned', occurredAt: at, data: { toDate, ...told } }])
  }
}
