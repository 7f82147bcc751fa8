import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryBooks } from '../../src/adapters/bank/books.js'
import { noFaults } from '../../src/adapters/bank/course.js'
import { bankWith } from '../../src/adapters/bank/simulated.js'
import type { BankBooks } from '../../src/adapters/bankBooks.js'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { postgresBankBooks } from '../../src/adapters/postgres/simulatedBank.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})

afterAll(() => database.close())

const HOUR_MS = 3_600_000
const BEGIN_MS = Date.parse('2026-03-13T06:00:00.000Z')
let keys = 0

describe.each<readonly [string, () => BankBooks]>([
  ['in memory', memoryBooks],
  ['in Postgres', () => postgresBankBooks(database)],
])('a bank whose books are %s', (_, open) => {
  /** A bank that can be left and come back to: only its books stay. */
  const bankAt = (faults = noFaults) => {
    const books = open()
    keys += 1
    const key = `s1.2026-03-13.K${keys}`
    let nowMs = BEGIN_MS
    const arrive = () => bankWith(books, { seed: 1, now: () => instantOf(nowMs), faults })
    return {
      books,
      arrive,
      transfer: { key, sellerId: 's1', amountMinor: 4_768n, currency: 'EUR' },
      pass: (hours: number) => void (nowMs += hours * HOUR_MS),
    }
  }

  test('knows after a restart what it was told, and pays it once', async () => {
    const { books, arrive, transfer, pass } = bankAt()
    const first = await arrive().transfer(transfer)
    expect(first).toMatchObject({ type: 'ANSWER', status: 'PROCESSING' })
    expect(await arrive().transfer(transfer)).toEqual(first)
    pass(72)
    expect(await arrive().lookUp(transfer.key)).toEqual({ ...first, status: 'PAID' })
    expect(await books.under(transfer.key)).toMatchObject([{ ...transfer, ordinal: 1 }])
  })

  test('two who tell it the same at once are told the same', async () => {
    const { books, arrive, transfer } = bankAt()
    const answers = await Promise.all([arrive(), arrive(), arrive()].map((bank) => bank.transfer(transfer)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await books.under(transfer.key)).toHaveLength(1)
  })

  test('forgets a key after a day, and takes it for a new order then', async () => {
    const { books, arrive, transfer, pass } = bankAt()
    await arrive().transfer(transfer)
    pass(23.9)
    await arrive().transfer(transfer)
    expect(await books.under(transfer.key)).toHaveLength(1)
    pass(0.1)
    await arrive().transfer(transfer)
    expect((await books.under(transfer.key)).map(({ ordinal }) => ordinal)).toEqual([1, 2])
  })

  test('does not know of an order that is on its way, and takes the same one for it', async () => {
    const { books, arrive, transfer, pass } = bankAt({ ...noFaults, lateOrders: 100 })
    expect(await arrive().transfer(transfer)).toEqual({ type: 'SILENCE' })
    const [late] = await books.under(transfer.key)
    expect(late && late.arrivesAt > instantOf(BEGIN_MS)).toBe(true)
    expect(await arrive().lookUp(transfer.key)).toEqual({ type: 'NOT_FOUND' })
    const prompt = bankWith(books, { seed: 1, now: () => instantOf(BEGIN_MS) })
    expect(await prompt.transfer(transfer)).toMatchObject({ type: 'ANSWER' })
    expect(await books.under(transfer.key)).toMatchObject([{ arrivesAt: instantOf(BEGIN_MS) }])
    pass(1)
    expect(await arrive().lookUp(transfer.key)).toMatchObject({ type: 'ANSWER' })
  })

  test('tells everything from a cursor on, whoever remembers the cursor', async () => {
    const { arrive, transfer, pass } = bankAt({ ...noFaults, returns: 100, duplicates: 50 })
    await arrive().transfer(transfer)
    const heard: Array<string> = []
    let cursor: string | undefined
    for (let hours = 0; hours < 24 * 8; hours += 5) {
      const told = await arrive().noticesAfter(cursor)
      if (told.type === 'SILENCE') throw new Error('silence')
      cursor = told.cursor
      heard.push(...told.notices.filter(({ key }) => key === transfer.key).map(({ status }) => status))
      pass(5)
    }
    const whole = await arrive().noticesAfter(undefined)
    expect(new Set(heard)).toEqual(new Set(['PROCESSING', 'PAID', 'RETURNED']))
    expect(whole.type === 'NOTICES' && whole.notices.filter(({ key }) => key === transfer.key)).toHaveLength(
      heard.length,
    )
  })
})

test('a bank whose books are away says nothing', async () => {
  const away = () => Promise.reject(new Error('away'))
  const books: BankBooks = { under: away, add: away, hasten: away, arrivals: away }
  const bank = bankWith(books, { seed: 1, now: () => instantOf(BEGIN_MS) })
  const transfer = { key: 'k', sellerId: 's1', amountMinor: 1n, currency: 'EUR' }
  const silence = { type: 'SILENCE' }
  expect([await bank.transfer(transfer), await bank.lookUp('k'), await bank.noticesAfter(undefined)]).toEqual(
    [silence, silence, silence],
  )
})
