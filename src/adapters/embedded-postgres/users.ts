import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { lifeOf } from './processes.js'

/**
 * Who uses the server of a data folder: a file per opening, named after the process and its life, so that those who
 * were killed do not count. The last live user to leave stops the server.
 */
export interface Users {
  enter(): Promise<void>
  leave(): Promise<void>
  /** Whether another opening, of this process or a live one, uses the server. */
  others(): Promise<boolean>
}

export const usersOf = (dataDir: string): Users => {
  const folder = join(dataDir, 'postgres.users')
  const mine = lifeOf(process.pid).then((life) => `${process.pid}.${life}.${randomBytes(6).toString('hex')}`)

  const isAlive = async (name: string): Promise<boolean> => {
    const [pid, life] = name.split('.')
    return (await lifeOf(Number(pid))) === life
  }

  return {
    enter: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(join(folder, await mine), '')
    },
    leave: async () => {
      await rm(join(folder, await mine), { force: true })
    },
    others: async () => {
      const self = await mine
      for (const name of await readdir(folder).catch(() => [])) {
        if (name === self) continue
        if (await isAlive(name)) return true
        await rm(join(folder, name), { force: true })
      }
      return false
    },
  }
}
