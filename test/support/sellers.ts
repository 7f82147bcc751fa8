import { sellerCommands } from '../../src/domain/seller/commands.js'
import { sellerEvents } from '../../src/domain/seller/events.js'
import { seller } from '../../src/domain/seller/index.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenSeller = specFor(seller)

export const sealedJson = {
  subjectId: 'person-1',
  purpose: 'identity',
  nonce: 'AAECAwQFBgcICQoL',
  ciphertext: 'ZG8gbm90IHJlYWQgdGhpcyBhbmQgbW9yZQ==',
}

export const registrationJson = {
  sellerId: 's1',
  legalForm: 'COMPANY',
  shopName: 'Atelier Mésange',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
}

export const documentJson = (kind: string) => ({ kind, sha256: '0123456789abcdef'.repeat(4) })
export const companyDocumentsJson = ['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT'].map(documentJson)

const sellerId = 's1'
const command = (type: string, data: unknown) => commandOf(sellerCommands, { type, data })

export const registerSeller = (more: object = {}) =>
  command('RegisterSeller', { ...registrationJson, ...more })
export const submitSeller = (documents: ReadonlyArray<unknown> = companyDocumentsJson) =>
  command('SubmitSellerForVerification', { sellerId, documents })
export const verifySeller = () => command('VerifySeller', { sellerId })
export const rejectSeller = (reasons = ['DOCUMENT_EXPIRED']) => command('RejectSeller', { sellerId, reasons })
export const suspendSeller = (reason = 'counterfeits') => command('SuspendSeller', { sellerId, reason })
export const reinstateSeller = () => command('ReinstateSeller', { sellerId })

export const sellerRegistered = (more: object = {}) =>
  eventOf(sellerEvents, 'SellerRegistered', { ...registrationJson, ...more })
export const sellerSubmitted = (documents: ReadonlyArray<unknown> = companyDocumentsJson) =>
  eventOf(sellerEvents, 'SellerSubmittedForVerification', { sellerId, documents })
export const sellerVerified = eventOf(sellerEvents, 'SellerVerified', { sellerId })
export const sellerRejected = eventOf(sellerEvents, 'SellerRejected', {
  sellerId,
  reasons: ['DOCUMENT_EXPIRED'],
})
export const sellerSuspended = eventOf(sellerEvents, 'SellerSuspended', { sellerId, reason: 'counterfeits' })
export const sellerReinstated = eventOf(sellerEvents, 'SellerReinstated', { sellerId })

/** Settled after 21 days, a tenth of it withheld for 60, paid on Fridays. */
const extendedTerms = {
  termsId: 'extended',
  termsVersion: 1,
  settleAfterDays: 21,
  reserveRateBps: 1_000,
  reserveDays: 60,
  creatorDays: 15,
  payoutEvery: 'WEEK',
  payoutDay: 5,
  payoutHoldDays: 2,
  payoutMinimumMinor: '5000',
}
export const agreeTerms = (more: object = {}, validFrom = '2026-03-05T12:30:00.000Z') =>
  command('AgreeSellerTerms', { sellerId, validFrom, terms: { ...extendedTerms, ...more } })
export const termsAgreed = (more: object = {}, validFrom = '2026-03-05T12:30:00.000Z') =>
  eventOf(sellerEvents, 'SellerTermsAgreed', { sellerId, validFrom, terms: { ...extendedTerms, ...more } })
