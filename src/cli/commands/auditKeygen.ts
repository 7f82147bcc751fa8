import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from '@commander-js/extra-typings'
import { isKeyName, newKeys } from '../../verify/keys.js'
import { pathIn } from '../auditing.js'
import type { Context } from '../context.js'
import { CommandFailed, messageOf } from '../failure.js'
import { terminalOf } from '../terminal.js'

const keyName = (text: string): string => {
  if (!isKeyName(text)) throw new InvalidArgumentError('It must be 1 to 120 of A-Z a-z 0-9 . _ / ~ -.')
  return text
}

export const auditKeygen = (context: Context) =>
  new Command('keygen')
    .description('make a key that checkpoints are signed with; tells the verifier key, which auditors need')
    .requiredOption('--out <file>', 'where the signing key goes, readable by its owner alone')
    .option('--name <name>', 'of the log, as checkpoints will tell', keyName, 'comptoir')
    .option('--json', 'print the result as one JSON object')
    .option('--quiet', 'say nothing of what goes on')
    .option('--no-color', 'print without colour')
    .action(async (options) => {
      const file = pathIn(context, options.out)
      const { signing, verifier } = newKeys(options.name)
      try {
        await writeFile(file, `${signing}\n`, { mode: 0o600, flag: 'wx' })
      } catch (error) {
        throw new CommandFailed(`cannot write the signing key: ${messageOf(error)}`, { cause: error })
      }
      terminalOf(options).result({ file, verifier }, [verifier])
    })
