import { isLeft } from '../../fp.js'
import { withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed, UsageError } from '../failure.js'
import { operatorOf, withOperator } from '../operator.js'
import { databaseChoice, writingCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

export const erase = (context: Context) =>
  withOperator(writingCommand('erase'))
    .description(
      'erase a person: destroy the key of their data for ever, and tell so as an event; amounts and proofs stay as they are',
    )
    .argument('<subjectId>', 'whom the data are about, as `subjectId` of what is sealed')
    .option('--yes', 'needed, because nobody can undo it')
    .action(async (subjectId, options, command) => {
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), context.cwd)
      const events = eventStoreChoice(options)
      if (options.yes !== true)
        throw new UsageError(
          `erase destroys the key of what is sealed for ${subjectId}, and nobody can undo it: add --yes to do so`,
        )
      const operator = operatorOf(options)
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events },
        context,
        async (comptoir) => {
          const erased = await comptoir.erase(subjectId, operator)
          if (isLeft(erased))
            throw new CommandFailed(`nothing was ever sealed for ${subjectId}: nothing was done`)
          const { eventId } = erased.right
          terminal.result(erased.right, [
            eventId === undefined
              ? `${subjectId} had been erased before`
              : `${subjectId} is erased, and event ${eventId} tells so`,
          ])
        },
      )
    })
