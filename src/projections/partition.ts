/** Categories whose streams tell of one order, under that order's id. */
const ofOrders: ReadonlyArray<string> = ['order', 'commission', 'settlement']

/** Categories whose streams are named after a seller's day and currency: `s1.2026-03-02.EUR`. */
export const ofSellers: ReadonlyArray<string> = ['statement', 'payout']

export const PERIOD_LENGTH = '.2026-03-02.EUR'.length

/** What a stream has for itself: no other stream touches the rows that it does. */
export const ownPartition = (stream: string): string => stream

/**
 * What streams share that tell of the same thing: an order with its commission and settlement (`order-o1`), a seller with its
 * statements and payouts (`seller-s1`). Told by the name alone: an event that cannot be read has nothing else.
 */
export const sharedPartition = (stream: string): string => {
  const dash = stream.indexOf('-')
  const [category, id] = [stream.slice(0, dash), stream.slice(dash + 1)]
  if (ofOrders.includes(category)) return `order-${id}`
  return ofSellers.includes(category) ? `seller-${id.slice(0, -PERIOD_LENGTH)}` : stream
}

/**
 * What all partitions of a thing share, and none of two shards': the id of an order or a seller (`o1`), of whatever else a stream
 * is named after. Streams and partitions of one partition have the same key in every read model.
 */
export const shardKey = (stream: string): string => {
  const dash = stream.indexOf('-')
  const id = stream.slice(dash + 1)
  return ofSellers.includes(stream.slice(0, Math.max(0, dash))) ? id.slice(0, -PERIOD_LENGTH) : id
}
