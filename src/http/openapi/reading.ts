import type { Json } from '../../domain/kernel/message.js'
import { LIMIT_DEFAULT } from '../pages.js'
import { LIMIT_MAX, WAIT_MS_MAX } from '../parameters.js'
import { periods } from '../../application/queries.js'
import type { SchemaName } from './schemas.js'
import { logPosition as position, type Schema } from './shapes.js'

export const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` })

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
})

/** Of every resource. */
const refusals = {
  400: problem('A query parameter or the URL is not valid'),
  405: problem('Another method than GET or HEAD'),
  500: problem('Something went wrong'),
  503: problem('The read models did not answer; ask again'),
}

export const parameter = (name: string, schema: Schema, description: string) => ({
  name,
  in: 'query' as const,
  required: false,
  schema,
  description,
})

export const limit = (byDefault: number) =>
  parameter(
    'limit',
    { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: byDefault },
    'How many at most',
  )
export const page = [
  limit(LIMIT_DEFAULT),
  parameter('cursor', { type: 'string' }, 'Where to go on: taken from the Link header of the page before'),
]
const day: Schema = { type: 'string', format: 'date' }
export const range = [
  parameter('from', day, "First day, in the seller's zone"),
  parameter('to', day, "Day after the last one, in the seller's zone"),
]
export const period = parameter(
  'period',
  { type: 'string', enum: [...periods], default: 'day' },
  'Weeks are ISO weeks; weeks and months are sums of the days between from and to',
)

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly answer: Json
  readonly parameters?: ReadonlyArray<ReturnType<typeof parameter>>
  /** What `{id}` is the id of; absent: no such part in the path. */
  readonly of?: 'seller' | 'order' | 'product' | 'statement' | 'payout' | 'entry' | 'case'
  readonly isPaged?: true
  /** What is not there although the path has no id. */
  readonly notFound?: string
  /** What is answered as CSV to those who want that. */
  readonly csv?: string
  /** Told with every answer. */
  readonly headers?: Headers
}

type Headers = Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>

const link = {
  Link: {
    description: 'The next page, if there is one: <…>; rel="next"',
    schema: { type: 'string' as const },
  },
}

export const read = ({
  operationId,
  summary,
  answer,
  parameters = [],
  of,
  isPaged,
  notFound,
  csv,
  headers = {},
}: Described) => ({
  get: {
    operationId,
    summary,
    parameters: [
      ...(of === undefined
        ? []
        : [{ name: 'id', in: 'path' as const, required: true, schema: { type: 'string' as const } }]),
      ...parameters,
    ],
    responses: {
      200: {
        description: summary,
        headers: { ...headers, ...(isPaged ? link : {}) },
        content: {
          'application/json': { schema: answer },
          ...(csv === undefined
            ? {}
            : { 'text/csv': { schema: { type: 'string' as const, description: csv } } }),
        },
      },
      304: { description: 'As it was when you got this ETag', headers },
      ...refusals,
      ...(of === undefined ? {} : { 404: { ...problem(`The ${of} is not known`), headers } }),
      ...(notFound === undefined ? {} : { 404: { ...problem(notFound), headers } }),
    },
  },
})

const waiting = [
  parameter(
    'minPosition',
    position,
    'Answer only once the read models reflect the log up to here: a command tells this position',
  ),
  parameter(
    'waitMs',
    { type: 'integer', minimum: 0, maximum: WAIT_MS_MAX, default: 2_000 },
    'How long that may take, in milliseconds; 503 afterwards',
  ),
]

const reflected: Headers = {
  'Comptoir-Position': {
    description: 'Up to where the answer reflects the log of events, at least; 0 before the first event',
    schema: position,
  },
}

const past = [
  parameter(
    'asOf',
    { type: 'string' },
    'As it was: a position of the log, or an instant that is over. Told of one seller at a time: lists of all need sellerId',
  ),
  parameter(
    'asOfBy',
    { type: 'string', enum: ['recorded', 'business'], default: 'recorded' },
    'Of an instant. recorded: what was stored by then; business: what had happened by then, whenever it was stored',
  ),
  parameter('asOfKnown', position, 'With asOfBy=business: as the log knew it at this position; the last one'),
]

/** What is answered from the rows of read models. `ofSellers`: it can be asked of one seller, and then as of then, too. */
export const readModel = ({
  parameters = [],
  ofSellers = false,
  ...described
}: Described & { readonly ofSellers?: boolean }) =>
  read({
    ...described,
    parameters: [...parameters, ...waiting, ...(described.of !== undefined || ofSellers ? past : [])],
    headers: reflected,
  })
