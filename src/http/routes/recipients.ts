import { Router, type Request, type Response } from 'express'
import { isLeft, type Either } from '../../fp.js'
import type { openRecipient, RecipientRefusal } from '../../application/recipient.js'
import { parametersOf } from '../parameters.js'
import { sendProblem, type Problem } from '../problem.js'

type Wanted = Parameters<typeof openRecipient>[1]

/** Who ships for a seller. Whoever that is, the host has looked at their credentials. */
export interface RecipientReader {
  /** As commands name it: `seller:shop-7`. */
  readonly actor: string
  readonly sellerId: string
}

/** That somebody asked where an order goes, and whether they were told. Holds nothing of the recipient. */
export interface RecipientAccess extends Wanted {
  readonly actor: string
  readonly requestId: string
  readonly outcome: 'TOLD' | RecipientRefusal['type']
}

/** How a host lets sellers see where their parcels go; without one, nobody is told. */
export interface RecipientDesk {
  /** Who asks, by the credentials in the request; `undefined`: nobody who may. */
  readonly readerOf: (request: Request) => Promise<RecipientReader | undefined>
  /** `openRecipient` over the host's store and sealer. */
  readonly open: (wanted: Wanted) => Promise<Either<RecipientRefusal, string>>
  /** Writes the access down, before anything is told: where it rejects, nothing is. */
  readonly record: (access: RecipientAccess) => Promise<void>
}

const notOffered: Problem = {
  kind: 'recipients-not-told',
  detail: 'The host of this API has not said who may see where parcels go.',
}
const notLetIn: Problem = { kind: 'recipient-forbidden', detail: 'Only who ships for the seller is told.' }

/** What a refusal is to the seller; what nobody could have asked better is a failure of ours. */
const problemOf = (refusal: RecipientRefusal): Problem => {
  const { type } = refusal
  if (type === 'OrderNotFound')
    return { kind: 'order-not-found', detail: 'It does not exist, or is not an order of this seller.' }
  if (type === 'RecipientHidden')
    return { kind: 'recipient-hidden', detail: `Nothing is to be sent of an order in ${refusal.status}.` }
  if (type === 'RecipientUnknown')
    return { kind: 'recipient-not-found', detail: 'The order was placed without one.' }
  if (type === 'Erased') return { kind: 'recipient-erased', detail: 'The key of this person was destroyed.' }
  throw new Error(`the recipient of an order cannot be opened: ${type}`)
}

const noParameters = parametersOf({})

const told = async (
  desk: RecipientDesk | undefined,
  request: Request,
  response: Response,
): Promise<Problem | undefined> => {
  const query = noParameters(request.query)
  if (isLeft(query)) return query.left
  if (desk === undefined) return notOffered
  const reader = await desk.readerOf(request)
  if (reader === undefined) return notLetIn
  const { id } = request.params
  const wanted = { orderId: typeof id === 'string' ? id : '', sellerId: reader.sellerId }
  const opened = await desk.open(wanted)
  const outcome = isLeft(opened) ? opened.left.type : 'TOLD'
  const requestId = response.get('X-Request-Id') ?? ''
  await desk.record({ ...wanted, actor: reader.actor, requestId, outcome })
  if (isLeft(opened)) return problemOf(opened.left)
  // Neither kept nor compared: an ETag would be a fingerprint of the address.
  const body = JSON.stringify({ orderId: wanted.orderId, recipient: opened.right })
  response.set('Cache-Control', 'no-store').type('application/json').end(body)
  return undefined
}

export const recipients = (desk: RecipientDesk | undefined): Router => {
  const router = Router({ caseSensitive: true })
  router.get('/v1/orders/:id/recipient', async (request, response) => {
    const problem = await told(desk, request, response)
    if (problem !== undefined) sendProblem(response, problem)
  })
  return router
}
