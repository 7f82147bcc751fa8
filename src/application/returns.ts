import { isLeft } from '../fp.js'
import { epochMsOf, type Instant } from '../domain/kernel/time.js'
import { bankFeed } from './bankFeed.js'
import type { PayoutProvider } from './payoutProvider.js'
import type { SellerCenter } from './sellerCenter.js'

/** How often the bank may tell of transfers that came back. */
const HEAR_MS = 2 * 86_400_000

/** The desk asks about a payout until it is paid; that it came back afterwards the bank tells by itself. */
export const returnsOf = (
  { noticesAfter }: PayoutProvider,
  center: Pick<SellerCenter, 'execute'>,
  now: () => Instant,
): { readonly hear: () => Promise<number> } => {
  let cursor: string | undefined
  let heardMs = Number.NEGATIVE_INFINITY
  let returned = 0
  const feed =
    noticesAfter &&
    bankFeed(
      async (after) => {
        const told = await noticesAfter(after)
        if (told.type === 'SILENCE') return told
        return { ...told, notices: told.notices.filter(({ status }) => status === 'RETURNED') }
      },
      {
        execute: async (request) => {
          const outcome = await center.execute({ ...request, at: now() })
          if (!isLeft(outcome)) returned += outcome.right.events.length
          return outcome
        },
      },
    )
  return {
    /** How many came back that nobody knew of. Not at every step: most have nothing to tell. */
    hear: async () => {
      const atMs = epochMsOf(now())
      if (feed === undefined || atMs < heardMs + HEAR_MS) return 0
      heardMs = atMs
      returned = 0
      const taken = await feed.takeAfter(cursor)
      if (!isLeft(taken)) ({ cursor } = taken.right)
      return returned
    },
  }
}
