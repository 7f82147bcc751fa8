import { isLeft, left, right, type Either } from '../fp.js'
import { order as aggregate } from '../domain/order/index.js'
import type { OrderStatus } from '../domain/order/events.js'
import { OrderId } from '../domain/kernel/ids.js'
import { Sealed } from '../domain/kernel/sealed.js'
import type { CommandFailure } from './failure.js'
import { foldStream } from './loadedStream.js'
import type { EventStore, Sealer, Unopened } from './ports.js'

/** Why a seller is not told where an order goes. */
export type RecipientRefusal =
  /** There is none, or it is another seller's: nobody learns which. */
  | { readonly type: 'OrderNotFound'; readonly orderId: string }
  /** There is nothing to be sent yet, or not any more: the address is none of the seller's. */
  | { readonly type: 'RecipientHidden'; readonly orderId: string; readonly status: OrderStatus }
  /** The order was placed without one, as orders from elsewhere are. */
  | { readonly type: 'RecipientUnknown'; readonly orderId: string }
  | (Unopened & { readonly orderId: string })
  | CommandFailure

/** Whoever ships has to know where to; before the buyer's money is there for good, and after a cancellation, nobody ships. */
const hidden: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['UNPAID', 'ON_HOLD', 'CANCELLED'])

/** What is sealed for another purpose (`identity`, `iban`) is not opened here, whoever put it in an order. */
const PURPOSE = 'recipient'

/**
 * The recipient of an order as it was sealed, in clear, for its seller alone. Nothing is kept of it: once the buyer's key
 * is destroyed the answer is `Erased`, for ever. Rejects where a store does.
 */
export const openRecipient = async (
  {
    store,
    sealer,
  }: { readonly store: Pick<EventStore, 'readStream'>; readonly sealer: Pick<Sealer, 'open'> },
  { orderId, sellerId }: { readonly orderId: string; readonly sellerId: string },
): Promise<Either<RecipientRefusal, string>> => {
  if (!OrderId.is(orderId)) return left({ type: 'OrderNotFound', orderId })
  const stored = await store.readStream(`${aggregate.category}-${orderId}`)
  const folded = foldStream(aggregate, stored)
  if (isLeft(folded)) return folded
  const { state } = folded.right
  if (state.status === 'NONE' || state.placed.sellerId !== sellerId) {
    return left({ type: 'OrderNotFound', orderId })
  }
  const { status, placed } = state
  if (hidden.has(status)) return left({ type: 'RecipientHidden', orderId, status })
  const { recipient } = placed
  if (recipient === undefined) return left({ type: 'RecipientUnknown', orderId })
  if (recipient.purpose !== PURPOSE) {
    return left({ type: 'SealBroken', subjectId: recipient.subjectId, orderId })
  }
  const opened = await sealer.open(Sealed.encode(recipient))
  return isLeft(opened) ? left({ ...opened.left, orderId }) : right(opened.right)
}
