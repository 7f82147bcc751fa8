import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noFaults, simulatedBank } from '../../src/adapters/bank/simulated.js'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { migrate, openPostgres, system, type Comptoir } from '../../src/adapters/postgres/index.js'
import { followersOf } from '../../src/application/followers.js'
import type { EventStore } from '../../src/application/ports.js'
import { sellerCenter, type SellerCenter } from '../../src/application/sellerCenter.js'
import type { SettleOptions } from '../../src/application/settle.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import { ledgerBalancesTable, ledgerPostingsTable } from '../../src/projections/ledger.js'
import { payoutEntriesTable, payoutsTable } from '../../src/projections/payouts.js'
import { statementLinesTable, statementsTable } from '../../src/projections/statements.js'
import type { TableShape } from '../../src/projections/table.js'
import { ownPrefix, testEventStoreDb } from '../support/eventStoreDb.js'
import { bought, delivered, hour } from '../support/lives.js'
import { readToEnd } from '../support/log.js'
import { testDatabase } from '../support/postgres.js'
import { instant, valueOf } from '../support/spec.js'

const closing: Array<() => Promise<void>> = []
let pool: Pool

afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const comptoirIn = async (schema: string, eventStore?: EventStore): Promise<Comptoir> => {
  await migrate(pool, schema)
  const comptoir = openPostgres({ pool, schema, clock: {}, ...(eventStore && { eventStore }) })
  closing.push(comptoir.close)
  return comptoir
}

const eventStoreDb = async (): Promise<EventStore> => {
  const { connectionString, close } = await testEventStoreDb()
  closing.push(close)
  const store = await openEventStoreDb({ connectionString, system, streamPrefix: ownPrefix() })
  closing.push(store.close)
  return store
}

/** Four orders of two sellers, one of them partly refunded after it was paid out; all that is due in forty days. */
const sellAndSettle = async (
  center: SellerCenter,
  settle: (until: Instant, options: SettleOptions) => Promise<unknown>,
): Promise<void> => {
  const bank = (now: () => Instant) => simulatedBank({ seed: 1, now, faults: noFaults })
  for (const [nr, orderId] of ['o1', 'o2', 'o3', 'o4'].entries()) {
    await bought(center, orderId, nr * 25, `s${nr % 2}`)
    await delivered(center, orderId, nr * 25 + 3)
  }
  await settle(instant(hour(24 * 18)), { bank })
  const lines = [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '250' }]
  const data = { orderId: 'o1', refundId: 'r1', reason: 'broken', lines }
  valueOf(await center.execute({ type: 'RefundOrderLines', at: hour(24 * 18 + 1), data }))
  await settle(instant(hour(24 * 40)), { bank })
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** What is told of the money; ids of what the bank was asked are new each time, and where something is in a log is its own. */
const moneyTables: ReadonlyArray<readonly [TableShape, ReadonlyArray<string>]> = [
  [ledgerBalancesTable, ['owner', 'account', 'currency', 'balanceMinor', 'postings']],
  [ledgerPostingsTable, ['orderId', 'posting', 'owner', 'account', 'amountMinor']],
  [statementsTable, ['statementId', 'status', 'lines', 'settlementMinor', 'reserveMinor', 'payableMinor']],
  [statementLinesTable, ['statementId', 'line', 'transactionId', 'payableMinor']],
  [payoutsTable, ['payoutId', 'status', 'amountMinor', 'entries', 'attempts']],
  [payoutEntriesTable, ['payoutId', 'kind', 'source', 'amountMinor']],
]
type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>
const texts = (rows: Rows, columns: ReadonlyArray<string>) =>
  rows.map((row) => columns.map((name) => String(row[name])).join(' ')).toSorted()

/** Every table's rows as texts, in one order. */
const moneyIn = async (rowsOf: (table: TableShape, columns: ReadonlyArray<string>) => Promise<Rows>) => {
  const told: Record<string, ReadonlyArray<string>> = {}
  for (const [table, columns] of moneyTables) told[table.name] = texts(await rowsOf(table, columns), columns)
  return told
}
const moneyInSchema = (schema: string) =>
  moneyIn(async ({ name }, columns) => {
    const selected = columns.map((column) => `${snake(column)}::text AS "${column}"`).join(', ')
    return (await pool.query<Record<string, unknown>>(`SELECT ${selected} FROM ${schema}.${name}`)).rows
  })

/** What happened in each stream, in its order. */
const happened = async (store: EventStore) => {
  const streams: Record<string, Array<string>> = {}
  for (const { stream, type, data } of await readToEnd(store, { after: undefined, limit: 5_000 }))
    (streams[stream] ??= []).push(`${type} ${data}`)
  return streams
}

describe('orders that are settled and paid out', () => {
  let here: Comptoir
  let money: Readonly<Record<string, ReadonlyArray<string>>>
  beforeAll(async () => {
    const database = await testDatabase()
    pool = database.pool
    closing.push(database.close)
    here = await comptoirIn('settled')
    await sellAndSettle(here.center, here.settle)
    await here.catchUp()
    expect(here.stopped()).toEqual([])
    money = await moneyInSchema('settled')
  })

  test('are so to the cent: a refund after the payout is owed until its seller earns again', () => {
    // 53.68 each; one gives back 27.00 and 2.50 less the fee on them, 5.31 - 2.65.
    const owed = money['ledger_balances']?.filter((row) => row.includes('seller_debt'))
    expect(owed).toEqual(expect.arrayContaining([expect.stringMatching(/^s0 seller_debt EUR -2684 /u)]))
    expect(money['payouts']?.filter((row) => row.includes(' PAID 5368 '))).toHaveLength(4)
    for (const rows of Object.values(money)) expect(rows.length).toBeGreaterThan(3)
  })

  test('in memory have the same events, and the same ledger, statements and payouts', async () => {
    const store = memoryEventStore({ system })
    const reads = memoryReadStore(system)
    const center = sellerCenter({ store, system })
    const stopped: Array<unknown> = []
    const clock = { agenda: memoryAgenda(reads) }
    const onStopped = (each: unknown) => stopped.push(each)
    const followers = followersOf({ store, reads, center, system, clock, onStopped })
    await sellAndSettle(center, followers.settle)
    await followers.catchUp()
    expect(stopped).toEqual([])
    expect(await happened(store)).toEqual(await happened(here.store))
    expect(await moneyIn(async (table) => reads.table(table))).toEqual(money)
  })

  test('with their events in an EventStoreDB have the same, too', async () => {
    const there = await comptoirIn('settled_there', await eventStoreDb())
    await sellAndSettle(there.center, there.settle)
    await there.catchUp()
    expect(there.stopped()).toEqual([])
    expect(await happened(there.store)).toEqual(await happened(here.store))
    expect(await moneyInSchema('settled_there')).toEqual(money)
  })
})
