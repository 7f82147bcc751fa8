import { system } from '../../adapters/system.js'
import { withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { serviceTerminal } from '../logs.js'
import { collectMetrics } from '../metrics.js'
import { databaseChoice, serviceCommand } from '../options.js'
import { checkPort, runService } from '../service.js'

export const serve = (context: Context) =>
  serviceCommand('serve')
    .description('answer the REST API and keep the read models up to date, until Ctrl-C')
    .option(
      '--clock',
      'ask what is due by the real clock: orders settle, statements close, payouts are planned (default: nothing becomes due)',
    )
    .action(async (options, command) => {
      const terminal = await serviceTerminal(options, context.env)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), context.cwd)
      const events = eventStoreChoice(options)
      await checkPort(options)
      const metrics = await collectMetrics()
      const clock = options.clock === true ? { speed: 1, now: system.now } : undefined
      await withComptoir(
        choice,
        {
          terminal,
          migrates: options.migrate,
          events,
          world: () => ({
            ...(clock === undefined ? {} : { clock: {} }),
            ...(options.shards === undefined ? {} : { shards: options.shards }),
          }),
        },
        context,
        (comptoir) =>
          runService(comptoir, options, { terminal, signal: context.signal, clock, metrics }, (url) => {
            terminal.result({ url }, [`${terminal.strong(url)} answers; Ctrl-C stops it`])
          }),
      )
    })
