import { isLeft, left, right } from '../fp.js'
import type { Feed } from './feeds.js'
import { isPassing } from './passing.js'
import type { PayoutProvider } from './payoutProvider.js'
import type { SellerCenter } from './sellerCenter.js'

/**
 * What the bank tells by itself, taken to the payouts. They keep the highest state that was ever told, so it does not matter
 * what comes late, twice, or before something earlier; what names no payout of ours is passed over.
 */
export const bankFeed = (
  noticesAfter: NonNullable<PayoutProvider['noticesAfter']>,
  center: Pick<SellerCenter, 'execute'>,
): Feed => ({
  name: 'bank',
  takeAfter: async (cursor) => {
    const answer = await noticesAfter(cursor)
    if (answer.type === 'SILENCE') return left(answer)
    for (const { key, ...told } of answer.notices) {
      const data = { payoutId: key, ...told }
      const outcome = await center.execute({ type: 'RecordPayoutNotice', data, actor: 'process:payouts' })
      if (isLeft(outcome) && isPassing(outcome.left)) return left(outcome.left)
    }
    return right({ cursor: answer.cursor })
  },
})
