import { afterEach, describe, expect, test } from 'vitest'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { migrate, openPostgres, system, type Comptoir } from '../../src/adapters/postgres/index.js'
import { isLeft } from '../../src/fp.js'
import { startStandIn, type StandIn } from '../support/eventstoredb/index.js'
import { placedJson, linesJson } from '../support/orders.js'
import { testDatabase } from '../support/postgres.js'

interface Running {
  readonly server: StandIn
  readonly comptoir: Comptoir
  readonly orders: () => Promise<ReadonlyArray<string>>
  readonly close: () => Promise<void>
}

const open: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const running = async (): Promise<Running> => {
  const [server, database] = [await startStandIn(), await testDatabase()]
  const { pool, schema } = database
  await migrate(pool, schema)
  const eventStore = await openEventStoreDb({ connectionString: server.connectionString(), system })
  const comptoir = openPostgres({ pool, schema, eventStore })
  const close = async (): Promise<void> => {
    await comptoir.close()
    await eventStore.close()
    await server.stop()
    await database.close()
  }
  open.push(close)
  const orders = async (): Promise<ReadonlyArray<string>> => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT order_id AS id FROM ${schema}.order_board ORDER BY order_id`,
    )
    return rows.map(({ id }) => id)
  }
  return { server, comptoir, orders, close }
}

const place = async ({ comptoir }: Running, ...orderIds: ReadonlyArray<string>): Promise<void> => {
  for (const orderId of orderIds) {
    const placed = await comptoir.center.execute({
      type: 'PlaceOrder',
      data: { ...placedJson, orderType: 'NORMAL', purpose: 'SALE', orderId, lines: linesJson },
    })
    if (isLeft(placed)) throw new Error(placed.left.type)
  }
}

const ANOTHER = 'another history than the event store tells now'

/** What became of each part that stopped: `diverged`, or why else. */
const halted = ({ comptoir }: Running): ReadonlyArray<string> => [
  ...new Set(comptoir.stopped().map(({ detail }) => (detail.includes(ANOTHER) ? 'diverged' : detail))),
]

describe('read models of an EventStoreDB that was restored', () => {
  test('go no further when the store has a shorter history, and are built anew when that is accepted', async () => {
    const it = await running()
    await place(it, 'o1')
    const backup = it.server.log.records.at(-1)?.position ?? 0n
    await place(it, 'o2', 'o3')
    await it.comptoir.catchUp()
    expect(await it.orders()).toEqual(['o1', 'o2', 'o3'])

    await it.server.restart({ store: { upTo: backup } })
    await place(it, 'o4')
    await it.comptoir.catchUp()
    expect(halted(it)).toEqual(['diverged'])
    expect(await it.orders()).toEqual(['o1', 'o2', 'o3'])

    const accepted = await it.comptoir.acceptRestore()
    expect(new Set(accepted.map(({ why }) => why))).toEqual(new Set(['diverged']))
    await it.comptoir.catchUp()
    expect(await it.orders()).toEqual(['o1', 'o4'])
  })

  test('go no further when the store was replaced by an empty one that has grown as long', async () => {
    const it = await running()
    await place(it, 'o1', 'o2')
    await it.comptoir.catchUp()
    await it.server.restart({ store: 'new' })
    await place(it, 'o5', 'o6', 'o7', 'o8')
    await it.comptoir.catchUp()
    expect(halted(it)).toEqual(['diverged'])
    expect(await it.orders()).toEqual(['o1', 'o2'])
    await it.comptoir.acceptRestore()
    await it.comptoir.catchUp()
    expect(await it.orders()).toEqual(['o5', 'o6', 'o7', 'o8'])
  })

  test('that are being kept up to date stop, too, instead of leaving out what the shorter history goes on with', async () => {
    const it = await running()
    await place(it, 'o1')
    const backup = it.server.log.records.at(-1)?.position ?? 0n
    await place(it, 'o2')
    const stop = new AbortController()
    const run = it.comptoir.run(stop.signal)
    await expect.poll(it.orders).toEqual(['o1', 'o2'])
    await it.server.restart({ store: { upTo: backup } })
    await place(it, 'o3')
    await expect.poll(() => halted(it), { timeout: 10_000 }).toEqual(['diverged'])
    stop.abort()
    await run
    expect(await it.orders()).toEqual(['o1', 'o2'])
  })

  test('go on by themselves when the same store comes back', async () => {
    const it = await running()
    await place(it, 'o1')
    const stop = new AbortController()
    const run = it.comptoir.run(stop.signal)
    await expect.poll(it.orders).toEqual(['o1'])
    await it.server.restart()
    await place(it, 'o2')
    await expect.poll(it.orders, { timeout: 10_000 }).toEqual(['o1', 'o2'])
    expect(halted(it)).toEqual([])
    stop.abort()
    await run
  })
})
