import { migrate as migrateSchema } from '../../adapters/postgres/index.js'
import type { Context } from '../context.js'
import { withDatabase } from '../database.js'
import { databaseChoice, databaseCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

export const migrate = ({ cwd, signal }: Context) =>
  databaseCommand('migrate')
    .description('bring the tables to the newest version')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withDatabase(choice, { terminal, signal, create: true }, async ({ pool, schema }) => {
        const applied = await migrateSchema(pool, schema)
        terminal.result(
          { schema, applied },
          applied.length === 0 ? ['nothing to do'] : applied.map((name) => `applied ${name}`),
        )
      })
    })
