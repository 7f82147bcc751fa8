import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkBundle } from './checkBundle.js'
import { checkExport, type KnownLog } from './checkExport.js'
import { isExportText } from './exportBundle.js'
import { verifierKeyOf } from './keys.js'
import { exportInWords, faultInWords, provenInWords } from './words.js'

const USAGE = `Usage: comptoir-verify <bundle.json> --key <verifier key, or a file with it> --origin <log> [--json]

Checks offline that events are in a log, with these bytes: the bundle is from whoever wants to prove it; the key and
the origin (name/incarnation) must be known from elsewhere. Of an export, its signature too.
Exit status: 0 proven, 1 refused, 2 wrong usage.
`

const options = {
  key: { type: 'string' },
  origin: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const keyText = (given: string): string => (given.includes('+') ? given : readFileSync(given, 'utf8'))

/** Bytes that are no UTF-8 are refused, not mended. */
const textIn = (file: string): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))

interface Outcome {
  readonly ok: boolean
  readonly told: object
  readonly lines: ReadonlyArray<string>
}

const outcomeOf = (text: string, known: KnownLog): Outcome => {
  const outcome = isExportText(text) ? checkExport(text, known) : checkBundle(text, known)
  const { ok } = outcome
  if (!ok) {
    const { fault, at } = outcome
    const line = `refused${at === '' ? '' : ` (${at})`}: ${faultInWords(fault)}`
    return { ok, told: outcome, lines: [line] }
  }
  const proven = 'proven' in outcome ? outcome.proven : outcome
  const told = { ok, size: proven.checkpoint.size, events: proven.bundle.events.map(({ id }) => id) }
  return { ok, told, lines: 'proven' in outcome ? exportInWords(outcome) : provenInWords(outcome) }
}

/** Its exit status. */
const run = (args: ReadonlyArray<string>): number => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file, ...others] = positionals
  const isComplete = file !== undefined && others.length === 0
  if (values.help === true || !isComplete || values.key === undefined || values.origin === undefined) {
    process[values.help === true ? 'stdout' : 'stderr'].write(USAGE)
    return values.help === true ? 0 : 2
  }
  const key = verifierKeyOf(keyText(values.key))
  if (key === undefined) throw new Error('--key: it is no verifier key (name+id+base64)')
  const outcome = outcomeOf(textIn(file), { key, origin: values.origin })
  if (values.json === true) print(JSON.stringify(outcome.told))
  else for (const line of outcome.lines) print(line)
  return outcome.ok ? 0 : 1
}

/** A reader that has seen enough, as `head` has, is no failure. */
const unlessUnread = (error: Error): void => {
  if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'EIO')) throw error
}
process.stdout.on('error', unlessUnread)
process.stderr.on('error', unlessUnread)

try {
  process.exitCode = run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`comptoir-verify: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
