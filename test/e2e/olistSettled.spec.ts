import { expect, test } from 'vitest'
import { simulatedBank } from '../../src/adapters/bank/simulated.js'
import { importOlist } from '../../src/adapters/import/olist/index.js'
import { migrate, openPostgres, system } from '../../src/adapters/postgres/index.js'
import { inDirectory, olistTables, type OrderRow } from '../adapters/import/olistDirectory.js'
import { testDatabase } from '../support/postgres.js'
import { instant } from '../support/spec.js'
import { differences, owedBySeller, settledBySeller } from './olistOwed.js'

/** Prices of which 12 % is a half of a centavo are among them, orders of two sellers, and orders that came to nothing. */
const orders: ReadonlyArray<OrderRow> = [
  { n: 1, items: [{ price: '0.13', freight: '0.00' }, { price: '58.90' }] },
  {
    n: 2,
    items: [
      { seller: 1, price: '129.99' },
      { seller: 2, product: 2, price: '0.38' },
    ],
  },
  { n: 3, items: [{ seller: 2, price: '12.63', freight: '7.10' }], delivered: '2018-02-28 23:30:00' },
  { n: 4, status: 'canceled', carrier: '', delivered: '', items: [{ price: '1000.00' }] },
  { n: 5, status: 'canceled', items: [{ seller: 2, price: '99.38' }] },
  { n: 6, status: 'shipped', delivered: '', items: [{ seller: 3, price: '45.00' }] },
  { n: 7, items: [{ seller: 3, price: '0.63', freight: '0.00' }], delivered: '2018-03-10 08:00:00' },
  { n: 8, status: 'unavailable', carrier: '', delivered: '', items: [{ seller: 3, price: '10.00' }] },
]

test('sellers are stated and paid, to the cent, what the tables of the marketplace owe them', async () => {
  const database = await testDatabase()
  try {
    await migrate(database.pool, database.schema)
    const comptoir = openPostgres({ ...database, clock: {} })
    const owed = await inDirectory(olistTables(orders), async (directory) => {
      const { rejects } = await importOlist({ center: comptoir.center, system, directory })
      expect(rejects).toEqual([])
      return owedBySeller(directory)
    })
    await comptoir.settle(instant('2018-06-01T00:00:00.000Z'), {
      bank: (now) => simulatedBank({ seed: 1, now }),
    })
    await comptoir.catchUp()
    expect(comptoir.stopped()).toEqual([])
    await comptoir.close()
    const settled = await settledBySeller(database.pool, database.schema)
    expect(differences(owed, settled)).toEqual([])
    // Less than a real is not paid out: it waits.
    expect(settled.map(({ leftMinor }) => leftMinor)).toEqual([0n, 0n, 55n])
    expect(settled.every(({ statedMinor }) => statedMinor > 0n)).toBe(true)
    const wrong = new Map([...owed].map(([sellerId, minor]) => [sellerId, minor + 1n]))
    expect(differences(wrong, settled)).toHaveLength(3)
  } finally {
    await database.close()
  }
})
