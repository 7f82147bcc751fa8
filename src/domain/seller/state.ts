import type { Instant } from '../kernel/time.js'
import type { SellerEvent } from './events.js'

type Data<T extends SellerEvent['type']> = Extract<SellerEvent, { readonly type: T }>['data']
type Standing = 'REGISTERED' | 'SUBMITTED' | 'VERIFIED' | 'REJECTED'

interface Shop {
  readonly registration: Data<'SellerRegistered'>
  /** For the first time, which makes the seller new: a suspension does not make it new again. */
  readonly verifiedAt: Instant | undefined
  /** One for each `validFrom`: the last that was agreed. */
  readonly terms: ReadonlyArray<Pick<Data<'SellerTermsAgreed'>, 'validFrom' | 'terms'>>
}

/** How far the platform's verification of a seller has come, and what was agreed with it. */
export type Seller =
  | { readonly status: 'NONE' }
  | (Shop & { readonly status: Standing })
  /** `before` is where a reinstated seller goes on from. */
  | (Shop & { readonly status: 'SUSPENDED'; readonly before: Standing })

export const initialState: Seller = { status: 'NONE' }

export const evolve = (seller: Seller, event: SellerEvent): Seller => {
  if (event.type === 'SellerRegistered') {
    return { status: 'REGISTERED', registration: event.data, verifiedAt: undefined, terms: [] }
  }
  if (seller.status === 'NONE') return seller
  const { registration, verifiedAt, terms } = seller
  const shop = { registration, verifiedAt, terms }
  switch (event.type) {
    case 'SellerSubmittedForVerification':
      return { ...shop, status: 'SUBMITTED' }
    case 'SellerVerified':
      return { ...shop, status: 'VERIFIED', verifiedAt: verifiedAt ?? event.occurredAt }
    case 'SellerRejected':
      return { ...shop, status: 'REJECTED' }
    case 'SellerSuspended':
      return seller.status === 'SUSPENDED' ? seller : { ...shop, status: 'SUSPENDED', before: seller.status }
    case 'SellerReinstated':
      return seller.status === 'SUSPENDED' ? { ...shop, status: seller.before } : seller
    case 'SellerTermsAgreed': {
      const others = terms.filter(({ validFrom }) => validFrom !== event.data.validFrom)
      return { ...seller, terms: [...others, event.data] }
    }
  }
}
