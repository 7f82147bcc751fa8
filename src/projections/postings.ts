import { ownerOf, type Account } from './accounts.js'
import type { Citation, MoneyEvent } from './moneyEvents.js'
import { transfersOf, type Transfer } from './transfers.js'

/** One side of an entry. Positive: owed to, or earned by, the account's owner; so the bank goes negative as cash comes in. */
export interface Posting {
  readonly account: Account
  readonly owner: string
  readonly amountMinor: bigint
  readonly citation?: Citation
}

const sides = ({ from, to, amountMinor, citation }: Transfer, sellerId: string): ReadonlyArray<Posting> => {
  const because = citation === undefined ? {} : { citation }
  const side = (account: Account, minor: bigint): Posting => ({
    account,
    owner: ownerOf(account, sellerId, citation?.creatorId),
    amountMinor: minor,
    ...because,
  })
  return [side(from, -amountMinor), side(to, amountMinor)]
}

/**
 * The ledger entry of an event: the two sides of each fee and reserve with the rule that explains it, then at most one posting per
 * account for all the rest. None is zero, and their sum is exactly zero, because each transfer takes from one account what it gives another.
 */
export const postingsOf = (event: MoneyEvent): ReadonlyArray<Posting> => {
  const { sellerId } = event.data
  const cited: Array<Posting> = []
  const merged = new Map<Account, Posting>()
  for (const transfer of transfersOf(event)) {
    if (transfer.amountMinor === 0n) continue
    for (const posting of sides(transfer, sellerId)) {
      if (posting.citation !== undefined) cited.push(posting)
      else {
        const before = merged.get(posting.account)?.amountMinor ?? 0n
        merged.set(posting.account, { ...posting, amountMinor: before + posting.amountMinor })
      }
    }
  }
  return [...cited, ...merged.values()].filter(({ amountMinor }) => amountMinor !== 0n)
}
