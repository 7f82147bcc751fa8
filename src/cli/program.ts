import { readFileSync } from 'node:fs'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { acceptRestore } from './commands/acceptRestore.js'
import { auditCommands } from './commands/audit.js'
import { copyEventsCommand } from './commands/copyEvents.js'
import { demo } from './commands/demo.js'
import { erase } from './commands/erase.js'
import { explain } from './commands/explain.js'
import { importCommands } from './commands/import.js'
import { migrate } from './commands/migrate.js'
import { rebuild } from './commands/rebuild.js'
import { parked, redrive } from './commands/parked.js'
import { reconcile } from './commands/reconcile.js'
import { serve } from './commands/serve.js'
import { settle } from './commands/settle.js'
import { status } from './commands/status.js'
import { whatIfCommand } from './commands/whatIf.js'
import type { Context } from './context.js'

const examples = `
Examples:
  comptoir demo                              a small marketplace to look at, with nothing installed
  comptoir demo --clock 3600x                time goes on there, an hour in a second: parcels arrive, orders settle, sellers are paid
  comptoir import olist ./olist              a real one: the Brazilian E-Commerce data set by Olist
  comptoir settle --until 2018-12-31         settle its orders and pay its sellers, by a bank that is simulated
  comptoir reconcile                         what of statements, payouts and settlements does not agree
  comptoir explain payout s1.2026-03-13.EUR  why it is this much, from the buyers' payments to the bank
  comptoir audit replay --seller s1 --at 2026-03-01   what the read models held of a seller then
  comptoir serve --port 8080                 the REST API over what is there
  comptoir status --json                     how far each read model is
  comptoir rebuild order_board               make a read model anew beside the live one, without downtime
  comptoir copy-events --from embedded:.comptoir --to esdb://host:2113   the same history elsewhere

Without --database-url all data are in an embedded Postgres under .comptoir in the project; with --event-store the
events are in an EventStoreDB instead.
Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

/** Every command throws instead of ending the process, so that what is open gets closed. */
const throwing = (command: CommandUnknownOpts): void => {
  command.exitOverride()
  for (const sub of command.commands) throwing(sub)
}

/** The whole command line. Wrong usage throws a `CommanderError` after its message was printed. */
export const program = (context: Context) => {
  const root = new Command('comptoir')
    .description('A seller center for social commerce: every cent explained by events.')
    .version(version(), '--version', 'print the version')
    .addHelpText('after', examples)
  for (const command of [
    demo,
    serve,
    migrate,
    importCommands,
    settle,
    parked,
    redrive,
    reconcile,
    explain,
    status,
    auditCommands,
    rebuild,
    whatIfCommand,
    acceptRestore,
    erase,
    copyEventsCommand,
  ])
    root.addCommand(command(context))
  throwing(root)
  return root
}
