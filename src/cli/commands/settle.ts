import { Option } from '@commander-js/extra-typings'
import type { SettleReport } from '../../adapters/postgres/index.js'
import { bankOf } from '../bank.js'
import { catchUp, withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed } from '../failure.js'
import { moment } from '../moment.js'
import { databaseChoice, writingCommand } from '../options.js'
import { columns, terminalOf } from '../terminal.js'

const screen = (report: SettleReport): ReadonlyArray<string> => [
  `Everything that was due by ${report.at} has been asked.`,
  ...columns([
    ['  deadlines asked', report.asked.toLocaleString('en-US')],
    ['  that no longer mattered', report.refused.toLocaleString('en-US')],
    ['  payouts that the bank has answered', report.payoutsEnded.toLocaleString('en-US')],
    ['  payouts that wait for the bank', report.payoutsWaiting.toLocaleString('en-US')],
  ]),
  ...(report.askOperator.length === 0
    ? []
    : [
        `The bank has to be asked by a person about ${report.askOperator.length.toLocaleString('en-US')} payouts:`,
        ...report.askOperator.slice(0, 20).map((payoutId) => `  ${payoutId}`),
      ]),
]

export const settle = (context: Context) =>
  writingCommand('settle')
    .description('settle orders, close statements and pay sellers, as their clocks say')
    .addOption(
      new Option('--until <instant>', 'business time up to which everything that is due is done')
        .argParser(moment)
        .makeOptionMandatory(),
    )
    .action(async (options, command) => {
      const { cwd, signal } = context
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const events = eventStoreChoice(options)
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events, world: () => ({ clock: {} }) },
        context,
        async (comptoir, database) => {
          await catchUp(comptoir, terminal, signal)
          const progress = terminal.progress('settling', 'deadlines')
          const report = await comptoir
            .settle(options.until, {
              bank: bankOf(database),
              signal,
              onProgress: ({ asked }) => progress.update(asked, 0),
            })
            .finally(() => progress.end())
          signal.throwIfAborted()
          await catchUp(comptoir, terminal, signal)
          terminal.result(report, screen(report))
          if (comptoir.stopped().length > 0) throw new CommandFailed('not everything could go on')
        },
      )
    })
