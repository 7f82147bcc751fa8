import * as t from 'io-ts'
import { isLeft } from '../fp.js'
import { closed, integer, text } from '../domain/kernel/codec.js'
import { Instant, LocalDate } from '../domain/kernel/time.js'
import type { PostingKey } from '../application/queries.js'
import { Limit } from './parameters.js'

export const LIMIT_DEFAULT = 50
const CURSOR_MAX = 500

const jsonIn = (base64url: string): unknown => {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * Where a page begins, as a word that callers hand back as it is: the key of the last item before it. Pages by key stay
 * whole while rows are added: nothing is told twice or skipped.
 */
const cursor = <K, J>(name: string, key: t.Type<K, J>): t.Type<K, string> => {
  const encode = (at: K): string => Buffer.from(JSON.stringify(key.encode(at))).toString('base64url')
  return new t.Type<K, string>(
    name,
    (u): u is K => key.is(u),
    (u, c) => {
      const at = typeof u === 'string' && u.length <= CURSOR_MAX ? key.decode(jsonIn(u)) : undefined
      // Only the very word that we gave: other spellings of it, base64 allows some, are nobody's.
      return at === undefined || isLeft(at) || encode(at.right) !== u
        ? t.failure(u, c, 'must be a cursor of this list, taken from its Link header')
        : t.success(at.right)
    },
    encode,
  )
}

const POSITION_MAX = 9_223_372_036_854_775_807n
const isPosition = (u: unknown): u is bigint => typeof u === 'bigint' && u >= 0n && u <= POSITION_MAX

const LogPosition = new t.Type<bigint, string>(
  'LogPosition',
  isPosition,
  (u, c) => {
    const position = typeof u === 'string' && /^(?:0|[1-9][0-9]{0,18})$/.test(u) ? BigInt(u) : undefined
    return isPosition(position) ? t.success(position) : t.failure(u, c)
  },
  (position) => position.toString(),
)

// A key only says where to go on, so that any text of an id's length will do.
const id = text(1, 120)

export const SellersCursor = cursor('SellersCursor', closed('SellerKey', { sellerId: id }, {}))
export const OrdersCursor = cursor('OrdersCursor', closed('OrderKey', { placedAt: Instant, orderId: id }, {}))
const PostingKeyCodec = closed(
  'PostingKey',
  { position: LogPosition, posting: integer(0, 2_147_483_647) },
  {},
)
export const LedgerCursor = cursor('LedgerCursor', PostingKeyCodec)

// A seller's id, a day and a currency are longer.
const periodId = text(1, 200)
export const StatementsCursor = cursor(
  'StatementsCursor',
  closed('StatementKey', { date: LocalDate, statementId: periodId }, {}),
)
export const LinesCursor = cursor(
  'LinesCursor',
  closed('StatementLineKey', { line: integer(1, 2_147_483_647) }, {}),
)
export const PayoutsCursor = cursor(
  'PayoutsCursor',
  closed('PayoutKey', { date: LocalDate, payoutId: periodId }, {}),
)
export const UnsettledCursor = cursor(
  'UnsettledCursor',
  closed('UnsettledKey', { orderId: id }, { dueAt: Instant }),
)

export const CasesCursor = cursor('CasesCursor', closed('CaseKey', { openedAt: Instant, caseId: id }, {}))
// The stream of a statement or payout, and a clock.
const deadlineId = text(1, 300)
export const DeadlinesCursor = cursor(
  'DeadlinesCursor',
  closed('DeadlineKey', { dueAt: Instant, deadlineId }, {}),
)

/** The place of a posting as one word: `41.0` is the first leg of the event at position 41. */
export const EntryId = new t.Type<PostingKey, string>(
  'EntryId',
  (u): u is PostingKey => PostingKeyCodec.is(u),
  (u, c) => {
    const [position, posting, ...rest] = typeof u === 'string' ? u.split('.') : []
    const leg = posting !== undefined && /^(?:0|[1-9][0-9]{0,9})$/.test(posting) ? Number(posting) : undefined
    const key = PostingKeyCodec.decode({ position, posting: leg })
    return isLeft(key) || rest.length > 0 ? t.failure(u, c, 'must be a ledger entry such as 41.0') : key
  },
  ({ position, posting }) => `${position}.${posting}`,
)

export const pageParameters = <K>(at: t.Type<K, string>) => ({ limit: Limit, cursor: at })

/** What was asked for, as the queries want it. */
export const pageRequest = <K>(given: {
  readonly limit?: number
  readonly cursor?: K
}): { readonly limit: number; readonly after?: K } => ({
  limit: given.limit ?? LIMIT_DEFAULT,
  ...(given.cursor === undefined ? {} : { after: given.cursor }),
})
