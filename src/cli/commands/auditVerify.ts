import { checkpointsOf, originOf } from '../../application/audit/checkpoints.js'
import type { Finding } from '../../application/audit/findings.js'
import { keptTree } from '../../application/audit/keptTree.js'
import { verifyFrom } from '../../application/audit/verifyFrom.js'
import { verifyLog, type Verified, type VerifyFrom } from '../../application/audit/verifyLog.js'
import { countsOf } from '../../application/countCheck.js'
import { isLeft } from '../../fp.js'
import { base64Of } from '../../verify/base64.js'
import type { Checkpoint } from '../../verify/checkpoint.js'
import { sizeOf } from '../audit/sizeOf.js'
import { pathIn, withAudited, type Audited } from '../auditing.js'
import { readNotes, readVerifierKey } from '../checkpointFile.js'
import type { Context } from '../context.js'
import { CommandFailed, UsageError } from '../failure.js'
import { findingInWords } from '../findingWords.js'
import { storeCommand } from '../options.js'
import { terminalOf } from '../terminal.js'

const SHOWN_MAX = 20

interface Given {
  readonly checkpoints: ReadonlyArray<Checkpoint>
  readonly findings: ReadonlyArray<Finding>
}

const given = async (
  against: string | undefined,
  key: string | undefined,
  { store }: Pick<Audited, 'store'>,
): Promise<Given> => {
  if (against === undefined) return { checkpoints: [], findings: [] }
  const verifier = await readVerifierKey(key ?? '')
  const origin = originOf(verifier.name, await store.incarnation())
  const notes = await readNotes(against)
  if (notes.length === 0) throw new CommandFailed(`there is no checkpoint in ${against}`)
  return checkpointsOf(notes, verifier, origin)
}

const begun = async (
  size: number | undefined,
  { store, reads }: Audited,
  { checkpoints }: Given,
): Promise<VerifyFrom | undefined> => {
  if (size === undefined) return undefined
  const checkpoint = checkpoints.find((signed) => signed.size === size)
  if (checkpoint === undefined)
    throw new UsageError(`--from-size ${size}: no checkpoint of that size is in the file`)
  const from = await verifyFrom({ store, kept: keptTree(reads) }, checkpoint)
  if (isLeft(from))
    throw new CommandFailed(
      `the kept tree is not the one signed at ${size} events: leave --from-size away to check all of them`,
    )
  return from.right
}

const screen = (
  { size, root, checked, checkpoints, findings, found }: Verified,
  { signed, perSecond }: { readonly signed: number; readonly perSecond: number },
): ReadonlyArray<string> => [
  `${checked} of ${size} events read and hashed, ${perSecond} a second`,
  `root ${base64Of(root)}`,
  ...(signed === 0
    ? ['compared with the kept tree alone: who can write to the database can change both; add --against']
    : [`${checkpoints} of ${signed} checkpoints agree`]),
  ...(found === 0 ? ['Everything agrees.'] : []),
  ...findings.slice(0, SHOWN_MAX).map((finding) => `Not so: ${findingInWords(finding)}`),
  ...(found > SHOWN_MAX ? [`and ${found - SHOWN_MAX} more`] : []),
]

export const auditVerify = (context: Context) =>
  storeCommand('verify')
    .description(
      'make the tree of the log from its stored bytes, and compare it with the kept one and with what was signed; changes nothing, fails where they differ',
    )
    .option('--against <file>', 'checkpoints that were signed, kept outside the database')
    .option('--key <key>', 'the verifier key of who signed them, or a file with it')
    .option('--from-size <events>', 'begin at the checkpoint of this size instead of the first event', sizeOf)
    .action(async (options, command) => {
      const terminal = terminalOf(options)
      if ((options.against === undefined) !== (options.key === undefined))
        throw new UsageError('--against and --key belong together: the key tells whose checkpoints count')
      const against = options.against === undefined ? undefined : pathIn(context, options.against)
      const sourceOf = (name: 'data' | 'databaseUrl') => command.getOptionValueSource(name)
      await withAudited(options, sourceOf, { terminal, context }, async (audited) => {
        const { store, reads } = audited
        const { isDense } = store
        const file = await given(against, options.key, audited)
        const from = await begun(options.fromSize, audited, file)
        const total = isDense ? Number((await store.head())?.commit ?? 0n) : 0
        const progress = terminal.progress('verifying', 'events')
        const start = performance.now()
        const { checkpoints } = file
        const { signal } = context
        // From a checkpoint on, those that stand before it cannot be counted.
        const counts = from === undefined ? await countsOf(reads) : undefined
        const onProgress = (done: number): void => progress.update(done, total)
        const verified = await verifyLog({
          ...{ store, from, checkpoints, kept: keptTree(reads), counts, isDense, signal, onProgress },
        }).finally(() => progress.end())
        const findings = [...file.findings, ...verified.findings]
        const found = file.findings.length + verified.found
        const outcome = { ...verified, findings, found }
        const signed = checkpoints.length + file.findings.length
        const perSecond = Math.round((verified.checked * 1_000) / Math.max(1, performance.now() - start))
        const told = { ...outcome, root: base64Of(verified.root), signed, perSecond }
        terminal.result(told, screen(outcome, { signed, perSecond }))
        if (found > 0) throw new CommandFailed('the log is not what it was')
      })
    })
