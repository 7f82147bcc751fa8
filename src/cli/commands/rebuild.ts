import { Argument } from '@commander-js/extra-typings'
import { postgresRebuilds, type Comptoir, type Rebuilds } from '../../adapters/postgres/index.js'
import type { RebuildPhase, RebuildProgress, Rebuilt, Swapped } from '../../application/rebuilding.js'
import { isLeft } from '../../fp.js'
import type { Projection } from '../../projections/projection.js'
import { withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import type { Database } from '../database.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed, UsageError } from '../failure.js'
import { operatorOf, withOperator } from '../operator.js'
import { databaseChoice, writingCommand } from '../options.js'
import { phases } from '../phases.js'
import { differencesIn, rebuildFailureInWords } from '../rebuildFailure.js'
import { columns, terminalOf, type Terminal } from '../terminal.js'

const units: Readonly<Record<RebuildPhase, string>> = {
  filling: 'events',
  indexing: 'parts',
  'catching up': 'events',
  comparing: 'tables',
  'looking for the event': 'events',
  swapping: 'times',
}

const chosenOf = (
  known: ReadonlyArray<Projection>,
  names: ReadonlyArray<string>,
  isAll: boolean,
): ReadonlyArray<Projection> => {
  const unknown = names.find((name) => !known.some((projection) => projection.name === name))
  const list = known.map(({ name }) => name).join(', ')
  if (unknown !== undefined) throw new UsageError(`there is no read model ${unknown}; there are: ${list}`)
  if (isAll === names.length > 0) throw new UsageError(`name read models, or say --all; there are: ${list}`)
  return isAll ? known : known.filter(({ name }) => names.includes(name))
}

const rowOf = ({ projection, version, versionBefore, position }: Swapped) => [
  projection,
  version === versionBefore ? `${version}` : `${versionBefore} -> ${version}`,
  `${position ?? '-'}`,
]

const screenOf = (swapped: ReadonlyArray<Swapped>, what: string): ReadonlyArray<string> =>
  columns([[what, 'version', 'at position'], ...swapped.map(rowOf)])

const rowsIn = ({ comparisons }: Rebuilt): bigint =>
  comparisons.reduce((sum, { nextRows }) => sum + nextRows, 0n)

const listed = async (rebuilds: Rebuilds, terminal: Terminal): Promise<void> => {
  const { rebuilds: begun, generations } = await rebuilds.list()
  const rows = [
    ...begun.map(({ projection, step, version, startedAt }) => [
      projection,
      `begun ${startedAt}, ${step}`,
      `${version}`,
      '-',
    ]),
    ...generations.map(({ projection, kind, version, position }) => [
      projection,
      kind === 'next' ? 'tables being built' : 'tables of before',
      `${version}`,
      `${position ?? '-'}`,
    ]),
  ]
  terminal.result(
    { rebuilds: begun, generations },
    rows.length === 0
      ? ['nothing stands beside the live tables']
      : columns([['read model', 'what', 'version', 'position'], ...rows]),
  )
}

const withRebuilds = async <A>(
  { store, center }: Comptoir,
  { pool, schema }: Database,
  use: (rebuilds: Rebuilds) => Promise<A>,
): Promise<A> => {
  const rebuilds = postgresRebuilds({ pool, schema, store, center })
  return use(rebuilds).finally(rebuilds.close)
}

/** A bar for each part of the way: events with their rate and the time that is left. */
const withBars = async <A>(
  terminal: Terminal,
  work: (onProgress: (progress: RebuildProgress) => void) => Promise<A>,
): Promise<A> => {
  const bars = phases(terminal, units)
  return work(({ phase, done, total }) => {
    if (total > 0 || phase === 'looking for the event') bars.update(phase, done, total)
  }).finally(() => bars.end())
}

export const rebuild = (context: Context) =>
  withOperator(writingCommand('rebuild'))
    .description(
      'build read models anew beside the live ones, which go on meanwhile, and let them take their place; goes on where it was stopped',
    )
    .addArgument(new Argument('[read models...]', 'such as order_board'))
    .option('--all', 'all of them')
    .option('--accept-differences', 'take their place also where the same definition makes other rows now')
    .option('--rollback', 'let the tables of before the last rebuild take their place again, caught up')
    .option('--stale', 'with --rollback: also tables of another version, as they are')
    .option('--list', 'tell which rebuilds are not finished, and which tables stand beside the live ones')
    .option('--abandon', 'throw away what an unfinished rebuild has made')
    .option('--drop-previous', 'throw away the tables of before the last rebuild')
    .action(async (names, options, command) => {
      const terminal = terminalOf(options)
      const { signal, cwd } = context
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const events = eventStoreChoice(options)
      const work = async (rebuilds: Rebuilds): Promise<void> => {
        if (options.list === true) return listed(rebuilds, terminal)
        const chosen = chosenOf(rebuilds.known, names, options.all === true)
        const operator = operatorOf(options)
        if (options.abandon === true || options.dropPrevious === true) {
          for (const projection of chosen)
            await (options.abandon === true
              ? rebuilds.abandon(projection)
              : rebuilds.dropPrevious(projection))
          terminal.result({ dropped: chosen.map(({ name }) => name) }, ['dropped'])
        } else if (options.rollback === true) {
          const back: Array<Swapped> = []
          for (const projection of chosen) {
            const outcome = await withBars(terminal, (onProgress) =>
              rebuilds.rollback(projection, {
                signal,
                onProgress,
                operator,
                isStale: options.stale === true,
              }),
            )
            if (isLeft(outcome)) throw new CommandFailed(rebuildFailureInWords(outcome.left))
            back.push(outcome.right)
          }
          terminal.result({ rolledBack: back }, screenOf(back, 'brought back'))
        } else {
          const acceptsDifferences = options.acceptDifferences === true
          const outcome = await withBars(terminal, (onProgress) =>
            rebuilds.rebuild(chosen, { signal, onProgress, operator, acceptsDifferences }),
          )
          if (isLeft(outcome)) throw new CommandFailed(rebuildFailureInWords(outcome.left))
          for (const { comparisons } of outcome.right) differencesIn(comparisons).forEach(terminal.note)
          const rows = outcome.right.reduce((sum, rebuilt) => sum + rowsIn(rebuilt), 0n)
          terminal.result({ rebuilt: outcome.right }, [
            ...screenOf(outcome.right, 'rebuilt'),
            `${rows.toLocaleString('en-US')} rows compared; \`comptoir rebuild --rollback\` brings the old ones back`,
          ])
        }
      }
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events },
        context,
        (comptoir, database) => withRebuilds(comptoir, database, work),
      )
    })
