import { TICKER } from '../../application/asking.js'
import { projectionOf } from '../../application/shard.js'
import { checkCounts } from '../../application/countCheck.js'
import type { EventStore } from '../../application/ports.js'
import { postgresEventStore, postgresQueries, postgresReadStore } from '../../adapters/postgres/index.js'
import { overviewOf, type ShardView } from '../../adapters/postgres/overview.js'
import { system } from '../../adapters/system.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase, type Database } from '../database.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { describeStore } from '../eventStores.js'
import { CommandFailed, UsageError } from '../failure.js'
import { countInWords } from '../findingWords.js'
import { databaseChoice, storeCommand } from '../options.js'
import { statusScreen, type Status } from '../statusScreen.js'
import { terminalOf, type Terminal } from '../terminal.js'

const WATCH_MS = 2_000
const CLEAR = '\u001b[H\u001b[2J'

/** Of all shards; `undefined` where one of them has none. */
const workersOf = (shards: ReadonlyArray<ShardView>): string | undefined => {
  const workers = shards.flatMap(({ worker }) => worker ?? [])
  return workers.length < shards.length ? undefined : [...new Set(workers)].join(', ')
}

const statusOf = async (
  { pool, schema }: Database,
  log: EventStore | undefined,
  events: string,
): Promise<Status> => {
  const view = await postgresQueries({ pool, schema, ...(log && { log }) }).projections()
  const { owners, shards, rebuilds, appendedLastMinute } = await overviewOf({ pool, schema })
  const ticker = view.projections.find(({ name }) => name === TICKER)
  return {
    events,
    ...view,
    ...(log === undefined && { appendedLastMinute }),
    clock: ticker === undefined ? {} : { movedAt: ticker.updatedAt },
    rebuilds,
    projections: view.projections.map((each) => {
      const own = shards.filter(({ name }) => projectionOf(name) === each.name)
      const worker = own.length === 0 ? owners.get(each.name) : workersOf(own)
      return { ...each, ...(worker !== undefined && { worker }), ...(own.length > 0 && { shards: own }) }
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

/** What was handed to whom, against the log itself: a lost event shows though nothing is behind. */
const checked = async (
  { pool, schema }: Database,
  log: EventStore | undefined,
  terminal: Terminal,
  signal: AbortSignal,
) => {
  const reads = postgresReadStore({ pool, schema })
  const store = log ?? postgresEventStore({ pool, schema, system })
  const progress = terminal.progress('counting', 'events')
  try {
    return await checkCounts({ store, reads }, { signal, onProgress: (done) => progress.update(done, 0) })
  } finally {
    progress.end()
    reads.close()
    if (log === undefined) await store.close()
  }
}

export const status = ({ cwd, signal }: Context) =>
  storeCommand('status')
    .description('tell in one screen how far everything is and what needs attention; changes nothing')
    .option(
      '--check',
      'also count the whole log, and fail where read models or processes were handed another number',
    )
    .option('--watch', 'tell it again every two seconds, until Ctrl-C')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      if (options.check === true && options.watch === true)
        throw new UsageError('--check reads the whole log: not again and again, leave --watch away')
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const server = eventStoreChoice(options)
      const events = describeStore(
        server === undefined ? { kind: 'postgres', database: choice } : { kind: 'eventstoredb', server },
      )
      await withEventStore(server, terminal, (log) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          if (options.check === true) {
            const { counted, findings } = await checked(database, log, terminal, signal)
            const told = await statusOf(database, log, events)
            terminal.result({ ...told, counted, countsDiffer: findings }, [
              ...statusScreen(told),
              '',
              ...(findings.length === 0
                ? [`${counted.length} counts agree with the log`]
                : findings.map((each) => `! ${countInWords(each)}`)),
            ])
            if (findings.length > 0) throw new CommandFailed('events were lost, doubled or taken away')
            return
          }
          const tell = telling(terminal, () => statusOf(database, log, events))
          await (options.watch === true ? watch(tell, signal) : tell())
        }),
      )
    })
