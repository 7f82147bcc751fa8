import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from '@commander-js/extra-typings'
import { openPostgres, type Comptoir } from '../../adapters/postgres/index.js'
import { catchUp, withComptoir, type World } from '../comptoir.js'
import type { Context } from '../context.js'
import type { Database } from '../database.js'
import { clockOf, fillDemo, liveWorld, type LiveWorld } from '../demo/index.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { serviceTerminal } from '../logs.js'
import { collectMetrics } from '../metrics.js'
import { clockSpeed, databaseChoice, serviceCommand } from '../options.js'
import { checkPort, runService } from '../service.js'
import type { Terminal } from '../terminal.js'

/**
 * Fills an empty store. A mark beside the database lasts until that is done and tells which store it was: a filling that
 * was interrupted goes on at the next start, and a store that holds anything else is left alone.
 */
const fillIfEmpty = async (
  comptoir: Comptoir,
  { dataDir }: Database,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<void> => {
  const incarnation = await comptoir.store.incarnation()
  const mark = join(dataDir, 'demo.unfinished')
  if ((await comptoir.store.head()) === undefined) {
    await mkdir(dataDir, { recursive: true })
    await writeFile(mark, incarnation)
  }
  if ((await readFile(mark, 'utf8').catch(() => undefined)) !== incarnation) return
  const progress = terminal.progress('demo marketplace', 'commands')
  try {
    await fillDemo({
      center: comptoir.center,
      sealer: comptoir.sealer,
      signal,
      onProgress: ({ done, total }) => progress.update(done, total),
    })
  } finally {
    progress.end()
  }
  signal.throwIfAborted()
  await rm(mark, { force: true })
}

/** Settles and pays what was due by the end of the story; then time stands still. */
const settleOnce = async (
  { store }: Comptoir,
  database: Database,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> => {
  const live = liveWorld(database, 1)
  const { pool, schema } = database
  const clocked = openPostgres({ pool, schema, eventStore: store, ...live.around })
  await clockOf(live, clocked, terminal, signal).finally(clocked.close)
}

const tour = async ({ queries }: Comptoir, url: string): Promise<ReadonlyArray<string>> => {
  const { items } = await queries.sellers({ limit: 1 })
  const seller = encodeURIComponent(items[0]?.sellerId ?? 'seller-1')
  return [
    `curl ${url}/v1/sellers`,
    `curl ${url}/v1/sellers/${seller}/orders/counts`,
    `curl '${url}/v1/sellers/${seller}/kpis?period=month'`,
    `curl '${url}/v1/sellers/${seller}/unsettled?limit=3'`,
    `curl '${url}/v1/sellers/${seller}/payouts?limit=3'`,
  ]
}

export const demo = (context: Context) =>
  serviceCommand('demo')
    .description('fill an empty database with a small marketplace and serve it, until Ctrl-C')
    .addOption(
      new Option(
        '--clock <speed>',
        'let time go on there so many times as fast: 1x, 60x, 3600x (default: it stands still)',
      ).argParser(clockSpeed),
    )
    .action(async (options, command) => {
      const terminal = await serviceTerminal(options, context.env)
      const { signal, cwd } = context
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const events = eventStoreChoice(options)
      const { clock: speed } = options
      let live: LiveWorld | undefined
      const world = (database: Database): World => {
        live = speed === undefined ? undefined : liveWorld(database, speed)
        return { ...live?.around, ...(options.shards === undefined ? {} : { shards: options.shards }) }
      }
      await checkPort(options)
      const metrics = await collectMetrics()
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events, world },
        context,
        async (comptoir, database) => {
          await fillIfEmpty(comptoir, database, { terminal, signal })
          await catchUp(comptoir, terminal, signal)
          const clock = live && (await clockOf(live, comptoir, terminal, signal))
          if (live === undefined) await settleOnce(comptoir, database, terminal, signal)
          await runService(comptoir, options, { terminal, signal, clock, metrics }, async (url) => {
            const lines = await tour(comptoir, url)
            terminal.result({ url, try: lines }, [
              `Comptoir answers at ${terminal.strong(url)}; try`,
              '',
              ...lines.map((line) => `  ${line}`),
              '',
              ...(speed === undefined ? [] : [`Time goes on there, ${speed} times as fast as here.`]),
              'Ctrl-C stops it; the next start goes on with the same data.',
            ])
          })
        },
      )
    })
