import type { DomainEvent } from '../domain/events.js'
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

const ended: ReadonlySet<string> = new Set(['PayoutPaid', 'PayoutFailed', 'PayoutReturned'])

/** Whether an event of this type has a payout wait for the bank, or no longer. */
export const tellsOfPayouts = (type: string): boolean => type === 'PayoutPlanned' || ended.has(type)

/** Payouts that wait for the bank, in memory, as events tell of them. */
export interface PayoutsInFlight extends InFlight {
  note(event: DomainEvent): void
}

export const payoutsInFlight = async (agenda: InFlight): Promise<PayoutsInFlight> => {
  const ids = new Set<string>()
  for await (const page of allInFlight(agenda)) for (const payoutId of page) ids.add(payoutId)

  return {
    note: ({ type, data }) => {
      if (type === 'PayoutPlanned') ids.add(data.payoutId)
      else if (type === 'PayoutPaid' || type === 'PayoutFailed' || type === 'PayoutReturned') {
        ids.delete(data.payoutId)
      }
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
