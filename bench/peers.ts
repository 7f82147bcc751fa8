import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('peers/', import.meta.url))

/** Events per second of emmett-postgresql in a fresh database; `undefined` where it is not installed. */
export const emmettRate = async (
  mode: 'appends' | 'board',
  url: string,
  events: number,
): Promise<number | undefined> => {
  if (!existsSync(`${folder}node_modules/@event-driven-io/emmett-postgresql`)) return undefined
  const { stdout } = await run(process.execPath, [`${folder}emmett.mjs`, mode, url, String(events)], {
    cwd: folder,
  })
  const told = JSON.parse(stdout) as { readonly events: number; readonly seconds: number }
  return told.events / told.seconds
}
