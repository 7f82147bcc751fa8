import { describe, expect, test } from 'vitest'
import {
  agreeTerms,
  companyDocumentsJson,
  documentJson,
  givenSeller as given,
  registerSeller,
  reinstateSeller,
  rejectSeller,
  sealedJson,
  sellerRegistered,
  sellerReinstated,
  sellerRejected,
  sellerSubmitted,
  sellerSuspended,
  sellerVerified,
  submitSeller,
  suspendSeller,
  termsAgreed,
  verifySeller,
} from '../support/sellers.js'
import { NOW } from '../support/spec.js'

const registered = sellerRegistered()
const submitted = sellerSubmitted()
const sellerId = 's1'

/** In the order of the columns below. */
const states = {
  unknown: [],
  registered: [registered],
  submitted: [registered, submitted],
  verified: [registered, submitted, sellerVerified],
  rejected: [registered, submitted, sellerRejected],
  suspended: [registered, submitted, sellerVerified, sellerSuspended],
}

describe('a seller', () => {
  test('opens a shop', () => {
    given().when(registerSeller()).then(registered)
  })

  test('keeps what identifies it sealed', () => {
    given()
      .when(registerSeller({ identity: sealedJson }))
      .then(sellerRegistered({ identity: sealedJson }))
  })

  test('hands in its documents and is verified', () => {
    given(registered).when(submitSeller()).then(submitted)
    given(registered, submitted).when(verifySeller()).then(sellerVerified)
  })

  test('is rejected and may hand in its documents again', () => {
    given(registered, submitted).when(rejectSeller()).then(sellerRejected)
    given(registered, submitted, sellerRejected).when(submitSeller()).then(submitted)
  })

  test.each(['registered', 'submitted', 'verified', 'rejected'] as const)(
    'that was suspended when %s goes on from there',
    (state) => {
      given(...states[state])
        .when(suspendSeller())
        .then(sellerSuspended)
      const reinstated = [...states[state], sellerSuspended, sellerReinstated]
      for (const command of [submitSeller(), verifySeller(), rejectSeller(), suspendSeller()]) {
        const before = given(...states[state]).when(command).outcome
        expect(given(...reinstated).when(command).outcome).toBe(before)
      }
    },
  )

  test('whose history tells of a second suspension still goes on from where it was', () => {
    given(registered, sellerSuspended, sellerSuspended, sellerReinstated).when(submitSeller()).then(submitted)
  })
})

describe('each command on each state of a seller', () => {
  const notFound = 'SellerNotFound'
  const submits = 'SellerSubmittedForVerification'
  const early = 'SellerNotAwaitingVerification'
  const stopped = 'SellerIsSuspended'
  const times = (n: number, outcome: string) => new Array<string>(n).fill(outcome)
  // prettier-ignore
  test.each([
    ['RegisterSeller', registerSeller(), 'SellerRegistered', ...times(5, 'SellerAlreadyRegistered')],
    ['SubmitSellerForVerification', submitSeller(), notFound, submits, 'SellerAlreadySubmitted', 'SellerAlreadyVerified', submits, stopped],
    ['VerifySeller', verifySeller(), notFound, early, 'SellerVerified', 'nothing', early, stopped],
    ['RejectSeller', rejectSeller(), notFound, early, 'SellerRejected', early, early, stopped],
    ['SuspendSeller', suspendSeller(), notFound, ...times(4, 'SellerSuspended'), stopped],
    ['ReinstateSeller', reinstateSeller(), notFound, ...times(4, 'nothing'), 'SellerReinstated'],
    ['AgreeSellerTerms', agreeTerms(), notFound, ...times(5, 'SellerTermsAgreed')],
  ])('%s', (_, command, ...outcomes) => {
    const histories = Object.values(states)
    expect(histories.map((past) => given(...past).when(command).outcome)).toEqual(outcomes)
  })
})

describe('a refusal names the seller and what stands in the way', () => {
  test.each([
    [[], verifySeller(), { type: 'SellerNotFound', sellerId }],
    [states.verified, registerSeller(), { type: 'SellerAlreadyRegistered', sellerId }],
    [states.submitted, submitSeller(), { type: 'SellerAlreadySubmitted', sellerId }],
    [states.verified, submitSeller(), { type: 'SellerAlreadyVerified', sellerId }],
    [states.suspended, submitSeller(), { type: 'SellerIsSuspended', sellerId }],
    [states.suspended, suspendSeller('again'), { type: 'SellerIsSuspended', sellerId }],
    [
      states.rejected,
      verifySeller(),
      { type: 'SellerNotAwaitingVerification', sellerId, status: 'REJECTED' },
    ],
    [
      states.registered,
      rejectSeller(),
      { type: 'SellerNotAwaitingVerification', sellerId, status: 'REGISTERED' },
    ],
  ] as const)('%# $2.type', (past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})

describe('terms that are agreed with a seller', () => {
  const APRIL = '2026-04-01T00:00:00.000Z'

  test('are in force from now on, or from a later day', () => {
    given(registered).when(agreeTerms()).then(termsAgreed())
    given(registered, termsAgreed())
      .when(agreeTerms({ termsVersion: 2 }, APRIL))
      .then(termsAgreed({ termsVersion: 2 }, APRIL))
  })

  test('are agreed once, and may be agreed otherwise for the same day', () => {
    given(registered, termsAgreed({}, APRIL)).when(agreeTerms({}, APRIL)).thenNothing()
    const other = { termsId: 'express', settleAfterDays: 1 }
    given(registered, termsAgreed({}, APRIL)).when(agreeTerms(other, APRIL)).then(termsAgreed(other, APRIL))
    given(registered, termsAgreed({}, APRIL), termsAgreed(other, APRIL))
      .when(agreeTerms({}, APRIL))
      .then(termsAgreed({}, APRIL))
  })

  test.each([
    'settleAfterDays',
    'reserveRateBps',
    'reserveDays',
    'creatorDays',
    'payoutDay',
    'payoutHoldDays',
  ])('of one name and version are the same, %s included', (name) => {
    given(registered, termsAgreed())
      .when(agreeTerms({ [name]: 7 }, APRIL))
      .thenRefused({ type: 'SellerTermsVersionReused', sellerId, termsId: 'extended', termsVersion: 1 })
  })

  test('change nothing that has happened', () => {
    given(registered)
      .when(agreeTerms({}, '2026-03-05T12:29:59.999Z'))
      .thenRefused({ type: 'SellerTermsBackdated', sellerId, at: NOW })
  })
})

describe('the documents asked for', () => {
  const identity = documentJson('IDENTITY')
  const bank = documentJson('BANK_ACCOUNT')
  test.each([
    ['FR', 'COMPANY', [], ['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT']],
    ['FR', 'COMPANY', [identity, bank], ['REGISTRATION_CERTIFICATE']],
    ['FR', 'INDIVIDUAL', [identity], ['BANK_ACCOUNT']],
    ['FR', 'INDIVIDUAL', [documentJson('PROOF_OF_ADDRESS')], ['IDENTITY', 'BANK_ACCOUNT']],
  ])('in %s a %s that hands in %j still owes %j', (market, legalForm, documents, kinds) => {
    given(sellerRegistered({ market, legalForm }))
      .when(submitSeller(documents))
      .thenRefused({ type: 'SellerDocumentsMissing', sellerId, kinds })
  })

  test.each([
    ['FR', 'COMPANY', companyDocumentsJson],
    ['FR', 'INDIVIDUAL', [identity, bank]],
    ['BR', 'COMPANY', []],
    ['BR', 'INDIVIDUAL', [documentJson('TAX_REGISTRATION')]],
  ])('in %s a %s has done with %j', (market, legalForm, documents) => {
    given(sellerRegistered({ market, legalForm }))
      .when(submitSeller(documents))
      .then(sellerSubmitted(documents))
  })
})
