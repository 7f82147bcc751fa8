import type { oas31 } from 'openapi3-ts'
import type { Json } from '../domain/kernel/message.js'
import { paths } from './openapi/paths.js'
import { schemas } from './openapi/schemas.js'

const document = {
  openapi: '3.1.1',
  info: {
    title: 'Comptoir',
    version: '1',
    description:
      'Order boards, payout ledgers and key figures of a seller center. Amounts are integer minor units as decimal ' +
      'strings with their currency. Instants are UTC, days are days of the seller’s zone, ranges include from and not to.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  paths,
  components: { schemas },
} satisfies oas31.OpenAPIObject

/** The API in OpenAPI 3.1: every answer keeps to it, in tests down to the absence of fields that it does not name. */
export const openapi: { readonly [key: string]: Json } = document
