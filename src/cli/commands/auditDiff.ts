import { Option } from '@commander-js/extra-typings'
import { diffModels } from '../../adapters/postgres/diff/diffModels.js'
import type { ModelDiff, RowDifference } from '../../application/auditDiff.js'
import { foldOf } from '../../application/foldOf.js'
import { plainJson } from '../../application/plainJson.js'
import { totalAbout } from '../../application/progress.js'
import { projections } from '../../projections/index.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { withLog } from '../eventLog.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed } from '../failure.js'
import { databaseChoice, storeCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

const names = projections.map(({ name }) => name)

const whatOf = ({ kind, column, found, expected }: RowDifference): string => {
  switch (kind) {
    case 'CHANGED':
      return `${column ?? ''} is ${found ?? 'null'}, and ${expected ?? 'null'} by the events`
    case 'MISSING':
      return 'is missing'
    case 'EXTRA':
      return 'is there without an event'
  }
}

const lineOf = (difference: RowDifference): string => {
  const { table, key, event } = difference
  const by =
    event === undefined
      ? ''
      : `; last touched by ${event.type} ${event.eventId} at position ${event.position}`
  return `  ${table} ${key.join(' / ')}: ${whatOf(difference)}${by}`
}

const screen = (models: ReadonlyArray<ModelDiff>): ReadonlyArray<string> => [
  ...columns([
    ['read model', 'position', 'rows that differ'],
    ...models.map(({ name, position, differing, notCompared }) => [
      name,
      `${position ?? '-'}`,
      notCompared === undefined ? `${differing}` : 'not compared',
    ]),
  ]),
  ...models.flatMap(({ name, notCompared, differences }) => [
    ...(notCompared === undefined ? [] : [`${name} was not compared: ${notCompared}`]),
    ...differences.map(lineOf),
  ]),
]

export const auditDiff = ({ cwd, signal }: Context) =>
  storeCommand('diff')
    .description(
      'compare every table of the read models with the fold of the events; fails where they differ',
    )
    .addOption(new Option('--read-model <name...>', 'only these').choices(names))
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const wanted = new Set<string>(options.readModel ?? names)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withEventStore(eventStoreChoice(options), terminal, (chosen) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          const models = await withLog(database, chosen, (events) => {
            const progress = terminal.progress('folding', 'events')
            return diffModels({
              ...database,
              fold: foldOf({
                events,
                projections: projections.filter(({ name }) => wanted.has(name)),
                signal,
                onProgress: (at) => progress.update(at.events, totalAbout(at)),
              }),
              signal,
            }).finally(() => progress.end())
          })
          terminal.canonical(
            () => plainJson({ models }),
            () => screen(models),
          )
          const differing = models.reduce((sum, model) => sum + model.differing, 0)
          if (differing > 0)
            throw new CommandFailed(
              `${differing} ${differing === 1 ? 'row is' : 'rows are'} not what the events say`,
            )
          if (models.some(({ notCompared }) => notCompared !== undefined))
            throw new CommandFailed('not everything was compared')
        }),
      )
    })
