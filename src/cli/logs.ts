import { redacted } from './redaction.js'
import { terminalOf, type LogFields, type Logs, type Terminal, type TerminalOptions } from './terminal.js'

const levels = ['debug', 'info', 'warn', 'error'] as const

/** Whatever carries these names is never written, at whatever depth it is passed by mistake. */
const SECRET = [
  'authorization',
  'cookie',
  'password',
  'masterKey',
  'connectionString',
  'detail',
  'key',
  'iban',
]
const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

const redactedFields = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? redacted(value) : value,
    ]),
  )

/**
 * Logs as one JSON object a line on stderr, for machines: `time`, `level`, `msg` and what belongs to it. The level is
 * that of COMPTOIR_LOG_LEVEL: debug, info (default), warn or error.
 */
export const jsonLogs = async (
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Promise<Logs> => {
  // Loaded only where something is served: other commands do not log.
  const { pino } = await import('pino')
  const logger = pino(
    {
      level: levels.find((level) => level === env['COMPTOIR_LOG_LEVEL']) ?? 'info',
      base: { name: 'comptoir' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths, censor: '[hidden]' },
    },
    { write },
  )
  return (level, line, fields = {}) => logger[level](redactedFields(fields), redacted(line))
}

/** Of a command that serves: words where a person looks on, records where nobody does. */
export const serviceTerminal = async (
  options: TerminalOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Terminal> => terminalOf(options, process.stderr.isTTY ? undefined : await jsonLogs(env))
