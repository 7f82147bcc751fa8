import { left, right, type Either } from '../../fp.js'
import type { SellerCommand } from './commands.js'
import { isSameTerms } from '../kernel/sellerTerms.js'
import type { Instant } from '../kernel/time.js'
import { missingDocuments } from './documents.js'
import type { SellerEvent } from './events.js'
import type { Seller } from './state.js'

export type SellerRefusal =
  | { readonly type: 'SellerNotFound'; readonly sellerId: string }
  | { readonly type: 'SellerAlreadyRegistered'; readonly sellerId: string }
  | { readonly type: 'SellerAlreadySubmitted'; readonly sellerId: string }
  | { readonly type: 'SellerAlreadyVerified'; readonly sellerId: string }
  | { readonly type: 'SellerNotAwaitingVerification'; readonly sellerId: string; readonly status: string }
  | { readonly type: 'SellerIsSuspended'; readonly sellerId: string }
  | {
      readonly type: 'SellerDocumentsMissing'
      readonly sellerId: string
      readonly kinds: ReadonlyArray<string>
    }
  /** What has happened was paid by the terms of its day. */
  | { readonly type: 'SellerTermsBackdated'; readonly sellerId: string; readonly at: Instant }
  /** One name and version of terms means one thing. */
  | {
      readonly type: 'SellerTermsVersionReused'
      readonly sellerId: string
      readonly termsId: string
      readonly termsVersion: number
    }

type Decision = Either<SellerRefusal, ReadonlyArray<SellerEvent>>
type Of<T extends SellerCommand['type']> = Extract<SellerCommand, { readonly type: T }>
type Registered = Exclude<Seller, { readonly status: 'NONE' }>

export const decide = (command: SellerCommand, seller: Seller): Decision => {
  if (command.type === 'RegisterSeller') return register(command, seller)
  if (seller.status === 'NONE') return left({ type: 'SellerNotFound', sellerId: command.data.sellerId })
  switch (command.type) {
    case 'SubmitSellerForVerification':
      return submit(command, seller)
    case 'VerifySeller':
      return verify(command, seller)
    case 'RejectSeller':
      return reject(command, seller)
    case 'SuspendSeller':
      return suspend(command, seller)
    case 'ReinstateSeller':
      return reinstate(command, seller)
    case 'AgreeSellerTerms':
      return agree(command, seller)
  }
}

const register = ({ at, data }: Of<'RegisterSeller'>, seller: Seller): Decision =>
  seller.status === 'NONE'
    ? right([{ type: 'SellerRegistered', occurredAt: at, data }])
    : left({ type: 'SellerAlreadyRegistered', sellerId: data.sellerId })

const submit = (
  { at, data }: Of<'SubmitSellerForVerification'>,
  { status, registration }: Registered,
): Decision => {
  const { sellerId } = data
  if (status === 'SUBMITTED') return left({ type: 'SellerAlreadySubmitted', sellerId })
  if (status === 'VERIFIED') return left({ type: 'SellerAlreadyVerified', sellerId })
  if (status === 'SUSPENDED') return left({ type: 'SellerIsSuspended', sellerId })
  const handedIn = data.documents.map(({ kind }) => kind)
  const kinds = missingDocuments(registration.market, registration.legalForm, handedIn)
  return kinds.length > 0
    ? left({ type: 'SellerDocumentsMissing', sellerId, kinds })
    : right([{ type: 'SellerSubmittedForVerification', occurredAt: at, data }])
}

const verify = ({ at, data }: Of<'VerifySeller'>, seller: Registered): Decision => {
  if (seller.status === 'VERIFIED') return right([])
  const refusal = notAwaiting(seller)
  return refusal === undefined ? right([{ type: 'SellerVerified', occurredAt: at, data }]) : left(refusal)
}

const reject = ({ at, data }: Of<'RejectSeller'>, seller: Registered): Decision => {
  const refusal = notAwaiting(seller)
  return refusal === undefined ? right([{ type: 'SellerRejected', occurredAt: at, data }]) : left(refusal)
}

const notAwaiting = ({ status, registration: { sellerId } }: Registered): SellerRefusal | undefined => {
  if (status === 'SUSPENDED') return { type: 'SellerIsSuspended', sellerId }
  return status === 'SUBMITTED' ? undefined : { type: 'SellerNotAwaitingVerification', sellerId, status }
}

const suspend = ({ at, data }: Of<'SuspendSeller'>, seller: Registered): Decision =>
  seller.status === 'SUSPENDED'
    ? left({ type: 'SellerIsSuspended', sellerId: data.sellerId })
    : right([{ type: 'SellerSuspended', occurredAt: at, data }])

// A seller that was never suspended, or is so no longer, already may go on.
const reinstate = ({ at, data }: Of<'ReinstateSeller'>, seller: Registered): Decision =>
  right(seller.status === 'SUSPENDED' ? [{ type: 'SellerReinstated', occurredAt: at, data }] : [])

const agree = ({ at, data }: Of<'AgreeSellerTerms'>, seller: Registered): Decision => {
  const { sellerId, validFrom, terms } = data
  const inForce = seller.terms.find((agreed) => agreed.validFrom === validFrom)?.terms
  if (inForce !== undefined && isSameTerms(inForce, terms)) return right([])
  if (validFrom < at) return left({ type: 'SellerTermsBackdated', sellerId, at })
  const { termsId, termsVersion } = terms
  const isReused = seller.terms.some(
    ({ terms: known }) =>
      known.termsId === termsId && known.termsVersion === termsVersion && !isSameTerms(known, terms),
  )
  return isReused
    ? left({ type: 'SellerTermsVersionReused', sellerId, termsId, termsVersion })
    : right([{ type: 'SellerTermsAgreed', occurredAt: at, data }])
}
