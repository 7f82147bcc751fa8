import type { System } from '../../../application/ports.js'
import { OLIST_ZONE } from './fields.js'
import type { Seller } from './history.js'
import type { Moment } from './journey.js'
import { CURRENCY, envelopeFor, MARKET, type StreamRequests } from './requests.js'
import { sellersTable } from './tables.js'

/** A seller is registered and verified at once: Olist gives one time, or none and its first sale has to do. */
export const sellerRequests = (
  system: Pick<System, 'idOf'>,
  { id: sellerId, line }: Seller,
  moment: Moment,
): StreamRequests => {
  const stream = `seller-${sellerId}`
  const envelope = envelopeFor(system, stream)
  return {
    stream,
    file: sellersTable.file,
    line,
    requests: [
      {
        type: 'RegisterSeller',
        ...envelope('register', moment),
        data: {
          sellerId,
          legalForm: 'COMPANY',
          shopName: sellerId,
          market: MARKET,
          zone: OLIST_ZONE,
          currency: CURRENCY,
        },
      },
      {
        type: 'SubmitSellerForVerification',
        ...envelope('submit', moment),
        data: { sellerId, documents: [] },
      },
      { type: 'VerifySeller', ...envelope('verify', moment), data: { sellerId } },
    ],
  }
}
