import type { AcceptedPart, Comptoir } from '../../adapters/postgres/index.js'
import { withCatchUpProgress, withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed, UsageError } from '../failure.js'
import { operatorOf, withOperator } from '../operator.js'
import { databaseChoice, writingCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

interface Rebuilt {
  readonly name: string
  readonly why: AcceptedPart['why']
  /** Of the last event that it told of before, and tells of now. */
  readonly was?: bigint
  readonly is?: bigint
}

const inWords = { diverged: 'had diverged', unfinished: 'was unfinished', asked: 'was asked for' }

const screen = (rebuilt: ReadonlyArray<Rebuilt>): ReadonlyArray<string> =>
  columns([
    ['built anew', 'because it', 'was at', 'is at'],
    ...rebuilt.map(({ name, why, was, is }) => [name, inWords[why], `${was ?? '-'}`, `${is ?? '-'}`]),
  ])

const rebuiltBy = async (
  comptoir: Comptoir,
  accepted: ReadonlyArray<AcceptedPart>,
): Promise<ReadonlyArray<Rebuilt>> => {
  const { projections } = await comptoir.queries.projections()
  const positions = new Map(projections.map(({ name, position }) => [name, position]))
  return accepted.map(({ name, why, from }) => {
    const is = positions.get(name)
    return { name, why, ...(from && { was: from.commit }), ...(is !== undefined && { is }) }
  })
}

export const acceptRestore = (context: Context) =>
  withOperator(writingCommand('accept-restore'))
    .description('after the event store was restored or replaced: build anew what tells of another history')
    .option('--all', 'build everything anew, also what tells of the present history')
    .option('--even-empty', 'accept a store that holds no event at all')
    .option('--yes', 'needed, because read models are emptied before they are built anew')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const { signal, cwd } = context
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const events = eventStoreChoice(options)
      if (options.yes !== true)
        throw new UsageError(
          'accept-restore takes the history that the event store has now for the true one, and empties the read ' +
            'models that tell of another before it builds them anew: add --yes to do so',
        )
      const all = options.all === true
      const operator = operatorOf(options)
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events, world: () => ({ clock: {} }) },
        context,
        async (comptoir) => {
          if (options.evenEmpty !== true && (await comptoir.store.head()) === undefined)
            throw new CommandFailed(
              'the event store holds no event: if it is the right one, add --even-empty, and all read models are emptied',
            )
          const accepted = await withCatchUpProgress(terminal, signal, (progress) =>
            comptoir.acceptRestore({ ...progress, all, operator }),
          )
          if (accepted.length === 0)
            throw new CommandFailed(
              all
                ? 'no read model has started yet: there is nothing to build anew'
                : 'nothing has diverged: no read model tells of another history than the event store does',
            )
          const rebuilt = await rebuiltBy(comptoir, accepted)
          terminal.result({ rebuilt }, screen(rebuilt))
          if (comptoir.stopped().length > 0) throw new CommandFailed('not all of them could be built anew')
        },
      )
    })
