import { Argument } from '@commander-js/extra-typings'
import { postgresQueries } from '../../adapters/postgres/index.js'
import { explain as explainSubject } from '../../application/explain.js'
import type { SubjectKind } from '../../application/explanation.js'
import type { Context } from '../context.js'
import { requireTables, withDatabase } from '../database.js'
import { explanationScreen } from '../explanation/screen.js'
import { CommandFailed } from '../failure.js'
import { databaseChoice, databaseCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

const kinds: Readonly<Record<'payout' | 'statement' | 'order', SubjectKind>> = {
  payout: 'PAYOUT',
  statement: 'STATEMENT',
  order: 'ORDER',
}

export const explain = ({ cwd, signal }: Context) =>
  databaseCommand('explain')
    .description(
      "tell why money is what it is, from the buyer's payment to the bank; changes nothing, fails where it does not add up",
    )
    .addArgument(new Argument('<what>', 'what it is').choices(['payout', 'statement', 'order'] as const))
    .argument('<id>', 'its id, such as s1.2026-03-13.EUR for a payout or a statement')
    .action(async (what, id, options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      await withDatabase(choice, { terminal, signal, create: false }, async (database) => {
        await requireTables(database)
        const { pool, schema } = database
        const { trail } = postgresQueries({ pool, schema })
        const explanation = await explainSubject(trail, { kind: kinds[what], id })
        if (explanation === undefined) throw new CommandFailed(`there is no ${what} ${id}`)
        terminal.result(explanation, explanationScreen(explanation))
        const { differences, isSteady } = explanation
        if (differences.length === 0) return
        const figures = differences.length === 1 ? '1 figure does' : `${differences.length} figures do`
        const moving = isSteady ? '' : '; the read models are not all at the same event: see comptoir status'
        throw new CommandFailed(`${figures} not agree${moving}`)
      })
    })
