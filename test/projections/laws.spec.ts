import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import type { Delivered } from '../../src/application/delivered.js'
import { openLane } from '../../src/application/lane.js'
import type { LaneTablesOptions } from '../../src/application/laneTables.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { projections as readModels } from '../../src/projections/index.js'
import { kpis, productKpisTable, sellerKpisTable } from '../../src/projections/kpis.js'
import { ledger, ledgerBalancesTable, ledgerPostingsTable } from '../../src/projections/ledger.js'
import {
  ALL_SELLERS,
  orderBoard,
  orderBoardTable,
  orderCountsTable,
} from '../../src/projections/orderBoard.js'
import type { Projection } from '../../src/projections/projection.js'
import type { Values } from '../../src/projections/column.js'
import type { TableShape } from '../../src/projections/table.js'
import { histories, pieces, type History } from '../support/arbitraries/history.js'
import { RECORDED_AT, rowsIn } from '../support/projections.js'
import { delivered, historyStore } from '../support/deliveries.js'

const sizes = fc.array(fc.nat(9), { maxLength: 12 })

/** Another one at each run; a failure tells it. */
const seed = Math.trunc(Math.random() * 2 ** 31)

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => {
    process.stderr.write(`the histories of chance were those of seed ${seed}\n`)
  })
})

/**
 * What the laws are tried on, made once for all of them: histories that have everything in them, and some of chance.
 * The shortest come first, so that what fails fails on a short one.
 */
const known = fc.sample(histories(10), { numRuns: 120, seed: 10 })
const told: ReadonlyArray<History> = [...known, ...fc.sample(histories(10), { numRuns: 60, seed })].sort(
  (a, b) => a.occurrences.length - b.occurrences.length,
)
const anyHistory = fc.constantFrom(...told)

const stores = new Map(told.map(({ occurrences }) => [occurrences, historyStore(occurrences)]))

/** As a store delivers it: read from its bytes, once for all laws. */
const deliveries = new Map(
  told.flatMap(({ occurrences }) => occurrences.map((occurrence) => [occurrence, delivered(occurrence)])),
)
const deliveryOf = (occurrence: Occurrence): Delivered => deliveries.get(occurrence) ?? delivered(occurrence)

const byKey = (table: TableShape, rows: ReadonlyArray<Values>): ReadonlyMap<string, Values> =>
  new Map(rows.map((row) => [table.key.map((column) => String(row[column])).join(' '), row]))

/** What a projection has in memory once these pages were fed to it, one after the other. */
const tablesAfter = async (
  projection: Projection,
  occurrences: ReadonlyArray<Occurrence>,
  sittings: ReadonlyArray<ReadonlyArray<ReadonlyArray<Occurrence>>>,
  memory: LaneTablesOptions = {},
): Promise<ReadonlyArray<ReadonlyMap<string, Values>>> => {
  const reads = memoryReadStore({ now: () => RECORDED_AT })
  const events = stores.get(occurrences) ?? historyStore(occurrences)
  for (const pages of sittings) {
    const lane = await openLane(projection, { events, reads, memory })
    // All but the last page: there are more to come.
    for (const [i, page] of pages.entries()) await lane.feed(page.map(deliveryOf), i < pages.length - 1)
    await lane.flush()
    expect(lane.halt()).toBeUndefined()
  }
  return projection.tables.map((table) => byKey(table, reads.table(table)))
}

const folded = (projection: Projection, occurrences: ReadonlyArray<Occurrence>) =>
  foldAll(projection, occurrences).map(({ table, rows }) => byKey(table, rows))

const total = (rows: ReadonlyArray<Values>, groupOf: (row: Values) => string, column: string) => {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const [group, value] = [groupOf(row), row[column]]
    sums.set(group, (sums.get(group) ?? 0n) + (typeof value === 'bigint' ? value : 0n))
  }
  return new Map([...sums].filter(([, value]) => value !== 0n).sort())
}

describe.each([...readModels, deadlines].map((projection) => [projection.name, projection] as const))(
  '%s',
  (_, projection) => {
    test('has the tables that the events fold to, however they are split into batches', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, sizes, async ({ occurrences }, cut) => {
          expect(await tablesAfter(projection, occurrences, [pieces(occurrences, cut)])).toEqual(
            folded(projection, occurrences),
          )
        }),
      )
    })

    test('has them whatever of its rows it remembers, and whatever it holds back to write it at once', async () => {
      const memories = fc.record({ cacheMax: fc.nat(3), rowsMax: fc.constantFrom(0, 1, 5, 1_000) })
      await fc.assert(
        fc.asyncProperty(anyHistory, sizes, memories, async ({ occurrences }, cut, memory) => {
          expect(await tablesAfter(projection, occurrences, [pieces(occurrences, cut)], memory)).toEqual(
            folded(projection, occurrences),
          )
        }),
      )
    })

    test('is not changed by a batch that comes twice, or by old events in a new one', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, sizes, async ({ occurrences }, cut) => {
          const twice = pieces(occurrences, cut).flatMap((page) => [page, page])
          expect(await tablesAfter(projection, occurrences, [[...twice, occurrences]])).toEqual(
            folded(projection, occurrences),
          )
        }),
      )
    })

    test('comes to the same whether it is built at once or goes on after being stopped', async () => {
      await fc.assert(
        fc.asyncProperty(anyHistory, sizes, async ({ occurrences }, cut) => {
          const sittings = pieces(occurrences, cut).map((page) => [page])
          expect(await tablesAfter(projection, occurrences, sittings)).toEqual(
            await tablesAfter(projection, occurrences, [[occurrences]]),
          )
        }),
      )
    })
  },
)

describe('the books', () => {
  test('balance in every currency, in every event and after every event', () => {
    for (const { occurrences } of told) {
      const postings = rowsIn(ledger, ledgerPostingsTable, occurrences)
      expect(
        total(postings, (row) => `${String(row['position'])} ${String(row['currency'])}`, 'amountMinor'),
      ).toEqual(new Map())
      for (let n = 0; n <= occurrences.length; n += 5) {
        const balances = rowsIn(ledger, ledgerBalancesTable, occurrences.slice(0, n))
        expect(total(balances, (row) => String(row['currency']), 'balanceMinor')).toEqual(new Map())
      }
    }
  })

  test('have no posting of nothing, and balances that are the sums of their postings', () => {
    for (const { occurrences } of told) {
      const postings = rowsIn(ledger, ledgerPostingsTable, occurrences)
      const balances = rowsIn(ledger, ledgerBalancesTable, occurrences)
      const account = (row: Values) => [row['owner'], row['account'], row['currency']].join(' ')
      expect(postings.every(({ amountMinor }) => amountMinor !== 0n)).toBe(true)
      expect(total(balances, account, 'balanceMinor')).toEqual(total(postings, account, 'amountMinor'))
    }
  })

  test('hold for every order exactly what its story left: nothing is lost, nothing is made', () => {
    for (const { occurrences, orders } of told) {
      const postings = rowsIn(ledger, ledgerPostingsTable, occurrences)
      for (const { orderId, books } of orders) {
        const found = total(
          postings.filter((row) => row['orderId'] === orderId),
          ({ account }) => (String(account).startsWith('seller_') ? 'seller' : String(account)),
          'amountMinor',
        )
        expect(found).toEqual(
          new Map(
            Object.entries(books)
              .filter(([, minor]) => minor !== 0n)
              .sort(),
          ),
        )
      }
    }
  })
})

describe('the order counts', () => {
  test('are the orders on the board by seller and status, and of all sellers together', () => {
    for (const { occurrences } of told) {
      for (let n = 0; n <= occurrences.length; n += 7) {
        const past = occurrences.slice(0, n)
        const board = rowsIn(orderBoard, orderBoardTable, past).map((row) => ({ ...row, orders: 1n }))
        const counts = rowsIn(orderBoard, orderCountsTable, past)
        const [all, bySeller] = [true, false].map((isAll) =>
          counts.filter(({ sellerId }) => (sellerId === ALL_SELLERS) === isAll),
        )
        const of = (row: Values) => `${String(row['sellerId'])} ${String(row['status'])}`
        expect(total(bySeller ?? [], of, 'orders')).toEqual(total(board, of, 'orders'))
        expect(total(all ?? [], (row) => String(row['status']), 'orders')).toEqual(
          total(board, (row) => String(row['status']), 'orders'),
        )
      }
    }
  })

  test('agree with the status that each story ends in', () => {
    for (const { occurrences, orders } of told) {
      const board = rowsIn(orderBoard, orderBoardTable, occurrences)
      expect(new Map(board.map(({ orderId, status }) => [orderId, status]))).toEqual(
        new Map(orders.map(({ orderId, status }) => [orderId, status])),
      )
    }
  })
})

describe('the KPIs', () => {
  test.each(['units', 'gmvMinor', 'cancelledUnits', 'cancelledMinor', 'refundedUnits', 'refundedMinor'])(
    'of the products of a seller add up to the %s of the seller, day by day',
    (figure) => {
      for (const { occurrences } of told) {
        const of = (row: Values) => [row['sellerId'], row['day'], row['currency']].join(' ')
        expect(total(rowsIn(kpis, productKpisTable, occurrences), of, figure)).toEqual(
          total(rowsIn(kpis, sellerKpisTable, occurrences), of, figure),
        )
      }
    },
  )
})

test('histories have every type of event and every status in them', () => {
  const seen = new Set<string>()
  for (const { occurrences } of known) {
    for (const { event } of occurrences) {
      seen.add(event.type)
      if ('status' in event.data) seen.add(event.data.status)
    }
  }
  const handled = readModels.flatMap(({ on }) => Object.keys(on))
  const wanted = [...handled, 'PARTIALLY_SHIPPING', 'COMPLETED', 'CANCELLED']
  expect(wanted.filter((name) => !seen.has(name))).toEqual([])
})
