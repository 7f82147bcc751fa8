import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './errors.js'
import { lifeOf } from './processes.js'

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const prefix = 'unfinished-'

/** Removes what processes that were killed while they made something have left. */
export const removeUnfinished = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir)) {
    const pid = name.startsWith(prefix) ? Number(name.split('-')[1]) : undefined
    if (pid !== undefined && (await lifeOf(pid)) === undefined)
      await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

/**
 * Makes a folder aside and moves it into place in one step: it is there whole or not at all. Where somebody else was
 * faster theirs stays. `make` gets a folder of its own and gives the one to be moved.
 */
export const makeAside = async (
  dataDir: string,
  finished: string,
  make: (aside: string) => Promise<string>,
): Promise<void> => {
  const aside = await mkdtemp(join(dataDir, `${prefix}${process.pid}-`))
  try {
    await rename(await make(aside), finished).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error
    })
  } finally {
    // A program that was interrupted may still be writing; what withstands is swept away by the next opening.
    await rm(aside, { recursive: true, force: true, maxRetries: 10 }).catch(() => undefined)
  }
}
