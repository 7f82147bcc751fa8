import { bankStatuses, type BankStatus } from './events.js'

/** What is known of a transfer: at first, only that it is meant. */
export type TransferStatus = 'PLANNED' | BankStatus

const order: ReadonlyArray<TransferStatus> = ['PLANNED', ...bankStatuses]

/**
 * The higher of two states. A chain is a lattice: whatever the bank tells in whatever order, and however often, leaves the
 * highest of it, so a notification that comes late changes nothing. A transfer that was paid may come back; one that is
 * said to have failed after it was paid did not fail.
 */
export const joined = (known: TransferStatus, told: TransferStatus): TransferStatus =>
  order.indexOf(told) > order.indexOf(known) ? told : known
