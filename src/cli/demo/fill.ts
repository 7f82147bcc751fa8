import type { Sealer } from '../../application/ports.js'
import type { SellerCenter, SellerCenterRequest } from '../../application/sellerCenter.js'
import type { SealedJson } from '../../domain/kernel/sealed.js'
import { isLeft } from '../../fp.js'
import { identityOf, recipientOf } from './people.js'
import { demoRequests } from './requests.js'

/** Streams that are asked for at once: enough for the store to group appends, few enough to stop quickly. */
const IN_FLIGHT_MAX = 32

const inWords = (refusal: unknown): string =>
  JSON.stringify(refusal, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** The demo asked for something that is refused: a fault of the demo, or a store that holds something else. */
export class DemoRefused extends Error {
  readonly type = 'DemoRefused'
  constructor(
    readonly asked: string,
    readonly refusal: { readonly type: string },
  ) {
    super(`the demo asked for ${asked}, which was refused: ${inWords(refusal)}`)
    this.name = 'DemoRefused'
  }
}

const isShop = ([first]: ReadonlyArray<SellerCenterRequest>): boolean => first?.type === 'RegisterSeller'

export interface FillDemoOptions {
  readonly center: Pick<SellerCenter, 'executeTogether'>
  readonly sealer: Pick<Sealer, 'seal'>
  readonly seed?: string
  readonly signal?: AbortSignal
  /** Commands that are stored, of all. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/**
 * Fills a store with the demo's marketplace. Interrupted, it can be run again and goes on: what is stored already is
 * recognised by its command ids. Rejects with `DemoRefused`, or with the signal's reason.
 */
export const fillDemo = async ({
  center,
  sealer,
  seed,
  signal,
  onProgress,
}: FillDemoOptions): Promise<void> => {
  const streams = [...demoRequests(seed)]
  const total = streams.reduce((sum, requests) => sum + requests.length, 0)
  const left = streams.filter((requests) => !isShop(requests)).values()
  let done = 0
  let hasFailed = false

  const sealed = async (subjectId: string, purpose: string, plaintext: string): Promise<SealedJson> => {
    const answer = await sealer.seal(subjectId, purpose, plaintext)
    if (isLeft(answer)) throw new DemoRefused(`${purpose} of ${subjectId}`, answer.left)
    return answer.right
  }

  const complete = async (request: SellerCenterRequest): Promise<SellerCenterRequest> => {
    if (request.type === 'PlaceOrder') {
      const { buyerId } = request.data
      const recipient = await sealed(buyerId, 'recipient', recipientOf(buyerId))
      return { ...request, data: { ...request.data, recipient } }
    }
    if (request.type === 'RegisterSeller') {
      const { sellerId } = request.data
      const identity = await sealed(sellerId, 'identity', identityOf(sellerId))
      return { ...request, data: { ...request.data, identity } }
    }
    return request
  }

  const send = async (requests: ReadonlyArray<SellerCenterRequest>): Promise<void> => {
    signal?.throwIfAborted()
    const answer = await center.executeTogether(await Promise.all(requests.map(complete)))
    if (isLeft(answer)) throw new DemoRefused(requests.map(({ type }) => type).join(', '), answer.left)
    done += requests.length
    onProgress?.({ done, total })
  }

  const sendWhatIsLeft = async (): Promise<void> => {
    for (const requests of left) {
      if (hasFailed) return
      try {
        await send(requests)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }

  // What the log tells of a seller before an order arrives decides on its fees: the same in every filled store.
  for (const requests of streams.filter(isShop)) await send(requests)
  // All of them have stopped before this answers, so that the store may be closed.
  const senders = await Promise.allSettled(Array.from({ length: IN_FLIGHT_MAX }, sendWhatIsLeft))
  for (const sender of senders) if (sender.status === 'rejected') throw sender.reason
}
