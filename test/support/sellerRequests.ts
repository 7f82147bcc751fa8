import { system } from '../../src/adapters/system.js'
import type { SellerCenterRequest } from '../../src/application/sellerCenter.js'

export const at = '2026-03-02T09:00:00.000Z'
/** The id of the command of this name. */
export const idOf = (name: string): string => system.idOf(`test/${name}`)

export const register = (
  sellerId: string,
  more: { shopName?: string; commandId?: string } = {},
): SellerCenterRequest => ({
  type: 'RegisterSeller',
  commandId: more.commandId ?? idOf(`register ${sellerId}`),
  at,
  actor: 'test',
  data: {
    sellerId,
    legalForm: 'COMPANY',
    shopName: more.shopName ?? 'Atelier du Midi',
    market: 'BE',
    zone: 'Europe/Brussels',
    currency: 'EUR',
  },
})

export const submit = (sellerId: string): SellerCenterRequest => ({
  type: 'SubmitSellerForVerification',
  commandId: idOf(`submit ${sellerId}`),
  at,
  data: { sellerId, documents: [] },
})

export const verify = (sellerId: string): SellerCenterRequest => ({
  type: 'VerifySeller',
  commandId: idOf(`verify ${sellerId}`),
  at,
  data: { sellerId },
})

export const suspend = (sellerId: string, name: string): SellerCenterRequest => ({
  type: 'SuspendSeller',
  commandId: idOf(`suspend ${name}`),
  at,
  data: { sellerId, reason: name },
})
