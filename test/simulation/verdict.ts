import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import type { MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import type { EventStore } from '../../src/application/ports.js'
import { reconcileStore } from '../../src/application/reconcileStore.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import { valueOf } from '../support/spec.js'
import type { Bank } from './bank.js'
import type { Watch } from './watch.js'

interface End {
  readonly store: EventStore
  readonly reads: MemoryReadStore
  readonly watch: Watch
  readonly bank: Bank
  readonly horizon: Instant
}

const withoutNothing = (sums: ReadonlyMap<string, bigint>): string =>
  [...sums]
    .filter(([, minor]) => minor !== 0n)
    .map(([name, minor]) => `${name} ${minor}`)
    .sort()
    .join(', ')

/** Sums of the same names, added up. */
const together = (...all: ReadonlyArray<ReadonlyMap<string, bigint>>): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const each of all) for (const [name, minor] of each) sums.set(name, (sums.get(name) ?? 0n) + minor)
  return sums
}

/** What is wrong when everybody has had their time: nothing may be left to do, and every cent must be somewhere. */
export const verdict = async ({
  store,
  reads,
  watch,
  bank,
  horizon,
}: End): Promise<ReadonlyArray<string>> => {
  const { books, oracle, payments } = watch
  const problems: Array<string> = []
  const [due] = await memoryAgenda(reads).due({ until: horizon, limit: 1 })
  if (due !== undefined) problems.push(`${due.deadlineId} is due and was not asked`)
  problems.push(...payments.waiting().map((payoutId) => `${payoutId} has no end`), ...oracle.unfinished())

  const transfers = bank.transfers()
  problems.push(...payments.compare(transfers))
  const atBank = new Map<string, bigint>()
  for (const { status, sellerId, currency, amountMinor } of transfers) {
    const name = `${sellerId} ${currency}`
    if (status === 'PAID') atBank.set(name, (atBank.get(name) ?? 0n) + amountMinor)
  }
  const confirmed = withoutNothing(payments.confirmed())
  if (withoutNothing(atBank) !== confirmed)
    problems.push(`at the bank ${withoutNothing(atBank)}, here ${confirmed}`)
  const owed = withoutNothing(oracle.owed())
  const given = withoutNothing(together(atBank, payments.open()))
  if (owed !== given) problems.push(`sellers are owed ${owed}, and have or wait for ${given}`)

  for (const account of ['buyer_funds_held', 'seller_pending', 'seller_reserved', 'creators'])
    for (const [orderId, minor] of books.ordersIn(account))
      problems.push(`${account} still holds ${minor} of ${orderId}`)
  if (books.totalOf('payouts_in_transit') !== 0n) problems.push('something is in transit for ever')
  const paidOut = [...atBank.values()].reduce((sum, minor) => sum + minor, 0n)
  const cash = oracle.buyersMinor() - oracle.creatorsMinor() - paidOut
  if (-books.totalOf('bank') !== cash)
    problems.push(`the bank account is ${books.totalOf('bank')}, not ${-cash}`)

  const { differences } = valueOf(await reconcileStore(store, { at: horizon }))
  for (const { check, subject, expectedMinor, foundMinor } of differences)
    problems.push(`${check} ${subject}: ${foundMinor} instead of ${expectedMinor}`)
  return problems
}
