import { Option } from '@commander-js/extra-typings'
import { postgresReachedTime } from '../../adapters/postgres/simulatedClock.js'
import { system } from '../../adapters/system.js'
import type { EventStore } from '../../application/ports.js'
import { reconcileStore, type Reconciled } from '../../application/reconcileStore.js'
import type { Instant } from '../../domain/kernel/time.js'
import { isLeft } from '../../fp.js'
import type { Difference } from '../../projections/difference.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { withLog } from '../eventLog.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed } from '../failure.js'
import { moment } from '../moment.js'
import { databaseChoice, storeCommand } from '../options.js'
import { columns, terminalOf, type Terminal } from '../terminal.js'

const inWords: Readonly<Record<Difference['check'], string>> = {
  BOOKS_BALANCE: 'the postings of an event sum to zero',
  WALLET_IS_ITS_MOVEMENTS: 'what a seller is owed after settlement is the sum of its movements',
  SETTLED_IS_EARNED: 'an order settles for what it has earned',
  SETTLED_IS_STATED: 'what is settled stands on a statement',
  STATEMENT_IS_ITS_LINES: 'a statement is the sum of its lines',
  ENTRY_IS_ITS_SOURCE: 'what a statement or an earlier payout leaves is taken by a payout, as it is',
  PAYOUT_IS_ITS_ENTRIES: 'a payout is the sum of what it pays',
  PAID_IS_PLANNED: 'what arrived is what was to be paid',
  DELIVERED_IS_SETTLED: 'what is due is settled',
}

const SHOWN_MAX = 100

const rowOf = ({ subject, currency, expectedMinor, foundMinor, eventId }: Difference) => [
  `  ${subject}`,
  `${expectedMinor}`,
  `${foundMinor}`,
  `${foundMinor - expectedMinor}`,
  currency,
  eventId,
]

const tableOf = (check: Difference['check'], found: ReadonlyArray<Difference>): ReadonlyArray<string> => [
  '',
  `Not so: ${inWords[check]}`,
  ...columns([
    ['  of', 'expected', 'found', 'difference', 'in minor', 'first event'],
    ...found.slice(0, SHOWN_MAX).map(rowOf),
  ]),
  ...(found.length > SHOWN_MAX ? [`  and ${found.length - SHOWN_MAX} more: --json tells them all`] : []),
]

const screen = ({ events, differences }: Reconciled, at: Instant): ReadonlyArray<string> => {
  const byCheck = new Map<Difference['check'], Array<Difference>>()
  for (const found of differences) {
    const same = byCheck.get(found.check)
    if (same === undefined) byCheck.set(found.check, [found])
    else same.push(found)
  }
  return [
    `${events.toLocaleString('en-US')} events of orders, settlements, statements and payouts compared, as of ${at}`,
    ...(differences.length === 0 ? ['Everything agrees.'] : []),
    ...[...byCheck].flatMap(([check, found]) => tableOf(check, found)),
  ]
}

const reconciled = async (
  store: EventStore,
  { at, terminal, signal }: { at: Instant; terminal: Terminal; signal: AbortSignal },
): Promise<Reconciled> => {
  const progress = terminal.progress('comparing', 'events')
  const outcome = await reconcileStore(store, {
    at,
    signal,
    onProgress: (events) => progress.update(events, 0),
  }).finally(() => progress.end())
  if (isLeft(outcome)) {
    const { type, eventId, stream } = outcome.left
    throw new CommandFailed(
      `the event ${eventId} (${type} in ${stream}) cannot be read: its figures are missing`,
    )
  }
  return outcome.right
}

export const reconcile = ({ cwd, signal }: Context) =>
  storeCommand('reconcile')
    .description(
      'compare statements, payouts and settlements with each other; changes nothing, fails where they differ',
    )
    .addOption(
      new Option(
        '--at <instant>',
        'what is due before this must be settled (default: now, by the clock of the demo where it is one)',
      ).argParser(moment),
    )
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withEventStore(eventStoreChoice(options), terminal, (chosen) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          const at = options.at ?? (await postgresReachedTime(database).read()) ?? system.now()
          const outcome = await withLog(database, chosen, (store) =>
            reconciled(store, { at, terminal, signal }),
          )
          terminal.result({ at, ...outcome }, screen(outcome, at))
          const { length } = outcome.differences
          if (length > 0)
            throw new CommandFailed(`${length} ${length === 1 ? 'figure does' : 'figures do'} not agree`)
        }),
      )
    })
