import { OrderId } from '../domain/kernel/ids.js'
import { PayoutId, StatementId } from '../domain/kernel/accountIds.js'
import { explained } from './explained.js'
import type { ExplainOptions, Explanation, Subject } from './explanation.js'
import { handsOn, type EntryRow, type LineRow, type Trail, type TrailReads } from './trail.js'

/** While read models move, how often the same is asked again before what differs is told. */
const ATTEMPTS_MAX = 10

/**
 * How the money of an order, a statement or a payout came about, event by event, from the buyer's payment to the bank.
 * `undefined`: there is none of this name. A few questions to the read models, however many orders there are. Rejects as
 * `Queries` do.
 */
export const explain = async (
  reads: TrailReads,
  subject: Subject,
  options: ExplainOptions = {},
): Promise<Explanation | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const before = await reads.positions()
    const trail = await trailOf(reads, subject, options)
    if (trail === undefined) return undefined
    const explanation = explained(subject, trail, options)
    if (explanation.differences.length === 0) return { ...explanation, isSteady: true }
    // Read models are written one by one: what differs may be on its way from one to the other.
    const places = new Set([...before, ...(await reads.positions())])
    if (places.size === 1 || attempt === ATTEMPTS_MAX) return { ...explanation, isSteady: places.size === 1 }
  }
}

const trailOf = (
  reads: TrailReads,
  { kind, id }: Subject,
  options: ExplainOptions,
): Promise<Trail | undefined> => {
  switch (kind) {
    case 'ORDER':
      return OrderId.is(id) ? ofOrder(reads, id) : Promise.resolve(undefined)
    case 'STATEMENT':
      return StatementId.is(id) ? ofStatement(reads, id, options) : Promise.resolve(undefined)
    case 'PAYOUT':
      return PayoutId.is(id) ? ofPayout(reads, id, options) : Promise.resolve(undefined)
  }
}

const ofOrder = async (reads: TrailReads, orderId: string): Promise<Trail | undefined> => {
  const of = { orderId: [orderId] }
  const [orders, waiting, steps, lines] = await Promise.all([
    reads.orders(of),
    reads.waiting(of),
    reads.steps(of),
    reads.lines(of),
  ])
  const own = orders[0] ?? waiting[0]
  if (own === undefined) return undefined
  const statementId = [...new Set(lines.map((line) => line.statementId))]
  const isTold = new Set(lines.map(({ statementId: id, line }) => `${id}/${line}`))
  const [statements, details, entries] = await Promise.all([
    some(statementId, () => reads.statements({ statementId })),
    some(statementId, () =>
      reads.details({ statementId, line: [...new Set(lines.map(({ line }) => line))] }),
    ),
    later(reads, statementId),
  ])
  return {
    ...(await withPayouts(reads, entries)),
    waiting,
    statements,
    lines,
    details: details.filter(({ statementId: id, line }) => isTold.has(`${id}/${line}`)),
    steps,
    own,
  }
}

const ofStatement = async (
  reads: TrailReads,
  id: string,
  options: ExplainOptions,
): Promise<Trail | undefined> => {
  const [statements, entries] = await Promise.all([
    reads.statements({ statementId: [id] }),
    later(reads, [id]),
  ])
  const [own] = statements
  if (own === undefined) return undefined
  const [payouts, told] = await Promise.all([withPayouts(reads, entries), withLines(reads, [id], options)])
  return { ...payouts, ...told, statements, own }
}

const ofPayout = async (
  reads: TrailReads,
  id: string,
  options: ExplainOptions,
): Promise<Trail | undefined> => {
  const [[own], before, after] = await Promise.all([
    reads.payouts({ payoutId: [id] }),
    earlier(reads, id),
    later(reads, [id]),
  ])
  if (own === undefined) return undefined
  const statementId = before.flatMap(({ kind, source }) => (kind === 'STATEMENT' ? [source] : []))
  const [payouts, statements, told] = await Promise.all([
    withPayouts(reads, [...before, ...after]),
    some(statementId, () => reads.statements({ statementId })),
    withLines(reads, statementId, options),
  ])
  return { ...payouts, ...told, statements, own }
}

/** Nothing is asked about nothing. */
const some = <A>(
  ids: ReadonlyArray<unknown>,
  ask: () => Promise<ReadonlyArray<A>>,
): Promise<ReadonlyArray<A>> => (ids.length === 0 ? Promise.resolve([]) : ask())

/** What is in a payout, and in those whose balance came into it. */
const earlier = async (reads: TrailReads, id: string): Promise<ReadonlyArray<EntryRow>> => {
  const all: Array<EntryRow> = []
  const known = new Set([id])
  for (let payoutId = [id]; payoutId.length > 0;) {
    const found = await reads.entries({ payoutId })
    all.push(...found)
    payoutId = []
    for (const { kind, source } of found) {
      if (!handsOn(kind) || known.has(source)) continue
      known.add(source)
      payoutId.push(source)
    }
  }
  return all
}

/** Where statements or payouts went, and where those went. */
const later = async (reads: TrailReads, ids: ReadonlyArray<string>): Promise<ReadonlyArray<EntryRow>> => {
  const all: Array<EntryRow> = []
  const known = new Set(ids)
  for (let source = [...ids]; source.length > 0;) {
    const found = (await reads.entries({ source })).filter(({ kind }) => kind !== 'ARRIVED_AFTER_ALL')
    all.push(...found)
    source = []
    for (const { payoutId } of found) {
      if (known.has(payoutId)) continue
      known.add(payoutId)
      source.push(payoutId)
    }
  }
  return all
}

/** The payouts that are named in these entries, with all their entries and what they moved. */
const withPayouts = async (
  reads: TrailReads,
  entries: ReadonlyArray<EntryRow>,
): Promise<Pick<Trail, 'payouts' | 'entries' | 'periods'>> => {
  const payoutId = [...new Set(entries.map((entry) => entry.payoutId))]
  const [payouts, whole, periods] = await Promise.all([
    some(payoutId, () => reads.payouts({ payoutId })),
    some(payoutId, () => reads.entries({ payoutId })),
    some(payoutId, () => reads.steps({ periodId: payoutId })),
  ])
  return { payouts, entries: whole, periods }
}

const withLines = async (
  reads: TrailReads,
  statementId: ReadonlyArray<string>,
  { withoutOrders }: ExplainOptions,
): Promise<Pick<Trail, 'waiting' | 'lines' | 'details' | 'steps'>> => {
  if (withoutOrders || statementId.length === 0) return { waiting: [], lines: [], details: [], steps: [] }
  // Details are many, and known by the statement alone: they are on their way while the orders become known.
  const [details, told] = await Promise.all([
    reads.details({ statementId }),
    reads.lines({ statementId }).then((lines) => withSteps(reads, statementId, lines)),
  ])
  return { waiting: [], details, ...told }
}

const withSteps = async (
  reads: TrailReads,
  periodId: ReadonlyArray<string>,
  lines: ReadonlyArray<LineRow>,
): Promise<Pick<Trail, 'lines' | 'steps'>> => {
  const orderId = [...new Set(lines.flatMap((line) => line.orderId ?? []))]
  const [ofOrders, ofPeriods] = await Promise.all([
    some(orderId, () => reads.steps({ orderId })),
    reads.steps({ periodId }),
  ])
  // An adjustment that is related to an order is told by both.
  const known = new Set(ofOrders.map(({ step }) => step.position))
  return { lines, steps: [...ofOrders, ...ofPeriods.filter(({ step }) => !known.has(step.position))] }
}
