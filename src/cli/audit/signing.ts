import { InvalidArgumentError } from '@commander-js/extra-typings'
import { system } from '../../adapters/system.js'
import type { SigningKey } from '../../verify/keys.js'
import type { Audited } from '../auditing.js'
import { checkpointInto } from '../commands/auditCheckpoint.js'
import { messageOf } from '../failure.js'
import { redacted } from '../redaction.js'
import type { Terminal } from '../terminal.js'

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }
const LONGEST_MS = 24 * 3_600_000

/** `90s`, `5m`, `1h`, in milliseconds; a day at most. */
export const interval = (text: string): number => {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? []
  const ms = Number(count) * (units[unit] ?? Number.NaN)
  if (Number.isNaN(ms) || ms > LONGEST_MS)
    throw new InvalidArgumentError('It must be like 90s, 5m or 1h, and 24h at most.')
  return ms
}

/**
 * Keeps the tree and signs what has come, again and again, until `signal` aborts. What fails is told, once for as long as it
 * stays the same, and tried again the next time: a service does not end for it.
 */
export const signRegularly = async (
  audited: Pick<Audited, 'store' | 'reads'>,
  { file, key, everyMs }: { readonly file: string; readonly key: SigningKey; readonly everyMs: number },
  terminal: Pick<Terminal, 'note' | 'warn' | 'trace'>,
  signal: AbortSignal,
): Promise<void> => {
  const isOver = (): boolean => signal.aborted
  let told: string | undefined
  while (!isOver()) {
    try {
      const signed = await checkpointInto(audited, { file, key }, signal)
      if (told !== undefined) terminal.note('checkpoints are signed again')
      told = undefined
      if (signed !== undefined) {
        const { size, at } = signed.checkpoint
        terminal.trace(`${size} events signed`, { size, at })
      }
    } catch (error) {
      if (isOver()) return
      const failure = redacted(messageOf(error))
      if (failure !== told) terminal.warn(`no checkpoint was signed: ${failure}`)
      told = failure
    }
    await system.sleep(everyMs, signal)
  }
}
