import { readFile } from 'node:fs/promises'
import { Command } from '@commander-js/extra-typings'
import { plainJson } from '../../application/plainJson.js'
import { recompute } from '../../application/audit/recompute.js'
import { system } from '../../adapters/system.js'
import { isLeft } from '../../fp.js'
import { refusalInWords, totalsScreen } from '../audit/exportScreen.js'
import { pathIn } from '../auditing.js'
import { readVerifierKey } from '../checkpointFile.js'
import type { Context } from '../context.js'
import { CommandFailed, messageOf } from '../failure.js'
import { terminalOf } from '../terminal.js'

const bytesIn = async (file: string): Promise<string> => {
  try {
    // Bytes that are no UTF-8 are refused, not mended.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
  } catch (error) {
    throw new CommandFailed(`cannot read the export ${file}: ${messageOf(error)}`, { cause: error })
  }
}

export const auditRecompute = (context: Context) =>
  new Command('recompute')
    .description(
      'check the export of a seller and fold its events again, offline; fails at the first figure that is not what they give',
    )
    .argument('<bundle>', 'as `comptoir audit export` wrote it')
    .requiredOption('--key <key>', 'the verifier key of who signed it, or a file with it')
    .requiredOption('--origin <log>', 'which log it must be of: name/incarnation')
    .option('--json', 'print what was folded as one canonical JSON object')
    .option('--quiet', 'say nothing of what goes on')
    .option('--no-color', 'print without colour')
    .action(async (file, options) => {
      const key = await readVerifierKey(options.key)
      const known = { key, origin: options.origin }
      const outcome = recompute(await bytesIn(pathIn(context, file)), known, system)
      if (isLeft(outcome)) throw new CommandFailed(refusalInWords(outcome.left))
      const { bundle, recomputation } = outcome.right
      const { events, period, sellerId, sha256, size } = bundle
      terminalOf(options).canonical(
        () => ({ events, period, recomputation: plainJson(recomputation), sellerId, sha256, size }),
        () => [
          `seller ${sellerId}, ${period.from} to ${period.to}: ${events} events, signed and proven under ${size} of the log`,
          ...totalsScreen(recomputation.totals),
          `The same bytes: sha256 ${sha256}`,
        ],
      )
    })
