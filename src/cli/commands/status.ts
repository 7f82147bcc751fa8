import { TICKER } from '../../application/asking.js'
import type { EventStore } from '../../application/ports.js'
import { postgresQueries } from '../../adapters/postgres/index.js'
import { overviewOf } from '../../adapters/postgres/overview.js'
import { system } from '../../adapters/system.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase, type Database } from '../database.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { describeStore } from '../eventStores.js'
import { databaseChoice, storeCommand } from '../options.js'
import { statusScreen, type Status } from '../statusScreen.js'
import { terminalOf, type Terminal } from '../terminal.js'

const WATCH_MS = 2_000
const CLEAR = '\u001b[H\u001b[2J'

const statusOf = async (
  { pool, schema }: Database,
  log: EventStore | undefined,
  events: string,
): Promise<Status> => {
  const view = await postgresQueries({ pool, schema, ...(log && { log }) }).projections()
  const { owners, rebuilds, appendedLastMinute } = await overviewOf({ pool, schema })
  const ticker = view.projections.find(({ name }) => name === TICKER)
  return {
    events,
    ...view,
    ...(log === undefined && { appendedLastMinute }),
    clock: ticker === undefined ? {} : { movedAt: ticker.updatedAt },
    rebuilds,
    projections: view.projections.map((each) => {
      const worker = owners.get(each.name)
      return worker === undefined ? each : { ...each, worker }
    }),
  }
}

/** Tells it again and again, on a terminal always in the same place. */
const watch = async (tell: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    if (process.stdout.isTTY) process.stdout.write(CLEAR)
    await tell()
    await system.sleep(WATCH_MS, signal)
  }
}

const telling = (terminal: Terminal, read: () => Promise<Status>) => async (): Promise<void> => {
  const status = await read()
  terminal.result(status, statusScreen(status))
}

export const status = ({ cwd, signal }: Context) =>
  storeCommand('status')
    .description('tell in one screen how far everything is and what needs attention; changes nothing')
    .option('--watch', 'tell it again every two seconds, until Ctrl-C')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const server = eventStoreChoice(options)
      const events = describeStore(
        server === undefined ? { kind: 'postgres', database: choice } : { kind: 'eventstoredb', server },
      )
      await withEventStore(server, terminal, (log) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          const tell = telling(terminal, () => statusOf(database, log, events))
          await (options.watch === true ? watch(tell, signal) : tell())
        }),
      )
    })
