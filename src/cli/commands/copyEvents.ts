import { Command, Option } from '@commander-js/extra-typings'
import { system } from '../../adapters/system.js'
import { copyEvents, type Copied } from '../../application/copyEvents.js'
import type { EventStore } from '../../application/ports.js'
import { isLeft } from '../../fp.js'
import type { Context } from '../context.js'
import { copyFailureInWords } from '../copyFailure.js'
import { describeStore, storeChoice, withStore } from '../eventStores.js'
import { CommandFailed, UsageError } from '../failure.js'
import { phases } from '../phases.js'
import { terminalOf, type Terminal } from '../terminal.js'

const units = { comparing: 'events', copying: 'events', verifying: 'events' }

const copiedWithProgress = async (
  source: EventStore,
  target: EventStore,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
) => {
  const progress = phases(terminal, units)
  try {
    return await copyEvents({
      source,
      target,
      system,
      signal,
      onProgress: ({ phase, done, total }) => progress.update(phase, done, total),
    })
  } catch (error) {
    if (signal.aborted) terminal.note('not complete: the same command goes on where it stopped')
    throw error
  } finally {
    progress.end()
  }
}

const counted = (n: number): string => n.toLocaleString('en-US')

const screen = (
  { copied, present, events }: Copied,
  { from, to, since, leavesKeys }: { from: string; to: string; since: number; leavesKeys: boolean },
): ReadonlyArray<string> => [
  `${counted(copied)} events copied, ${counted(present)} were there already`,
  `${counted(events)} events compared byte for byte: ${to} holds what ${from} does`,
  'Positions and times of recording are the new store’s own.',
  ...(leavesKeys
    ? [
        'Keys of personal data are not events: the table subject_keys and the master key are still to be brought over.',
      ]
    : []),
  ...(since === 0
    ? []
    : [
        `${since >= 1_000 ? 'many' : since} events came meanwhile: stop who writes and run the same command again`,
      ]),
]

export const copyEventsCommand = ({ cwd, signal }: Context) =>
  new Command('copy-events')
    .description(
      'bring the whole history of one event store into another; run again, it goes on where it stopped',
    )
    .addOption(
      new Option(
        '--from <store>',
        'the history: postgres://user@host:5432/name[?schema=name], esdb://host:2113 or embedded:<data directory>',
      )
        .env('COMPTOIR_COPY_FROM')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--to <store>', 'where to: as --from; empty, or with a part of that history')
        .env('COMPTOIR_COPY_TO')
        .makeOptionMandatory(),
    )
    .option('--from-prefix <name_>', 'what the streams of an EventStoreDB to copy from begin with')
    .option('--to-prefix <name_>', 'what the streams of an EventStoreDB to copy to are to begin with')
    .option('--json', 'print the result as one JSON object')
    .option('--quiet', 'say nothing of what goes on')
    .option('--no-color', 'print without colour')
    .action(async (options) => {
      const terminal = terminalOf(options)
      const source = storeChoice(
        '--from',
        options.from,
        { option: '--from-prefix', text: options.fromPrefix },
        cwd,
      )
      const target = storeChoice('--to', options.to, { option: '--to-prefix', text: options.toPrefix }, cwd)
      const names = { from: describeStore(source), to: describeStore(target) }
      if (names.from === names.to) throw new UsageError('--from and --to are the same store')
      await withStore(source, { terminal, signal, creates: false }, async ({ store: from }) =>
        withStore(target, { terminal, signal, creates: true }, async ({ store: to }) => {
          const outcome = await copiedWithProgress(from, to, { terminal, signal })
          if (isLeft(outcome)) throw new CommandFailed(copyFailureInWords(outcome.left, names.from, names.to))
          const { events: since } = await from.lag(outcome.right.upTo)
          const { upTo, ...told } = outcome.right
          terminal.result(
            { ...names, ...told, upTo: upTo?.commit, arrivedSince: since },
            screen(outcome.right, { ...names, since, leavesKeys: target.kind === 'postgres' }),
          )
        }),
      )
    })
