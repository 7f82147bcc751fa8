import { Option } from '@commander-js/extra-typings'
import { postgresReadStore } from '../../adapters/postgres/index.js'
import { system } from '../../adapters/system.js'
import { interval, signRegularly } from '../audit/signing.js'
import { pathIn } from '../auditing.js'
import { readSigningKey } from '../checkpointFile.js'
import { withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { UsageError } from '../failure.js'
import { serviceTerminal } from '../logs.js'
import { collectMetrics } from '../metrics.js'
import { databaseChoice, serviceCommand } from '../options.js'
import { checkPort, runService } from '../service.js'

/** Where checkpoints go and by which key they are signed; `undefined`: none are. */
const signingOf = async (
  context: Context,
  options: {
    readonly checkpointFile?: string | undefined
    readonly key?: string | undefined
    readonly checkpointEvery: number
  },
) => {
  const { checkpointFile, key, checkpointEvery: everyMs } = options
  if (checkpointFile === undefined && key === undefined) return undefined
  if (checkpointFile === undefined || key === undefined)
    throw new UsageError('--checkpoint-file and --key are of use together')
  const file = pathIn(context, checkpointFile)
  return { file, key: await readSigningKey(pathIn(context, key)), everyMs }
}

export const serve = (context: Context) =>
  serviceCommand('serve')
    .description('answer the REST API and keep the read models up to date, until Ctrl-C')
    .option(
      '--clock',
      'ask what is due by the real clock: orders settle, statements close, payouts are planned (default: nothing becomes due)',
    )
    .option('--checkpoint-file <file>', 'sign the log into this file while it runs; with --key')
    .option('--key <file>', 'the signing key, as `comptoir audit keygen` made it')
    .addOption(
      new Option('--checkpoint-every <interval>', 'between two checkpoints, such as 90s, 5m or 1h')
        .default(60_000, '60s')
        .argParser(interval),
    )
    .action(async (options, command) => {
      const signing = await signingOf(context, options)
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
        (comptoir, { pool, schema }) =>
          runService(
            comptoir,
            options,
            {
              ...{ terminal, signal: context.signal, clock, metrics },
              beside: async (signal) => {
                if (signing === undefined) return
                const reads = postgresReadStore({ pool, schema })
                const audited = { store: comptoir.store, reads }
                await signRegularly(audited, signing, terminal, signal).finally(reads.close)
              },
            },
            (url) => {
              terminal.result({ url }, [`${terminal.strong(url)} answers; Ctrl-C stops it`])
            },
          ),
      )
    })
