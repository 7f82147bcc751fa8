import { closed, listOf, oneOf, refined, text } from '../kernel/codec.js'
import { SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { Instant, Zone } from '../kernel/time.js'

export const LegalForm = oneOf('LegalForm', ['COMPANY', 'INDIVIDUAL'])

export const DocumentKind = oneOf('DocumentKind', [
  'IDENTITY',
  'REGISTRATION_CERTIFICATE',
  'TAX_REGISTRATION',
  'BENEFICIAL_OWNERS',
  'BANK_ACCOUNT',
  'PROOF_OF_ADDRESS',
])

const Sha256 = refined(
  'Sha256',
  'must be a SHA-256 in 64 lower-case hex digits',
  (u): u is string => typeof u === 'string' && /^[0-9a-f]{64}$/.test(u),
)

/** A document that was handed in: a fingerprint of its file, and the number it bears, sealed. */
export const Document = closed('Document', { kind: DocumentKind, sha256: Sha256 }, { number: Sealed })

export const RejectionReason = oneOf('RejectionReason', [
  'DOCUMENT_UNREADABLE',
  'DOCUMENT_EXPIRED',
  'DOCUMENT_MISSING',
  'NAME_MISMATCH',
  'ADDRESS_MISMATCH',
  'NUMBER_UNVERIFIABLE',
  'LICENCE_CANCELLED',
  'OWNERSHIP_INCOMPLETE',
  'DUPLICATE_ACCOUNT',
  'SANCTIONED',
  'RESTRICTED_CATEGORY',
])

/** A company or a person opened a shop. Periods are told in its zone, prices in its currency. */
const SellerRegistered = event(
  'SellerRegistered',
  closed(
    'SellerRegisteredData',
    {
      sellerId: SellerId,
      legalForm: LegalForm,
      shopName: text(1, 100),
      market: Market,
      zone: Zone,
      currency: Currency,
    },
    { identity: Sealed },
  ),
)

/** The seller handed in its documents and waits for an answer. */
const SellerSubmittedForVerification = event(
  'SellerSubmittedForVerification',
  closed(
    'SellerSubmittedForVerificationData',
    { sellerId: SellerId, documents: listOf(Document, 0, 20) },
    {},
  ),
)

/** The platform knows who the seller is. */
const SellerVerified = event('SellerVerified', closed('SellerVerifiedData', { sellerId: SellerId }, {}))

/** The documents did not convince; they may be handed in again. */
const SellerRejected = event(
  'SellerRejected',
  closed('SellerRejectedData', { sellerId: SellerId, reasons: listOf(RejectionReason, 1, 10) }, {}),
)

/** The platform stopped the shop. */
const SellerSuspended = event(
  'SellerSuspended',
  closed('SellerSuspendedData', { sellerId: SellerId, reason: text(1, 500) }, {}),
)

/** The shop may go on. */
const SellerReinstated = event('SellerReinstated', closed('SellerReinstatedData', { sellerId: SellerId }, {}))

/** The platform and the seller agreed on when money is the seller's, from an instant on. Earlier agreements hold until then. */
const SellerTermsAgreed = event(
  'SellerTermsAgreed',
  closed('SellerTermsAgreedData', { sellerId: SellerId, validFrom: Instant, terms: SellerTerms }, {}),
)

/** The storage contract: add, never edit. */
export const sellerEventDefinitions = [
  SellerRegistered,
  SellerSubmittedForVerification,
  SellerVerified,
  SellerRejected,
  SellerSuspended,
  SellerReinstated,
  SellerTermsAgreed,
]
export type SellerEvent = EventOf<(typeof sellerEventDefinitions)[number]>
export const sellerEvents = eventCatalog<SellerEvent>(sellerEventDefinitions)
