import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Pool } from 'pg'
import { figure, type Figure } from './figure.js'

const run = promisify(execFile)

interface Told {
  readonly events: number
  readonly imported: number
  readonly charged: number
  readonly projected: number
  readonly importMb: number
  readonly projectMb: number
}

const EVENTS_PER_SECOND_MIN = 8_000
const IMPORT_MB_MAX = 600
const PAGE = 4_000

/** Reading all events in pages and parsing their JSON, with nothing but the driver. */
const plainReadRate = async (pool: Pool): Promise<number> => {
  const begin = performance.now()
  let after = '0'
  let count = 0
  for (;;) {
    const { rows } = await pool.query<{ position: string; data: string; metadata: string }>({
      name: 'bench_plain_read',
      text: 'SELECT position, data, metadata FROM comptoir.events WHERE position > $1 ORDER BY position LIMIT $2',
      values: [after, PAGE],
    })
    for (const { data, metadata } of rows) {
      JSON.parse(data)
      JSON.parse(metadata)
    }
    count += rows.length
    after = rows.at(-1)?.position ?? after
    if (rows.length < PAGE) return (count * 1000) / (performance.now() - begin)
  }
}

/** The import of a whole directory of Olist tables and the catch-up of all read models over it. */
export const measureOlist = async (
  { url, pool, directory }: { readonly url: string; readonly pool: Pool; readonly directory: string },
  peerBoardRate: number | undefined,
): Promise<ReadonlyArray<Figure>> => {
  const child = fileURLToPath(new URL('olistChild.mjs', import.meta.url))
  const { stdout } = await run(process.execPath, [child, url, directory])
  const told = JSON.parse(stdout) as Told
  const importRate = told.events / (told.imported + told.charged)
  const projectRate = told.events / told.projected
  const plain = await plainReadRate(pool)
  return [
    figure('Olist: import through the deciders', importRate, 'events/s', {
      with: 'at least',
      value: EVENTS_PER_SECOND_MIN,
    }),
    figure('Olist: peak memory of the import', told.importMb, 'MB', {
      with: 'at most',
      value: IMPORT_MB_MAX,
    }),
    figure('Olist: catch-up of all read models', projectRate, 'events/s', {
      with: 'reading and parsing the same events with pg',
      value: plain,
    }),
    ...(peerBoardRate === undefined
      ? []
      : [
          figure('Olist: catch-up of all read models', projectRate, 'events/s', {
            with: 'emmett-postgresql, one board',
            value: peerBoardRate,
          }),
        ]),
    figure('Olist: peak memory with the catch-up', told.projectMb, 'MB', {
      with: 'at most',
      value: IMPORT_MB_MAX,
    }),
  ]
}
