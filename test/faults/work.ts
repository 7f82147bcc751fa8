import type { SellerCenter, SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { isLeft } from '../../src/fp.js'

/** All that is asked of one stream, in order. */
export type Item = ReadonlyArray<SellerCenterRequest>

/** What a host asks again, with the same ids. */
export const passing: ReadonlySet<string> = new Set([
  'StoreUnavailable',
  'OutcomeUnknown',
  'StoreBusy',
  'ConcurrencyConflict',
])

/** Asks everything, several streams at a time; what failed in passing is asked again with the same ids, as a host does. */
export const work = async (
  center: SellerCenter,
  items: Iterable<Item>,
  onAnswer: (ids: ReadonlyArray<string>) => void = () => undefined,
  workers = 6,
): Promise<void> => {
  const next = items[Symbol.iterator]()
  const one = async (): Promise<void> => {
    for (let item = next.next(); item.done !== true; item = next.next())
      for (const request of item.value) {
        for (let attempt = 0; ; attempt++) {
          const answer = await center.execute(request)
          if (!isLeft(answer)) {
            onAnswer(answer.right.events.map(({ id }) => id))
            break
          }
          if (!passing.has(answer.left.type) || attempt > 200)
            throw new Error(`${request.type} was refused: ${answer.left.type}`)
        }
      }
  }
  await Promise.all(Array.from({ length: workers }, one))
}
