import { TICKER } from '../../application/asking.js'
import { postgresQueries } from '../../adapters/postgres/index.js'
import type { Instant } from '../../domain/kernel/time.js'
import type { ProjectionView, ProjectionsView } from '../../application/views.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { databaseChoice, storeCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

const rowOf = ({ name, version, position, lagEvents, lagSeconds, updatedAt }: ProjectionView) => [
  name,
  `${version}`,
  `${position ?? '-'}`,
  `${lagEvents}`,
  `${lagSeconds}`,
  updatedAt,
]

/** Whether a clock ever asked here what is due; when it moved on last, by the real clock. */
const clockIn = ({ projections }: ProjectionsView): { readonly movedAt?: Instant } => {
  const ticker = projections.find(({ name }) => name === TICKER)
  return ticker === undefined ? {} : { movedAt: ticker.updatedAt }
}

const screen = (
  { head, projections }: ProjectionsView,
  { movedAt }: ReturnType<typeof clockIn>,
): ReadonlyArray<string> => [
  head === undefined ? 'no events yet' : `last event at position ${head}`,
  ...(projections.length === 0
    ? ['no read model has started yet']
    : columns([
        ['read model', 'version', 'position', 'events behind', 'seconds behind', 'updated at'],
        ...projections.map(rowOf),
      ])),
  movedAt === undefined
    ? 'no clock has run: nothing becomes due'
    : `a clock has run, and moved on last at ${movedAt}`,
]

export const status = ({ cwd, signal }: Context) =>
  storeCommand('status')
    .description('tell how far each read model is; changes none of them')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withEventStore(eventStoreChoice(options), terminal, (log) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          const { pool, schema } = database
          const view = await postgresQueries({ pool, schema, ...(log && { log }) }).projections()
          const clock = clockIn(view)
          terminal.result({ ...view, clock }, screen(view, clock))
        }),
      )
    })
