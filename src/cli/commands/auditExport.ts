import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError } from '@commander-js/extra-typings'
import { postgresSellerStreams } from '../../adapters/postgres/sellerStreams.js'
import { system } from '../../adapters/system.js'
import { originOf } from '../../application/audit/checkpoints.js'
import { exportSeller, type ExportRefusal } from '../../application/audit/exportSeller.js'
import { keptTree } from '../../application/audit/keptTree.js'
import { recompute } from '../../application/audit/recompute.js'
import { LocalDate } from '../../domain/kernel/time.js'
import { isLeft } from '../../fp.js'
import { refusalInWords, totalsScreen } from '../audit/exportScreen.js'
import { replayFailure } from '../audit/refusals.js'
import { pathIn, withAudited } from '../auditing.js'
import { lastCheckpoint, readSigningKey } from '../checkpointFile.js'
import type { Context } from '../context.js'
import { CommandFailed, UsageError } from '../failure.js'
import { storeCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

const day = (text: string): string => {
  if (!LocalDate.is(text)) throw new InvalidArgumentError('It must be a day, such as 2018-03-01.')
  return text
}

const failureOf = (refusal: ExportRefusal): Error => {
  switch (refusal.type) {
    case 'NothingToProve':
      return new CommandFailed('the seller has no events under this checkpoint')
    case 'AfterCheckpoint':
      return new CommandFailed(
        `event ${refusal.eventId} is not among the ${refusal.size} of the checkpoint: run \`comptoir audit verify\``,
      )
    case 'SellerUnknown':
    case 'ReplayBehind':
    case 'ReplayUnreadable':
    case 'ReplayTooLarge':
      return replayFailure(refusal)
  }
}

export const auditExport = (context: Context) =>
  storeCommand('export')
    .description(
      'write what a seller was stated and paid in a period, with all events that it follows from, their proofs and a signature',
    )
    .requiredOption('--seller <id>', 'whose')
    .requiredOption(
      '--from <day>',
      'the first day (UTC) whose statements, payouts and postings are told',
      day,
    )
    .requiredOption('--to <day>', 'the last day', day)
    .requiredOption('--checkpoint-file <file>', 'the checkpoints that were signed; the last one is used')
    .requiredOption('--key <file>', 'the signing key of the checkpoints, which signs the export, too')
    .requiredOption('--out <file>', 'where the export goes')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const { seller: sellerId, from, to } = options
      if (from > to) throw new UsageError('--from is after --to')
      const key = await readSigningKey(pathIn(context, options.key))
      const { verifier } = key
      const sourceOf = (name: 'data' | 'databaseUrl') => command.getOptionValueSource(name)
      await withAudited(options, sourceOf, { terminal, context }, async ({ store, reads, database }) => {
        const origin = originOf(verifier.name, await store.incarnation())
        const checkpoints = pathIn(context, options.checkpointFile)
        const noted = await lastCheckpoint(checkpoints, verifier, origin)
        if (noted === undefined) throw new CommandFailed(`there is no checkpoint in ${checkpoints}`)
        const progress = terminal.progress('reading', 'streams')
        const exported = await exportSeller(
          { events: store, kept: keptTree(reads), sellerStreams: postgresSellerStreams(database), system },
          {
            ...{ sellerId, period: { from, to }, noted, key },
            limits: { signal: context.signal, onProgress: progress.update },
          },
        ).finally(() => progress.end())
        if (isLeft(exported)) throw failureOf(exported.left)
        // What others would refuse is not written: where the log is not what was signed, this tells.
        const again = recompute(exported.right, { key: verifier, origin }, system)
        if (isLeft(again))
          throw new CommandFailed(`${refusalInWords(again.left)}; run \`comptoir audit verify\``)
        const out = pathIn(context, options.out)
        await writeFile(out, exported.right)
        const { bundle, recomputation } = again.right
        const { events, sha256, size } = bundle
        terminal.result({ file: out, events: Number(events), size: Number(size), origin, sha256 }, [
          `${events} events of seller ${sellerId} in ${out}, proven under the checkpoint of ${size} events`,
          ...totalsScreen(recomputation.totals),
          `to check it: comptoir audit recompute ${out} --key <verifier key> --origin ${origin}`,
        ])
      })
    })
