import type { ParkedGroup } from '../../application/parkedEvents.js'
import type { RedrivenPartition } from '../../application/redrive.js'
import { isLeft } from '../../fp.js'
import { withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed } from '../failure.js'
import { operatorOf, withOperator } from '../operator.js'
import { databaseChoice, writingCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

const screen = (groups: ReadonlyArray<ParkedGroup>): ReadonlyArray<string> =>
  groups.length === 0
    ? ['no event waits, and none was left out']
    : columns([
        ['read model', 'partition', 'since', 'position', 'event', 'behind it', 'left out', 'because'],
        ...groups.map(({ projection, partition, first, behind, skipped }) => [
          projection,
          partition,
          first.parkedAt,
          `${first.position.commit}`,
          `${first.eventType} ${first.eventId}`,
          `${behind}`,
          `${skipped}`,
          first.reason ?? '-',
        ]),
      ])

export const parked = (context: Context) =>
  writingCommand('parked')
    .description('list the events that read models could not take in, why, and how many wait behind them')
    .option('--projection <name>', 'of this read model only')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), context.cwd)
      const events = eventStoreChoice(options)
      const world = () => ({ clock: {} })
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events, world },
        context,
        async (comptoir) => {
          const groups = await comptoir.parked(options.projection)
          terminal.result({ parked: groups }, screen(groups))
        },
      )
    })

const told = ({ name, partition, taken, waiting, stoppedAt }: RedrivenPartition): string =>
  stoppedAt === undefined
    ? `${name} ${partition}: ${taken} events taken in, none waits`
    : `${name} ${partition}: ${taken} events taken in, ${waiting} still wait: ` +
      `${stoppedAt.eventType} ${stoppedAt.eventId} of ${stoppedAt.stream} cannot be taken in (${stoppedAt.reason.type})`

export const redrive = (context: Context) =>
  withOperator(writingCommand('redrive'))
    .description('take in, in order, the events of a read model that wait, once what was wrong is mended')
    .argument('<projection>', 'the read model, as `comptoir parked` names it')
    .option('--partition <name>', 'only what waits of this partition')
    .action(async (projection, options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), context.cwd)
      const events = eventStoreChoice(options)
      const operator = operatorOf(options)
      const world = () => ({ clock: {} })
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events, world },
        context,
        async (comptoir) => {
          const outcome = await comptoir.redrive(projection, { partition: options.partition, operator })
          if (isLeft(outcome)) throw new CommandFailed(`nothing more was taken in: ${outcome.left.type}`)
          const redriven = outcome.right
          terminal.result({ redriven }, redriven.length === 0 ? ['no event waits'] : redriven.map(told))
          if (redriven.some(({ stoppedAt }) => stoppedAt !== undefined))
            throw new CommandFailed('not all of them could be taken in')
        },
      )
    })
