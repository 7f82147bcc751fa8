import * as t from 'io-ts'
import { isLeft, left, right, type Either } from '../fp.js'
import { closed, issuesOf, oneOf } from '../domain/kernel/codec.js'
import { OrderId, SellerId } from '../domain/kernel/ids.js'
import { CaseStatus, CaseType } from '../domain/afterSales/events.js'
import { Currency } from '../domain/kernel/money.js'
import { PositionText } from '../domain/kernel/position.js'
import { Instant, LocalDate } from '../domain/kernel/time.js'
import { OrderStatus } from '../domain/order/events.js'
import { clocks, type Clock } from '../domain/processes/clocks.js'
import {
  deadlineStates,
  measures,
  periods,
  waitReasons,
  type DeadlineState,
  type Measure,
  type Period,
  type WaitReason,
} from '../application/queries.js'
import { accounts, type Account } from '../projections/accounts.js'
import type { ParameterError, Problem } from './problem.js'

export const LIMIT_MAX = 100

const isLimit = (u: unknown): u is number =>
  typeof u === 'number' && Number.isInteger(u) && u >= 1 && u <= LIMIT_MAX

/** How many items a page may have. */
export const Limit = new t.Type<number, string>(
  'Limit',
  isLimit,
  (u, c) => {
    const limit = typeof u === 'string' && /^[1-9][0-9]{0,2}$/.test(u) ? Number(u) : undefined
    return isLimit(limit) ? t.success(limit) : t.failure(u, c, `must be an integer from 1 to ${LIMIT_MAX}`)
  },
  (limit) => limit.toString(),
)

export const WAIT_MS_MAX = 10_000

const isWait = (u: unknown): u is number =>
  typeof u === 'number' && Number.isInteger(u) && u >= 0 && u <= WAIT_MS_MAX

/** How long the read models may be waited for, in milliseconds. */
const Wait = new t.Type<number, string>(
  'Wait',
  isWait,
  (u, c) => {
    const waitMs = typeof u === 'string' && /^(?:0|[1-9][0-9]{0,4})$/.test(u) ? Number(u) : undefined
    return isWait(waitMs) ? t.success(waitMs) : t.failure(u, c, `must be an integer from 0 to ${WAIT_MS_MAX}`)
  },
  (waitMs) => waitMs.toString(),
)
/** Of every resource that is read from read models. */
export const positionParameters = { minPosition: PositionText, waitMs: Wait }

const PLACE = /^(?:0|[1-9][0-9]{0,17})$/

/** A position of the log, or an instant. */
const PlaceOrInstant = new t.Type<bigint | Instant, string>(
  'PlaceOrInstant',
  (u): u is bigint | Instant => typeof u === 'bigint' || Instant.is(u),
  (u, c) => {
    if (typeof u === 'string' && PLACE.test(u)) return t.success(BigInt(u))
    return Instant.is(u)
      ? t.success(u)
      : t.failure(u, c, 'must be a position such as 41, or an instant such as 2017-10-02T13:56:33.000Z')
  },
  (place) => place.toString(),
)
const replayBys = ['recorded', 'business'] as const
/** Of what is told of one seller: as of when, by which time, and as known at which position. */
export const asOfParameters = {
  asOf: PlaceOrInstant,
  asOfBy: oneOf<(typeof replayBys)[number]>('ReplayBy', replayBys),
  asOfKnown: PositionText,
}

const bySeller = ['/v1/after-sales-cases', '/v1/kpis/products', '/v1/reconciliation']
/** Whether a resource is of one seller, or lists what can be of one: these are told as of then, too. */
export const isOfSellers = (path: string): boolean => path.includes('/:id') || bySeller.includes(path)
/** Whether a request says as of when. */
export const isAsOf = (query: object): boolean =>
  Object.keys(asOfParameters).some((name) => Object.hasOwn(query, name))
/** Under this name a response knows that it is answered as of then. */
export const PAST = 'comptoirPast'

export const range = { from: LocalDate, to: LocalDate }
export const kpiParameters = { period: oneOf<Period>('Period', periods), ...range }
export const orderParameters = { status: OrderStatus }
export const ledgerParameters = {
  account: oneOf<Account>('Account', accounts),
  orderId: OrderId,
  ...range,
}
/** `true` or `false`. */
const Flag = new t.Type<boolean, string>(
  'Flag',
  t.boolean.is,
  (u, c) =>
    u === 'true' || u === 'false' ? t.success(u === 'true') : t.failure(u, c, 'must be true or false'),
  (flag) => flag.toString(),
)
export const caseParameters = {
  sellerId: SellerId,
  orderId: OrderId,
  status: CaseStatus,
  caseType: CaseType,
  open: Flag,
}
export const deadlineParameters = {
  sellerId: SellerId,
  until: Instant,
  clock: oneOf<Clock>('Clock', clocks),
  state: oneOf<DeadlineState>('DeadlineState', deadlineStates),
}
export const reconciliationParameters = { at: Instant, sellerId: SellerId }
export const unsettledParameters = { reason: oneOf<WaitReason>('WaitReason', waitReasons) }
export const formats = ['json', 'csv'] as const
export type Format = (typeof formats)[number]
export const formatParameters = { format: oneOf<Format>('Format', formats) }
export const rankingParameters = {
  by: oneOf<Measure>('Measure', measures),
  ...range,
  limit: Limit,
  sellerId: SellerId,
  currency: Currency,
}

export type Given<P extends t.Props> = { readonly [K in keyof P]?: t.TypeOf<P[K]> }

// A hostile URL may carry a thousand of them.
const ERRORS_MAX = 20
const NAME_MAX = 100

export const invalidParameters = (errors: ReadonlyArray<ParameterError>): Problem => ({
  kind: 'invalid-parameters',
  detail: errors.map(({ parameter, detail }) => `${parameter} ${detail}`).join('; '),
  errors,
})

/**
 * The query parameters of a request by their codecs, each optional. One that is not known, repeated or wrong is a
 * problem that names it and its rule: silently ignoring `form=2017-10-01` would answer another question.
 * `elsewhere`: those that are known too, and read by somebody else.
 */
export const parametersOf = <P extends t.Props>(
  props: P,
  elsewhere: t.Props = {},
): ((query: object) => Either<Problem, Given<P>>) => {
  const codec = closed('Query', {}, props)
  const known = [...Object.keys(props), ...Object.keys(elsewhere)]
  const rule = known.length === 0 ? 'is not known: there are none here' : `is not one of ${known.join(', ')}`
  return (query) => {
    const errors: Array<ParameterError> = []
    const own: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(query)) {
      if (Object.hasOwn(elsewhere, name)) continue
      const parameter = name.slice(0, NAME_MAX)
      if (!Object.hasOwn(props, name)) errors.push({ parameter, detail: rule })
      else if (Array.isArray(value)) errors.push({ parameter, detail: 'must be given once' })
      else own[name] = value
    }
    if (errors.length > 0) return left(invalidParameters(errors.slice(0, ERRORS_MAX)))
    const given = codec.decode(own)
    if (isLeft(given)) {
      return left(
        invalidParameters(
          issuesOf(given.left).map(({ pointer, rule }) => ({ parameter: pointer.slice(1), detail: rule })),
        ),
      )
    }
    return right(given.right)
  }
}

/** `to` is the first day that is not meant any more. */
export const rangeProblem = ({ from, to }: Given<typeof range>): Problem | undefined =>
  from !== undefined && to !== undefined && to <= from
    ? invalidParameters([
        { parameter: 'to', detail: 'must be after from, which is included while to is not' },
      ])
    : undefined
