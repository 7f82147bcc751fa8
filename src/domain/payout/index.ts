import type { Aggregate } from '../kernel/decider.js'
import { payoutCommands, type PayoutCommand } from './commands.js'
import { decide } from './decide.js'
import { payoutEvents, type PayoutEvent } from './events.js'
import type { PayoutRefusal } from './refusal.js'
import { evolve, initialState, type Payout } from './state.js'

/** What is paid to a seller on one day, and what the bank made of it. Stream: `payout-<sellerId>.<date>.<currency>`. */
export const payout: Aggregate<PayoutCommand, Payout, PayoutEvent, PayoutRefusal> = {
  category: 'payout',
  idOf: ({ data }) => data.payoutId,
  // Whatever comes first begins the day.
  opening: new Set(['AddPayoutEntry']),
  commands: payoutCommands,
  events: payoutEvents,
  initialState,
  evolve,
  decide,
}

export { nextStep } from './nextStep.js'
export type { BankHabits, LookedUp, NextStep } from './nextStep.js'
export type { PayoutRequest } from './commands.js'
export type { Payout, PayoutEvent, PayoutRefusal }
