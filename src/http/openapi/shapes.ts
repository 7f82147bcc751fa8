import type { Json } from '../../domain/kernel/message.js'

export interface Schema {
  readonly [key: string]: Json
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
export const listOf = (name: string): Schema => ({ type: 'array', items: ref(name) })

/** Exactly these fields, all of them present but the optional ones. */
export const object = (
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
) => ({
  type: 'object' as const,
  required: Object.keys(required),
  properties: { ...required, ...optional },
  additionalProperties: false,
})

export const text: Schema = { type: 'string' }
export const flag: Schema = { type: 'boolean' }
export const count: Schema = { type: 'integer', minimum: 0 }
export const id: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.~-]{0,119}$' }
export const market: Schema = { type: 'string', pattern: '^[A-Z]{2}$' }
export const currency: Schema = { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217' }
export const zone: Schema = { type: 'string', description: 'IANA time zone' }
export const instant: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
}
export const position: Schema = {
  type: 'string',
  pattern: '^[0-9]+$',
  description: 'Place in the log of events',
}
/** Where the two parts of a position differ, as they may in EventStoreDB, both are told. */
export const logPosition: Schema = {
  type: 'string',
  pattern: '^[0-9]+(/[0-9]+)?$',
  description: 'Place in the log of events, such as 41 or 412/408',
}
export const period: Schema = { type: 'string', pattern: '^\\d{4}-(\\d\\d(-\\d\\d)?|W\\d\\d)$' }
/** A posting by its place in the log. */
export const entryId: Schema = { type: 'string', pattern: '^[0-9]+\\.[0-9]+$' }
export const day: Schema = { type: 'string', format: 'date' }
/** A seller's id, a day and a currency. */
export const periodId: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.~-]{0,134}$' }
export const amount = (description: string): Schema => ({ ...ref('Money'), description })
