import type { BankStatus } from '../domain/payout/events.js'
import type { BankHabits } from '../domain/payout/index.js'

/** What a seller is to be paid. `key` is the payout's id, the same however often it is sent. */
export interface Transfer {
  readonly key: string
  readonly sellerId: string
  readonly amountMinor: bigint
  readonly currency: string
}

/** What the bank says of a transfer. */
export interface BankAnswer {
  readonly type: 'ANSWER'
  readonly status: BankStatus
  /** The bank's own name for the transfer: what stands on the seller's account. */
  readonly bankReference?: string
  readonly note?: string
}

/** Nothing came back in time: the bank may have heard of it or not. */
export interface Silence {
  readonly type: 'SILENCE'
}

/** The bank looked, and knows of no transfer under this key. */
export interface NotFound {
  readonly type: 'NOT_FOUND'
}

/** What the bank tells by itself of the transfer under a key. */
export interface BankNotice extends Omit<BankAnswer, 'type'> {
  readonly key: string
}

/** Some notifications, and where the next ones begin. */
export interface Notices {
  readonly type: 'NOTICES'
  readonly notices: ReadonlyArray<BankNotice>
  readonly cursor: string
}

/** A bank, or whoever pays sellers. Never rejects: what is not an answer is silence. */
export interface PayoutProvider {
  readonly habits: BankHabits
  /** Asks for a transfer. Under one key there is one transfer, for as long as `habits.keyLifeMs` says. */
  transfer(transfer: Transfer): Promise<BankAnswer | Silence>
  /** Asks what became of the transfer under a key, however long ago that was. */
  lookUp(key: string): Promise<BankAnswer | NotFound | Silence>
  /**
   * What it told by itself since the cursor; from the beginning without one. Notifications come late, twice, and in any
   * order. Absent: it tells only what it is asked, and of a transfer that comes back after it was paid, nothing.
   */
  noticesAfter?(cursor: string | undefined): Promise<Notices | Silence>
}
