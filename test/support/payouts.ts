import { payoutCommands } from '../../src/domain/payout/commands.js'
import { payoutEvents } from '../../src/domain/payout/events.js'
import { payout } from '../../src/domain/payout/index.js'
import { plainTerms } from './settlements.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenPayout = specFor(payout)

export const payoutId = 's1.2026-03-13.EUR'
export const period = { payoutId, sellerId: 's1', market: 'FR', date: '2026-03-13', currency: 'EUR' }
export const CUT_OFF_AT = '2026-03-13T06:00:00.000Z'
/** The day after: what is not paid on the 13th goes on to the 14th at the earliest. */
const NEXT_DAY = '2026-03-14'

export const entryJson = (kind: string, source: string, amountMinor: string) => ({
  kind,
  source,
  amountMinor,
})
export const statementEntry = entryJson('STATEMENT', 's1.2026-03-12.EUR', '4768')

const command = (type: string, data: object, at: string = CUT_OFF_AT) =>
  commandOf(payoutCommands, { type, at, data: { payoutId, ...data } })

export const addEntry = (entry: object = statementEntry, more: object = {}) =>
  command('AddPayoutEntry', { ...period, terms: plainTerms, entry, ...more })
export const cutOff = (at: string = CUT_OFF_AT) => command('CutOffPayout', {}, at)
export const hold = () => command('HoldPayout', { reason: 'documents expired' })
export const releaseHold = () => command('ReleasePayoutHold', {})
export const attempt = (number = 1) => command('RecordPayoutAttempt', { attempt: number })
export const silence = (number = 1) => command('RecordPayoutSilence', { attempt: number })
export const notice = (status: string, at?: string, more: object = {}) =>
  command('RecordPayoutNotice', { status, ...more }, at)

const event = (type: Parameters<typeof payoutEvents.decode>[0], data: object, at: string = CUT_OFF_AT) =>
  eventOf(payoutEvents, type as never, { ...period, ...data }, at as never)

type Entry = ReturnType<typeof entryJson>
const balance = (entries: ReadonlyArray<Entry>) => {
  const sum = (some: ReadonlyArray<Entry>) =>
    some.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n).toString()
  return {
    carriedMinor: sum(entries.filter(({ kind }) => kind === 'CARRIED_OVER')),
    amountMinor: sum(entries),
    entries,
    terms: plainTerms,
  }
}

export const opened = (more: object = {}) =>
  event('PayoutOpened', { terms: plainTerms, cutOffAt: CUT_OFF_AT, ...more })
export const added = (entry: object = statementEntry) => event('PayoutEntryAdded', { entry })
export const entryDeferred = (entry: object, toDate = NEXT_DAY) =>
  event('PayoutEntryDeferred', { entry, toDate })
export const held = () => event('PayoutHeld', { reason: 'documents expired' })
export const holdReleased = () => event('PayoutHoldReleased', {})
export const carriedOver = (reason: string, ...entries: ReadonlyArray<Entry>) =>
  event('PayoutCarriedOver', { ...balance(entries), reason, toDate: NEXT_DAY })
export const planned = (...entries: ReadonlyArray<Entry>) =>
  event('PayoutPlanned', {
    ...balance(entries.length === 0 ? [statementEntry] : entries),
    bankKey: payoutId,
  })
export const attempted = (number = 1) =>
  event('PayoutAttempted', { attempt: number, bankKey: payoutId, amountMinor: '4768' })
export const unknown = (number = 1) => event('PayoutOutcomeUnknown', { attempt: number })
export const told = (type: string, before: string, more: object = {}) =>
  event(type, {
    before,
    amountMinor: '4768',
    ...(type === 'PayoutProcessing' ? {} : { toDate: NEXT_DAY }),
    ...more,
  })
