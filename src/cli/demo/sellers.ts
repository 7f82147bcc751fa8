import { inParis, PARIS } from './calendar.js'
import type { Shop } from './shops.js'
import type { Step } from './step.js'

type DocumentKind = Extract<
  Step,
  { readonly type: 'SubmitSellerForVerification' }
>['data']['documents'][number]['kind']

const kindsFor = ({ legalForm }: Shop): ReadonlyArray<DocumentKind> =>
  legalForm === 'COMPANY'
    ? ['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT']
    : ['IDENTITY', 'BANK_ACCOUNT']

/** How a shop came to the platform, and what the platform thought of it. `fingerprint` is that of a file's content. */
export const stepsOfShop = (shop: Shop, fingerprint: (text: string) => string): ReadonlyArray<Step> => {
  const { sellerId, shopName, legalForm, registeredOn, rejectedOn, verifiedOn, suspension } = shop
  const seller = `seller:${sellerId}`
  const platform = 'platform:verification'
  const submit = (day: string): Step => ({
    type: 'SubmitSellerForVerification',
    at: inParis(day, '11:42:10'),
    actor: seller,
    data: {
      sellerId,
      documents: kindsFor(shop).map((kind) => ({ kind, sha256: fingerprint(`${sellerId}/${kind}/${day}`) })),
    },
  })
  const steps: Array<Step> = [
    {
      type: 'RegisterSeller',
      at: inParis(registeredOn, '10:15:00'),
      actor: seller,
      data: { sellerId, legalForm, shopName, market: 'FR', zone: PARIS, currency: 'EUR' },
    },
    submit(registeredOn),
  ]
  if (rejectedOn !== undefined) {
    const reasons = ['DOCUMENT_UNREADABLE'] as const
    steps.push(
      {
        type: 'RejectSeller',
        at: inParis(rejectedOn, '09:31:00'),
        actor: platform,
        data: { sellerId, reasons },
      },
      submit(rejectedOn),
    )
  }
  steps.push({
    type: 'VerifySeller',
    at: inParis(verifiedOn, '15:05:00'),
    actor: platform,
    data: { sellerId },
  })
  if (suspension !== undefined) {
    const { from, until, reason } = suspension
    steps.push(
      { type: 'SuspendSeller', at: inParis(from, '08:00:00'), actor: platform, data: { sellerId, reason } },
      { type: 'ReinstateSeller', at: inParis(until, '18:20:00'), actor: platform, data: { sellerId } },
    )
  }
  return steps
}
