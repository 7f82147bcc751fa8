import { createReadStream } from 'node:fs'
import { OlistFileInvalid } from './olistFileInvalid.js'

const LINE_CHARS_MAX = 1_000_000

/**
 * The lines of a UTF-8 file, in batches, without their ends and without a byte order mark. Throws `OlistFileInvalid`
 * where the file cannot be read, or is no text.
 */
export async function* linesOf(
  path: string,
  file: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ReadonlyArray<string>> {
  try {
    yield* read(path, file, onBytes)
  } catch (error) {
    throw error instanceof Error && 'syscall' in error
      ? new OlistFileInvalid(file, `cannot be read (${error.message})`)
      : error
  }
}

async function* read(
  path: string,
  file: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ReadonlyArray<string>> {
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 262_144 })
  let rest = ''
  let line = 0
  let bytes = 0
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    if (line === 0 && lines.length > 0) lines[0] = withoutMark(lines[0] ?? '')
    line += lines.length
    if (rest.length > LINE_CHARS_MAX) {
      throw new OlistFileInvalid(file, 'a line is too long for a table of comma-separated values', line + 1)
    }
    onBytes(stream.bytesRead - bytes)
    bytes = stream.bytesRead
    yield lines.map(withoutReturn)
  }
  if (rest !== '') yield [withoutReturn(line === 0 ? withoutMark(rest) : rest)]
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)
const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)
