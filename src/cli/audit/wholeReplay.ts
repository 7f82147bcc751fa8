import { createHash } from 'node:crypto'
import { withWholePast } from '../../adapters/postgres/past/wholePast.js'
import { system } from '../../adapters/system.js'
import { fillPast } from '../../application/fillPast.js'
import { plainJson } from '../../application/plainJson.js'
import type { EventStore } from '../../application/ports.js'
import type { Progress } from '../../application/progress.js'
import type { ReplayAt } from '../../application/replayPoint.js'
import type { Projection } from '../../projections/projection.js'
import { isLeft } from '../../fp.js'
import type { Database } from '../database.js'
import { CommandFailed } from '../failure.js'
import { columns } from '../terminal.js'
import { replayFailure } from './refusals.js'
import { replayAtInWords } from './replayAt.js'

export interface WholeReplay {
  readonly at: ReplayAt | undefined
  readonly projections: ReadonlyArray<Projection>
  /** Whether rows are told, a line each, and not only how many there are. */
  readonly isJson: boolean
  readonly write: (line: string) => void
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/**
 * Tells whole read models as they were, in the order of their keys, each row on a line of its own in its canonical form: the same
 * past has the same bytes. The hash of a table is of these lines.
 */
export const replayWhole = (
  database: Database,
  events: EventStore,
  { at, projections, isJson, write, signal, onProgress }: WholeReplay,
): Promise<void> =>
  withWholePast({ ...database, projections, signal }, async ({ reads, rowsOf }) => {
    const filled = await fillPast({ events, now: system.now, reads, projections, at, signal, onProgress })
    if (isLeft(filled)) {
      const refusal = filled.left
      if (refusal.type !== 'PastIncomplete') throw replayFailure(refusal)
      throw new CommandFailed(`${refusal.projection} cannot be told as of then: ${refusal.reason}`)
    }
    const body: Array<ReadonlyArray<string>> = []
    if (isJson) write(system.canonical({ at: plainJson(filled.right) }))
    for (const { name, version, tables } of projections)
      for (const table of tables) {
        const hash = createHash('sha256')
        let count = 0
        await rowsOf(table, (rows) => {
          for (const row of rows) {
            const line = system.canonical({ row: plainJson(row), table: table.name })
            hash.update(`${line}\n`)
            count += 1
            if (isJson) write(line)
          }
        })
        const sha256 = hash.digest('hex')
        if (isJson)
          write(system.canonical({ readModel: name, rows: count, sha256, table: table.name, version }))
        body.push([name, table.name, `${count}`, sha256.slice(0, 16)])
      }
    if (isJson) return
    write(`everybody, ${replayAtInWords(filled.right)}`)
    for (const line of columns([['read model', 'table', 'rows', 'sha256'], ...body])) write(line)
  })
