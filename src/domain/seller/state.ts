import type { SellerEvent } from './events.js'

type Registration = Extract<SellerEvent, { readonly type: 'SellerRegistered' }>['data']
type Standing = 'REGISTERED' | 'SUBMITTED' | 'VERIFIED' | 'REJECTED'

/** How far the platform's verification of a seller has come. */
export type Seller =
  | { readonly status: 'NONE' }
  | { readonly status: Standing; readonly registration: Registration }
  /** `before` is where a reinstated seller goes on from. */
  | { readonly status: 'SUSPENDED'; readonly registration: Registration; readonly before: Standing }

export const initialState: Seller = { status: 'NONE' }

export const evolve = (seller: Seller, event: SellerEvent): Seller => {
  if (event.type === 'SellerRegistered') return { status: 'REGISTERED', registration: event.data }
  if (seller.status === 'NONE') return seller
  const { registration } = seller
  switch (event.type) {
    case 'SellerSubmittedForVerification':
      return { status: 'SUBMITTED', registration }
    case 'SellerVerified':
      return { status: 'VERIFIED', registration }
    case 'SellerRejected':
      return { status: 'REJECTED', registration }
    case 'SellerSuspended':
      return seller.status === 'SUSPENDED'
        ? seller
        : { status: 'SUSPENDED', registration, before: seller.status }
    case 'SellerReinstated':
      return seller.status === 'SUSPENDED' ? { status: seller.before, registration } : seller
  }
}
