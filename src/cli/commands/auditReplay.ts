import { Option } from '@commander-js/extra-typings'
import { postgresSellerStreams } from '../../adapters/postgres/sellerStreams.js'
import { system } from '../../adapters/system.js'
import { replayAggregate } from '../../application/aggregateReplay.js'
import { plainJson } from '../../application/plainJson.js'
import { totalAbout } from '../../application/progress.js'
import { replaySeller } from '../../application/replay.js'
import { isLeft } from '../../fp.js'
import { projections } from '../../projections/index.js'
import { replayFailure } from '../audit/refusals.js'
import { position, positionOrMoment, replayAtOf, replayBys } from '../audit/replayAt.js'
import { replayWhole } from '../audit/wholeReplay.js'
import { aggregateReplayScreen, sellerReplayJson, sellerReplayScreen } from '../audit/replayScreen.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { withLog } from '../eventLog.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { UsageError } from '../failure.js'
import { databaseChoice, storeCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

const names = projections.map(({ name }) => name)

/** What is replayed: a seller's read models, one aggregate, or whole read models. Throws `UsageError`. */
const subjectOf = ({
  seller,
  order,
  aggregate,
}: {
  readonly seller?: string | undefined
  readonly order?: string | undefined
  readonly aggregate?: string | undefined
}): { readonly sellerId: string } | { readonly stream: string } | 'everybody' => {
  const given = [
    ...(seller === undefined ? [] : [{ sellerId: seller }]),
    ...(order === undefined ? [] : [{ stream: `order-${order}` }]),
    ...(aggregate === undefined ? [] : [{ stream: aggregate }]),
  ]
  const [subject] = given
  if (given.length > 1) throw new UsageError('one of --seller, --order and --aggregate says what is replayed')
  return subject ?? 'everybody'
}

export const auditReplay = ({ cwd, signal }: Context) =>
  storeCommand('replay')
    .description(
      'tell the past from the events: read models of everybody or of a seller, or an aggregate, as of then',
    )
    .option('--seller <id>', 'whose read models')
    .option('--order <id>', 'which order')
    .option('--aggregate <stream>', 'which other aggregate, by its stream, such as payout-s1.2026-03-13.EUR')
    .addOption(new Option('--read-model <name>', 'only this read model, with its rows').choices(names))
    .addOption(
      new Option('--at <instant|position>', 'as of when (default: the last event)').argParser(
        positionOrMoment,
      ),
    )
    .addOption(
      new Option(
        '--by <time>',
        'recorded: what was stored by then; business: what had happened by then, whenever it was stored',
      ).choices(replayBys),
    )
    .addOption(
      new Option('--known <position>', 'with --by business: as the log knew it at this position').argParser(
        position,
      ),
    )
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const subject = subjectOf(options)
      const at = replayAtOf(options)
      const chosen = projections.filter(({ name }) => (options.readModel ?? name) === name)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withEventStore(eventStoreChoice(options), terminal, (chosenStore) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          await withLog(database, chosenStore, async (events) => {
            if (subject === 'everybody') {
              const progress = terminal.progress('replaying', 'events')
              await replayWhole(database, events, {
                ...{ at, projections: chosen, signal },
                isJson: options.json === true,
                write: (line) => void process.stdout.write(`${line}\n`),
                onProgress: (told) => progress.update(told.events, totalAbout(told)),
              }).finally(() => progress.end())
              return
            }
            if ('stream' in subject) {
              const replay = await replayAggregate({ events, now: system.now }, subject.stream, at)
              if (isLeft(replay)) throw replayFailure(replay.left)
              terminal.canonical(
                () => plainJson(replay.right),
                () => aggregateReplayScreen(replay.right),
              )
              return
            }
            const progress = terminal.progress('reading', 'streams')
            const replay = await replaySeller(
              { events, sellerStreams: postgresSellerStreams(database), system },
              {
                sellerId: subject.sellerId,
                at,
                projections: chosen,
                limits: { signal, onProgress: progress.update },
              },
            ).finally(() => progress.end())
            if (isLeft(replay)) throw replayFailure(replay.left)
            terminal.canonical(
              () => sellerReplayJson(replay.right),
              () => sellerReplayScreen(replay.right, options.readModel !== undefined),
            )
          })
        }),
      )
    })
