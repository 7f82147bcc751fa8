import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exists, makeAside } from './aside.js'
import type { Binaries } from './binaries.js'
import { EmbeddedPostgresError, otherwise } from './errors.js'
import type { Place } from './place.js'
import { failureOf } from './processes.js'

/** A database cluster on disk and the password of its only role. */
export interface Cluster {
  /** What Postgres calls PGDATA. */
  readonly directory: string
  readonly password: string
}

export const role = 'comptoir'

const passwordFile = 'comptoir.password'

/** Made in `aside`, with its password inside. */
const create = async (
  aside: string,
  { dataDir, account }: Place,
  binaries: Binaries,
  options: { fast: boolean; signal: AbortSignal | undefined },
): Promise<string> => {
  const data = join(aside, 'data')
  const password = join(aside, 'password')
  await mkdir(data, { mode: 0o700 })
  await writeFile(password, randomBytes(32).toString('hex'), { mode: 0o600 })
  if (account !== undefined)
    for (const path of [aside, data, password]) await chown(path, account.uid, account.gid)
  const failure = await failureOf(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--username=${role}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...(options.fast ? ['--no-sync'] : []),
    ],
    { account, cwd: dataDir, timeoutMs: 120_000, signal: options.signal },
  )
  if (failure !== undefined)
    throw new EmbeddedPostgresError(
      'ClusterNotCreated',
      `No database could be created in ${dataDir}. ${otherwise}`,
      failure.split('\n').slice(-10),
    )
  await rename(password, join(data, passwordFile))
  return data
}

const directoryOf = ({ dataDir }: Place): string => join(dataDir, 'postgres')

export const hasCluster = (place: Place): Promise<boolean> => exists(directoryOf(place))

/** The cluster of a place, created on first use. */
export const clusterAt = async (
  place: Place,
  binaries: Binaries,
  options: { fast: boolean; signal: AbortSignal | undefined },
): Promise<Cluster> => {
  const directory = directoryOf(place)
  if (!(await exists(directory)))
    await makeAside(place.dataDir, directory, (aside) => create(aside, place, binaries, options))
  try {
    return { directory, password: (await readFile(join(directory, passwordFile), 'utf8')).trim() }
  } catch {
    throw new EmbeddedPostgresError(
      'FolderUnusable',
      `${directory} is not a database of ours, or its ${passwordFile} cannot be read. Choose another data folder ` +
        `(--data), or run as the user who made it. ${otherwise}`,
    )
  }
}
