import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { withWhatIfScratch } from '../../adapters/postgres/whatIfScratch.js'
import { plainJson } from '../../application/plainJson.js'
import { totalAbout, type Progress } from '../../application/progress.js'
import type { WhatIfRefusal } from '../../application/whatIf/reckoning.js'
import { whatIf, type WhatIf, type WhatIfRow } from '../../application/whatIf/whatIf.js'
import type { FeeSchedule } from '../../domain/kernel/feeSchedule.js'
import { feeScheduleOf } from '../../domain/kernel/feeScheduleJson.js'
import { feeSchedule } from '../../domain/kernel/feeSchedules.js'
import { isLeft } from '../../fp.js'
import { withEventStore } from '../comptoir.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { withLog } from '../eventLog.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed, UsageError, messageOf } from '../failure.js'
import { databaseChoice, storeCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

const month = (text: string): string => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidArgumentError('It must be a month, such as 2018-03.')
  return text
}

const scheduleIn = async (file: string): Promise<FeeSchedule> => {
  try {
    const schedule = feeScheduleOf(JSON.parse(await readFile(file, 'utf8')))
    if (!isLeft(schedule)) return schedule.right
    const [issue] = schedule.left
    throw new UsageError(`--fees ${file}: ${issue?.pointer ?? ''} ${issue?.rule ?? 'cannot be read'}`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new CommandFailed(`--fees ${file}: ${messageOf(error)}`, { cause: error })
  }
}

const failureOf = (refusal: WhatIfRefusal): Error => {
  switch (refusal.type) {
    case 'WhatIfUnreadable': {
      const { eventId, stream } = refusal.unreadable
      return new CommandFailed(`the event ${eventId} in ${stream} cannot be read: nothing is told without it`)
    }
    case 'WhatIfUndecided':
      return new CommandFailed(
        `the order ${refusal.orderId} cannot be charged by this schedule: ${refusal.reason}`,
      )
    case 'WhatIfDisturbed':
      return new CommandFailed('somebody else has written to the scratch tables: nothing is told')
  }
}

const cellsOf = ({ sellerId, month: of, currency, ...sums }: WhatIfRow) => [
  sellerId,
  of,
  currency,
  `${sums.bookedMinor}`,
  `${sums.whatIfMinor}`,
  `${sums.differenceMinor}`,
]

const totalsOf = (rows: ReadonlyArray<WhatIfRow>): ReadonlyArray<WhatIfRow> => {
  const totals = new Map<string, WhatIfRow>()
  for (const row of rows) {
    const sum = totals.get(row.currency)
    totals.set(row.currency, {
      sellerId: 'all',
      month: 'all',
      currency: row.currency,
      bookedMinor: (sum?.bookedMinor ?? 0n) + row.bookedMinor,
      whatIfMinor: (sum?.whatIfMinor ?? 0n) + row.whatIfMinor,
      differenceMinor: (sum?.differenceMinor ?? 0n) + row.differenceMinor,
    })
  }
  return [...totals.values()]
}

const HEAD = ['seller', 'month', 'currency', 'feesBookedMinor', 'feesWhatIfMinor', 'sellerGetsMoreMinor']

const screen = ({ events, orders, rows }: WhatIf): ReadonlyArray<string> => [
  `${events.toLocaleString('en-US')} events, ${orders.toLocaleString('en-US')} orders charged anew`,
  ...columns([
    HEAD,
    ...rows.filter(({ differenceMinor }) => differenceMinor !== 0n).map(cellsOf),
    ...totalsOf(rows).map(cellsOf),
  ]),
  ...(rows.every(({ differenceMinor }) => differenceMinor === 0n) ? ['Nothing differs.'] : []),
]

export const whatIfCommand = ({ cwd, signal }: Context) =>
  storeCommand('what-if')
    .description(
      'what sellers would have owed under another fee schedule, by seller and month; changes nothing',
    )
    .option(
      '--fees <file>',
      'the other schedule, as JSON (default: the one in force, by which nothing differs)',
    )
    .addOption(new Option('--from <month>', 'the first month that is told').argParser(month))
    .addOption(new Option('--to <month>', 'the last month that is told').argParser(month))
    .option('--csv', 'print all rows as CSV')
    .option('--print-fees', 'print the schedule in force as JSON, to be changed')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      if (options.printFees === true) {
        process.stdout.write(`${JSON.stringify(plainJson(feeSchedule), undefined, 2)}\n`)
        return
      }
      const schedule = options.fees === undefined ? feeSchedule : await scheduleIn(options.fees)
      const { from, to } = options
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withEventStore(eventStoreChoice(options), terminal, (chosen) =>
        withDatabase(choice, { terminal, signal, create: false }, async (database) => {
          await requireTables(database)
          const outcome = await withLog(database, chosen, (events) => {
            const progress = terminal.progress('replaying', 'events')
            const onProgress = (at: Progress): void => progress.update(at.events, totalAbout(at))
            return withWhatIfScratch({ ...database, signal }, (scratch) =>
              whatIf({ events, scratch, schedule, from, to, signal, onProgress }),
            ).finally(() => progress.end())
          })
          if (isLeft(outcome)) throw failureOf(outcome.left)
          const { rows } = outcome.right
          terminal.canonical(
            () => plainJson({ ...outcome.right, totals: totalsOf(rows) }),
            () =>
              options.csv === true
                ? [HEAD.join(','), ...rows.map((row) => cellsOf(row).join(','))]
                : screen(outcome.right),
          )
        }),
      )
    })
