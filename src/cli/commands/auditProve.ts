import { writeFile } from 'node:fs/promises'
import { Option } from '@commander-js/extra-typings'
import { checkpointsOf, originOf } from '../../application/audit/checkpoints.js'
import { eventOfId } from '../../application/audit/eventOfId.js'
import { keptTree } from '../../application/audit/keptTree.js'
import { prove, type Noted } from '../../application/audit/prove.js'
import type { StoredEvent } from '../../application/ports.js'
import { isLeft } from '../../fp.js'
import { bundleText, type BundleSubject } from '../../verify/bundle.js'
import { checkBundle } from '../../verify/checkBundle.js'
import { openCheckpoint } from '../../verify/checkpoint.js'
import type { VerifierKey } from '../../verify/keys.js'
import { faultInWords } from '../../verify/words.js'
import { sizeOf } from '../audit/sizeOf.js'
import { pathIn, withAudited, type Audited } from '../auditing.js'
import { readNotes, readVerifierKey } from '../checkpointFile.js'
import type { Context } from '../context.js'
import { CommandFailed, UsageError } from '../failure.js'
import { storeCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

const subjectOf = ({
  event,
  payout,
}: {
  event?: string | undefined
  payout?: string | undefined
}): BundleSubject => {
  if (event !== undefined) return { kind: 'event', id: event }
  if (payout !== undefined) return { kind: 'stream', id: `payout-${payout}` }
  throw new UsageError('what is to be proven: --event <id> or --payout <id>')
}

const eventsOf = async (
  subject: BundleSubject,
  { store }: Audited,
  signal: AbortSignal,
): Promise<ReadonlyArray<StoredEvent>> => {
  if (subject.kind === 'stream') return store.readStream(subject.id)
  const event = subject.kind === 'event' ? await eventOfId(store, subject.id, signal) : undefined
  return event === undefined ? [] : [event]
}

/** The checkpoint of this size. Throws `UsageError` where the file has none of this log by this key. */
const sinceIn = (
  notes: ReadonlyArray<string>,
  size: number | undefined,
  { key, origin }: { readonly key: VerifierKey; readonly origin: string },
): Noted | undefined => {
  if (size === undefined) return undefined
  for (const note of notes) {
    const checkpoint = openCheckpoint(note, key, origin)
    if (typeof checkpoint !== 'string' && checkpoint.size === size) return { note, checkpoint }
  }
  throw new UsageError(`--since ${size}: no checkpoint of that size is in the file`)
}

export const auditProve = (context: Context) =>
  storeCommand('prove')
    .description(
      'write a bundle with which anybody can check offline that an event, or a payout, is in the log',
    )
    .addOption(new Option('--event <id>', 'one event, by its id').conflicts('payout'))
    .option('--payout <id>', 'all events of a payout, such as s1.2026-03-13.EUR')
    .requiredOption('--checkpoint-file <file>', 'the checkpoints that were signed; the last one is used')
    .addOption(
      new Option(
        '--since <events>',
        'also prove that the log of this size, of which a checkpoint is in the file, is the beginning of this one',
      ).argParser(sizeOf),
    )
    .requiredOption('--key <key>', 'the verifier key of who signed them, or a file with it')
    .requiredOption('--out <file>', 'where the bundle goes')
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      const subject = subjectOf(options)
      const sourceOf = (name: 'data' | 'databaseUrl') => command.getOptionValueSource(name)
      const key = await readVerifierKey(options.key)
      await withAudited(options, sourceOf, { terminal, context }, async (audited) => {
        const { store, reads } = audited
        const origin = originOf(key.name, await store.incarnation())
        const notes = await readNotes(pathIn(context, options.checkpointFile))
        const note = notes.at(-1) ?? ''
        const checkpoint = checkpointsOf([note], key, origin).checkpoints[0]
        if (checkpoint === undefined)
          throw new CommandFailed('the last checkpoint of the file is not one of this log by this key')
        const since = sinceIn(notes, options.since, { key, origin })
        const events = await eventsOf(subject, audited, context.signal)
        const kept = keptTree(reads)
        const proven = await prove({ store, kept }, subject, events, { note, checkpoint }, since)
        if (isLeft(proven))
          throw new CommandFailed(
            proven.left.type === 'NothingToProve'
              ? 'there is no such event in the log'
              : `event ${proven.left.eventId} came after the last checkpoint, of ${proven.left.size} events: sign another one first`,
          )
        const text = bundleText(proven.right)
        const checked = checkBundle(text, { key, origin })
        if (!checked.ok)
          throw new CommandFailed(
            `it cannot be proven: ${faultInWords(checked.fault)}; run comptoir audit verify`,
          )
        const out = pathIn(context, options.out)
        await writeFile(out, text)
        const { length } = proven.right.events
        const extended = since === undefined ? {} : { since: since.checkpoint.size }
        terminal.result({ file: out, events: length, size: checkpoint.size, origin, ...extended }, [
          `${length} ${length === 1 ? 'event' : 'events'} proven in ${out}, under the checkpoint of ${checkpoint.size} events`,
          `to check it: comptoir-verify ${out} --key <verifier key> --origin ${origin}`,
        ])
      })
    })
