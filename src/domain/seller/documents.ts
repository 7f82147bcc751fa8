import type { SellerEvent } from './events.js'

type Registration = Extract<SellerEvent, { readonly type: 'SellerRegistered' }>['data']
type Kind = Extract<
  SellerEvent,
  { readonly type: 'SellerSubmittedForVerification' }
>['data']['documents'][number]['kind']

interface Requirement {
  readonly market: string
  readonly legalForm: Registration['legalForm']
  readonly kinds: ReadonlyArray<Kind>
}

// No official list was found for any market but these; a market without a row asks for nothing.
const requirements: ReadonlyArray<Requirement> = [
  { market: 'FR', legalForm: 'COMPANY', kinds: ['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT'] },
  { market: 'FR', legalForm: 'INDIVIDUAL', kinds: ['IDENTITY', 'BANK_ACCOUNT'] },
]

/** The kinds of document that this market asks of this legal form and that were not handed in. */
export const missingDocuments = (
  market: string,
  legalForm: Registration['legalForm'],
  handedIn: ReadonlyArray<Kind>,
): ReadonlyArray<Kind> =>
  requirements
    .filter((rule) => rule.market === market && rule.legalForm === legalForm)
    .flatMap((rule) => rule.kinds)
    .filter((kind) => !handedIn.includes(kind))
