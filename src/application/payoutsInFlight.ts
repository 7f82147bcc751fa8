import type { DomainEvent } from '../domain/events.js'
import { payout, type Payout, type PayoutEvent } from '../domain/payout/index.js'
import type { Agenda } from './agenda.js'

const PAGE = 500

type InFlight = Pick<Agenda, 'payoutsInFlight'>

/** All of them, page after page. */
export async function* allInFlight(agenda: InFlight): AsyncGenerator<ReadonlyArray<string>> {
  let after: string | undefined
  do {
    const page: ReadonlyArray<string> = await agenda.payoutsInFlight({ after, limit: PAGE })
    yield page
    after = page.length < PAGE ? undefined : page.at(-1)
  } while (after !== undefined)
}

const ofPayouts: ReadonlySet<string> = new Set(payout.events.types)

/** Whether an event of this type tells of a payout. */
export const tellsOfPayouts = (type: string): boolean => ofPayouts.has(type)

/** Payouts that wait for the bank, in memory, as events tell of them. */
export interface PayoutsInFlight extends InFlight {
  note(event: DomainEvent): void
  /** A payout that was planned meanwhile, as it was then; it is told once: who asks is going to change it. */
  take(payoutId: string): Payout | undefined
}

export const payoutsInFlight = async (agenda: InFlight): Promise<PayoutsInFlight> => {
  const ids = new Set<string>()
  /** Those that were opened meanwhile, until the bank is told. */
  const young = new Map<string, Payout>()
  for await (const page of allInFlight(agenda)) for (const payoutId of page) ids.add(payoutId)

  const evolve = (event: PayoutEvent): void => {
    const { payoutId } = event.data
    const before = event.type === 'PayoutOpened' ? payout.initialState : young.get(payoutId)
    if (before !== undefined) young.set(payoutId, payout.evolve(before, event))
  }

  return {
    note: (event) => {
      if (!payout.events.decodes(event)) return
      const { payoutId } = event.data
      evolve(event)
      if (event.type === 'PayoutPlanned') ids.add(payoutId)
      else if (event.type === 'PayoutCarriedOver') young.delete(payoutId)
      else if (['PayoutPaid', 'PayoutFailed', 'PayoutReturned'].includes(event.type)) {
        ids.delete(payoutId)
        young.delete(payoutId)
      }
    },
    take: (payoutId) => {
      const taken = young.get(payoutId)
      young.delete(payoutId)
      return taken
    },
    payoutsInFlight: ({ after = '', limit }) =>
      Promise.resolve(
        [...ids]
          .filter((payoutId) => payoutId > after)
          .sort()
          .slice(0, limit),
      ),
  }
}
