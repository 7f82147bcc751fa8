import { canonicalJson } from '../adapters/canonicalJson.js'
import { progressOn, type Progress } from './progress.js'

export interface TerminalOptions {
  readonly json?: true | undefined
  readonly quiet?: true | undefined
  readonly color: boolean
}

export type LogFields = Readonly<Record<string, string | number>>

/** Takes what goes on as records, in place of lines for people. */
export type Logs = (level: 'debug' | 'info' | 'warn' | 'error', line: string, fields?: LogFields) => void

/** Data on stdout, everything else on stderr. */
export interface Terminal {
  /** The result: `json` as one object if that was asked for, else the lines. Bigints are decimal strings in JSON. */
  result(json: object, lines: ReadonlyArray<string>): void
  /** As `result`, with JSON in its canonical form (RFC 8785): the same answer has the same bytes. Only what is printed is made. */
  canonical(json: () => unknown, lines: () => ReadonlyArray<string>): void
  /** What goes on, for a person to read; nothing when quiet. */
  note(line: string): void
  /** What went wrong without ending the command; said also when quiet. The fields are for records only. */
  warn(line: string, fields?: LogFields): void
  /** What happens all the time, for those who look for something: in records only. */
  trace(line: string, fields?: LogFields): void
  /** Of a long operation; nothing when quiet. */
  progress(label: string, unit: string): Progress
  strong(text: string): string
}

const decimalBigints = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

/** `logs`: where it is given, what goes on is recorded there instead of being said. */
export const terminalOf = ({ json: isJson, quiet, color }: TerminalOptions, logs?: Logs): Terminal => {
  const isColored = color && process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  const warn = (line: string, fields?: LogFields): void => {
    if (logs === undefined) say(line)
    else logs('warn', line, fields)
  }
  const note = logs === undefined ? say : (line: string): void => logs('info', line)
  return {
    result: (object, lines) => {
      const text = isJson === true ? JSON.stringify(object, decimalBigints) : lines.join('\n')
      process.stdout.write(`${text}\n`)
    },
    canonical: (json, lines) => {
      process.stdout.write(`${isJson === true ? canonicalJson(json()) : lines().join('\n')}\n`)
    },
    note: quiet === true ? () => undefined : note,
    warn,
    trace: (line, fields) => logs?.('debug', line, fields),
    progress: (label, unit) =>
      progressOn(
        quiet === true ? undefined : process.stderr,
        label,
        unit,
        logs === undefined ? undefined : note,
      ),
    strong: (text) => (isColored ? `\u001b[1m${text}\u001b[22m` : text),
  }
}

/** Rows in columns: the first one of words, the others of numbers. */
export const columns = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  )
}
