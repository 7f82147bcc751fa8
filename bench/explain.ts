import { performance } from 'node:perf_hooks'
import type { Pool } from 'pg'
import { simulatedBank } from '../src/adapters/bank/simulated.js'
import { openPostgres, type Comptoir } from '../src/adapters/postgres/index.js'
import { explain } from '../src/application/explain.js'
import type { SellerCenterRequest } from '../src/application/sellerCenter.js'
import { explanationScreen } from '../src/cli/explanation/screen.js'
import { instantOf } from '../src/domain/kernel/time.js'
import { isLeft } from '../src/fp.js'
import { figure, type Figure } from './figure.js'

const ORDERS = 1_000
const ROUNDS = 20
const LIMIT_MS = 100
const BEGIN = Date.parse('2026-03-02T09:00:00.000Z')
const DAY_MS = 86_400_000

/** The hour so many days after the beginning. */
const at = (days: number): string => instantOf(BEGIN + days * DAY_MS)

const line = (lineId: string, skuId: string, originalMinor: number, shippingMinor: number) => ({
  lineId,
  productId: 'p1',
  skuId,
  category: 'kitchen',
  originalMinor: `${originalMinor}`,
  sellerDiscountMinor: '300',
  platformDiscountMinor: '200',
  shippingOriginalMinor: `${shippingMinor}`,
  shippingSellerDiscountMinor: '0',
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
})

/** An order of two articles, placed, paid, and delivered three days later. */
const life = (i: number): ReadonlyArray<SellerCenterRequest> => {
  const orderId = `o${i}`
  const packageId = `p${i}`
  return [
    {
      type: 'PlaceOrder',
      at: at(0),
      data: {
        orderId,
        sellerId: 's1',
        buyerId: `b${i}`,
        market: 'FR',
        zone: 'Europe/Paris',
        currency: 'EUR',
        orderType: 'NORMAL',
        purpose: 'SALE',
        lines: [line('l1', 'k1', 2_505 + i, 250), line('l2', 'k2', 1_999, 249)],
      },
    },
    { type: 'PayOrder', at: at(0), data: { orderId, payments: [], hold: false } },
    { type: 'ArrangePackage', at: at(1), data: { orderId, packageId, lineIds: ['l1', 'l2'] } },
    { type: 'HandOverPackage', at: at(1), data: { orderId, packageId } },
    { type: 'DeliverPackage', at: at(3), data: { orderId, packageId } },
  ]
}

const paidOut = async (comptoir: Comptoir): Promise<void> => {
  const lives = Array.from({ length: ORDERS }, (_, i) => life(i))
  await Promise.all(
    lives.map(async (requests) => {
      const outcome = await comptoir.center.executeTogether(requests)
      if (isLeft(outcome)) throw new Error(`the orders were refused: ${JSON.stringify(outcome.left)}`)
    }),
  )
  await comptoir.catchUp()
  await comptoir.settle(instantOf(BEGIN + 40 * DAY_MS), { bank: (now) => simulatedBank({ seed: 1, now }) })
  await comptoir.catchUp()
}

const medianOf = async (work: () => unknown): Promise<number> => {
  const taken: Array<number> = []
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now()
    await work()
    taken.push(performance.now() - begin)
  }
  return taken.toSorted((a, b) => a - b)[ROUNDS / 2] ?? Number.NaN
}

/** One payout of 1,000 orders, made through the deciders and the bank, explained out of Postgres. `schema` is migrated and empty. */
export const measureExplain = async ({
  pool,
  schema,
}: {
  readonly pool: Pool
  readonly schema: string
}): Promise<ReadonlyArray<Figure>> => {
  const comptoir = openPostgres({ pool, schema, clock: {} })
  try {
    await paidOut(comptoir)
    const { rows } = await pool.query<{ payout_id: string }>(
      `SELECT payout_id FROM ${schema}.payouts WHERE status = 'PAID' ORDER BY amount_minor DESC LIMIT 1`,
    )
    const subject = { kind: 'PAYOUT', id: rows[0]?.payout_id ?? '' } as const
    const asked = async () => {
      const explanation = await explain(comptoir.queries.trail, subject)
      if (explanation === undefined) throw new Error('nothing was paid out')
      return explanation
    }
    const explanation = await asked()
    const { orders, differences } = explanation
    if (orders.length !== ORDERS || differences.length > 0)
      throw new Error(
        `${orders.length} orders, ${JSON.stringify(differences.slice(0, 3), (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))}`,
      )
    const limit = { with: 'what it may take', value: LIMIT_MS }
    return [
      figure(
        `explaining a payout of ${ORDERS.toLocaleString('en-US')} orders`,
        await medianOf(asked),
        'ms',
        limit,
      ),
      figure('writing that down as text', await medianOf(() => explanationScreen(explanation)), 'ms'),
    ]
  } finally {
    await comptoir.close()
  }
}
