import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  OlistImportStopped,
  importOlist,
  writeRejects,
  type OlistSummary,
} from '../../adapters/import/olist/index.js'
import { system } from '../../adapters/system.js'
import type { Comptoir } from '../../adapters/postgres/index.js'
import { catchUp, withComptoir } from '../comptoir.js'
import type { Context } from '../context.js'
import { eventStoreChoice } from '../eventStoreChoice.js'
import { CommandFailed } from '../failure.js'
import { databaseChoice, writingCommand } from '../options.js'
import { phases } from '../phases.js'
import { columns, terminalOf, type Terminal } from '../terminal.js'

const units = { reading: 'bytes', sellers: 'sellers', products: 'products', orders: 'orders' }

const imported = async (
  comptoir: Comptoir,
  directory: string,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<{ summary: OlistSummary; failure?: OlistImportStopped }> => {
  const progress = phases(terminal, units)
  try {
    const summary = await importOlist({
      center: comptoir.center,
      system,
      directory,
      signal,
      onProgress: ({ phase, done, total }) => progress.update(phase, done, total),
    })
    return { summary }
  } catch (error) {
    if (error instanceof OlistImportStopped) return { summary: error.summary, failure: error }
    throw error
  } finally {
    progress.end()
  }
}

const counts = (numbers: Readonly<Record<string, number>>): ReadonlyArray<string> =>
  columns(Object.entries(numbers).map(([name, count]) => [`  ${name}`, count.toLocaleString('en-US')]))

const screen = (summary: OlistSummary, rejectsFile: string): ReadonlyArray<string> => {
  const { complete, streams, events, eventsByType, rejectsByReason } = summary
  const isClean = Object.keys(rejectsByReason).length === 0
  return [
    complete
      ? 'The import is complete.'
      : 'The import is not complete: run it again and it goes on where it stopped.',
    `${events.toLocaleString('en-US')} events added`,
    ...counts(eventsByType),
    `${streams.present.toLocaleString('en-US')} streams were there already`,
    isClean ? 'nothing was rejected' : `rejected, one by one in ${rejectsFile}`,
    ...counts(rejectsByReason),
  ]
}

export const importOlistCommand = (context: Context) =>
  writingCommand('olist')
    .argument('<directory>', 'where its CSV tables are')
    .description(
      'take the history of the Brazilian marketplace Olist; run again, it goes on where it stopped',
    )
    .option(
      '--rejects <file>',
      'where to list what could not be taken (default: olist-rejects.csv beside the data)',
    )
    .action(async (given, options, command) => {
      const { cwd, signal } = context
      const terminal = terminalOf(options)
      const choice = databaseChoice(options, (name) => command.getOptionValueSource(name), cwd)
      const events = eventStoreChoice(options)
      const directory = resolve(cwd, given)
      const rejectsFile = resolve(cwd, options.rejects ?? join(choice.dataDir, 'olist-rejects.csv'))
      if ((await stat(directory).catch(() => undefined))?.isDirectory() !== true)
        throw new CommandFailed(`${directory} is not a directory`)
      await withComptoir(
        choice,
        { terminal, migrates: options.migrate, events },
        context,
        async (comptoir) => {
          const { summary, failure } = await imported(comptoir, directory, { terminal, signal })
          await mkdir(dirname(rejectsFile), { recursive: true })
          await writeRejects(rejectsFile, summary.rejects)
          for (const note of summary.notes) terminal.note(note)
          if (summary.rejectsUnlisted > 0)
            terminal.warn(`${summary.rejectsUnlisted} more were rejected than ${rejectsFile} lists`)
          const { rejects: _listed, ...told } = summary
          terminal.result({ ...told, rejectsFile }, screen(summary, rejectsFile))
          if (failure !== undefined) throw failure
          signal.throwIfAborted()
          await catchUp(comptoir, terminal, signal)
          if (comptoir.stopped().length > 0) throw new CommandFailed('not all read models could take it in')
        },
      )
    })
