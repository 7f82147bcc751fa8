import { originOf, signLog, type Signed } from '../../application/audit/checkpoints.js'
import { system } from '../../adapters/system.js'
import { isLeft } from '../../fp.js'
import type { SigningKey } from '../../verify/keys.js'
import { pathIn, withAudited, type Audited } from '../auditing.js'
import { addNote, lastCheckpoint, readSigningKey } from '../checkpointFile.js'
import type { Context } from '../context.js'
import { CommandFailed } from '../failure.js'
import { storeCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

/** Signs what the log is now and adds it to the file; `undefined`: nothing has come since the last one. */
export const checkpointInto = async (
  { store, reads }: Pick<Audited, 'store' | 'reads'>,
  { file, key }: { readonly file: string; readonly key: SigningKey },
  signal: AbortSignal,
  onProgress?: (size: number) => void,
): Promise<Signed | undefined> => {
  const origin = originOf(key.verifier.name, await store.incarnation())
  const last = await lastCheckpoint(file, key.verifier, origin)
  const signed = await signLog({ store, reads, system }, key, last?.checkpoint, { signal, onProgress })
  if (isLeft(signed)) {
    const refusal = signed.left
    switch (refusal.type) {
      case 'NotAnExtension':
        throw new CommandFailed(
          `the log of ${refusal.size} events does not go on from the checkpoint of ${refusal.last.size} events that was ` +
            `signed at ${refusal.last.at}: nothing was signed; \`comptoir audit verify --against ${file}\` tells more`,
        )
      case 'HistoryDiverged':
        throw new CommandFailed(
          'the event store tells another history than the kept tree was made from: nothing was signed',
        )
      case 'OwnershipLost':
        throw new CommandFailed('somebody else keeps the tree at this moment: nothing was signed, try again')
    }
  }
  if (signed.right !== undefined) await addNote(file, signed.right.note)
  return signed.right
}

export const auditCheckpoint = (context: Context) =>
  storeCommand('checkpoint')
    .description('sign how the log is now, and add that to a file which is to be kept elsewhere')
    .requiredOption('--checkpoint-file <file>', 'to which the checkpoint is added')
    .requiredOption('--key <file>', 'the signing key, as `comptoir audit keygen` made it')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const file = pathIn(context, options.checkpointFile)
      const key = await readSigningKey(pathIn(context, options.key))
      const sourceOf = (name: 'data' | 'databaseUrl') => command.getOptionValueSource(name)
      await withAudited(options, sourceOf, { terminal, context }, async (audited) => {
        const progress = terminal.progress('hashing', 'events')
        const signed = await checkpointInto(audited, { file, key }, context.signal, (size) =>
          progress.update(size, 0),
        ).finally(() => progress.end())
        if (signed === undefined) {
          terminal.result({ signed: false }, ['nothing has come since the last checkpoint'])
          return
        }
        const { size, origin, at } = signed.checkpoint
        terminal.result({ signed: true, size, origin, at }, [`${size} events of ${origin} signed at ${at}`])
      })
    })
