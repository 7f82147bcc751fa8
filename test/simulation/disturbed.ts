import type { Agenda } from '../../src/application/agenda.js'
import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import type { EventStore, ReadStore } from '../../src/application/ports.js'
import { left } from '../../src/fp.js'
import type { Gate } from './gate.js'
import type { Luck } from './luck.js'

/** Appends that are still on their way, of whichever host: they arrive when the simulation says so. */
export type Stragglers = Array<() => Promise<unknown>>

const AGAIN_MAX = 30

/** An event store behind a bad line. Conflicts come by themselves: two hosts append to the same streams. */
export const disturbedStore = (
  store: EventStore,
  gate: Gate,
  luck: Luck,
  stragglers: Stragglers,
): EventStore => ({
  ...store,
  appendToStream: async (stream, expected, events) => {
    await gate.pass(`append to ${stream}`)
    if (gate.strikes('unavailable')) return left({ type: 'StoreUnavailable', reason: 'too many clients' })
    if (gate.strikes('lostAppends')) return left({ type: 'OutcomeUnknown', reason: 'connection lost' })
    if (gate.strikes('stragglers')) {
      stragglers.push(() => store.appendToStream(stream, expected, events))
      return left({ type: 'OutcomeUnknown', reason: 'no answer' })
    }
    const outcome = await store.appendToStream(stream, expected, events)
    await gate.pass(`appended to ${stream}`)
    if (gate.strikes('lostAnswers')) {
      if (luck.strikes(500)) throw new Error('socket hang up')
      return left({ type: 'OutcomeUnknown', reason: 'connection lost' })
    }
    return outcome
  },
  readStream: async (stream, options) => {
    await gate.pass(`read ${stream}`)
    gate.mayFail('failingReads', `read ${stream}`)
    return store.readStream(stream, options)
  },
  readAll: async (options) => {
    await gate.pass('read the log')
    gate.mayFail('failingReads', 'read the log')
    const batch = await store.readAll(options)
    const { after, ...rest } = options
    if (after === undefined || !gate.strikes('redeliveries')) return batch
    const from = BigInt(Math.max(0, Number(after.commit) - 1 - luck.below(AGAIN_MAX)))
    const before = { after: { commit: from, prepare: from } }
    const again = await store.readAll({ ...rest, ...(from === 0n ? {} : before) })
    const known = again.events.filter(({ position }) => position.commit <= after.commit)
    return { ...batch, events: [...known, ...batch.events] }
  },
  head: async () => {
    await gate.pass('head')
    gate.mayFail('failingReads', 'head')
    return store.head()
  },
  eventAt: async (position) => {
    await gate.pass('event at')
    return store.eventAt(position)
  },
  incarnation: async () => {
    await gate.pass('incarnation')
    return store.incarnation()
  },
})

export const disturbedReads = (reads: ReadStore, gate: Gate): ReadStore => ({
  ...reads,
  claim: async (...asked) => {
    await gate.pass('claim')
    return reads.claim(...asked)
  },
  rows: async (...asked) => {
    await gate.pass('rows')
    return reads.rows(...asked)
  },
  commit: async (...asked) => {
    const [{ name }] = asked
    await gate.pass(`commit ${name}`)
    gate.mayFail('lostCommits', `commit ${name}`)
    const outcome = await reads.commit(...asked)
    await gate.pass(`committed ${name}`)
    gate.mayFail('lostCommitAnswers', `commit ${name}`)
    return outcome
  },
})

export const disturbedAgenda = (agenda: Agenda, gate: Gate): Agenda => ({
  due: async (options) => {
    await gate.pass('due')
    return agenda.due(options)
  },
  payoutsInFlight: async (options) => {
    await gate.pass('payouts in flight')
    return agenda.payoutsInFlight(options)
  },
})

/** The bank disturbs by itself; here the host may die before it is told, and before what it says is written down. */
export const gatedProvider = (provider: PayoutProvider, gate: Gate): PayoutProvider => ({
  habits: provider.habits,
  transfer: async (transfer) => {
    await gate.pass(`send ${transfer.key}`)
    const answer = await provider.transfer(transfer)
    await gate.pass(`sent ${transfer.key}`)
    return answer
  },
  lookUp: async (key) => {
    await gate.pass(`look up ${key}`)
    const answer = await provider.lookUp(key)
    await gate.pass(`looked up ${key}`)
    return answer
  },
})
