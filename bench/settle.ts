import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { figure, type Figure } from './figure.js'

const run = promisify(execFile)

interface Told {
  readonly orders: number
  readonly events: number
  readonly settled: number
  readonly projected: number
  readonly payouts: number
  readonly mb: number
}

const ORDERS_PER_SECOND_MIN = 3_000
/** Long after the last delivery, and after every wait that follows from it. */
const UNTIL = '2018-12-31T00:00:00.000Z'

/** Settling and paying out everything that was imported, as `comptoir settle` does; the read models have caught up before. */
export const measureSettle = async ({ url }: { readonly url: string }): Promise<ReadonlyArray<Figure>> => {
  const child = fileURLToPath(new URL('settleChild.mjs', import.meta.url))
  const { stdout } = await run(process.execPath, [child, url, UNTIL])
  const { orders, events, settled, projected, payouts, mb } = JSON.parse(stdout) as Told
  return [
    figure(
      `Olist: settling ${orders.toLocaleString('en-US')} orders to the bank`,
      orders / settled,
      'orders/s',
      {
        with: 'at least',
        value: ORDERS_PER_SECOND_MIN,
      },
    ),
    figure(`Olist: ${payouts.toLocaleString('en-US')} payouts with it`, payouts / settled, 'payouts/s'),
    figure('Olist: what settling appends', events / settled, 'events/s'),
    figure('Olist: catch-up of that', events / projected, 'events/s'),
    figure('Olist: peak memory of settling', mb, 'MB'),
  ]
}
