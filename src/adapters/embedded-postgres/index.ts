import { setTimeout as sleep } from 'node:timers/promises'
import { exists, removeUnfinished } from './aside.js'
import { runnableBinaries, type Binaries } from './binaries.js'
import { clusterAt, hasCluster, type Cluster } from './cluster.js'
import { EmbeddedPostgresError, otherwise } from './errors.js'
import { choosePlace, type Place } from './place.js'
import { answers, runningOn, urlOf } from './running.js'
import { lastWords, startServer, stopServer } from './server.js'
import { usersOf, type Users } from './users.js'

export interface EmbeddedPostgresOptions {
  /** Made if it is not there. Holds the cluster (`postgres/`), the server's log and the marks of its users. */
  readonly dataDir: string
  /** Told what a user should know, a line each. */
  readonly log: (line: string) => void
  readonly signal?: AbortSignal
  /** Default true. False: rejects with `NothingThere` where no database has been created yet, and makes nothing. */
  readonly create?: boolean
  /** For tests only: no fsync, so the data do not survive a crash of the machine. Default false. */
  readonly unsafeFast?: boolean
}

export interface EmbeddedPostgres {
  readonly url: string
  /** Where the data really are: elsewhere than asked if the server could not enter that folder (root only). */
  readonly dataDir: string
  /** A server ran on these data already, for somebody else or left by somebody who was killed. */
  readonly attached: boolean
  /** Stops the server if nobody else uses it. Bounded (4 s, usually 0.2 s), never rejects; twice is the same. */
  close(): Promise<void>
}

const startupMaxMs = 60_000

/** Reasons for which another try may go better: a port just taken, a dying server that still holds the data. */
const passing = /Address already in use|could not create any TCP\/IP sockets|shared memory block|lock file/

const attachOrStart = async (
  place: Place,
  binaries: Binaries,
  cluster: Cluster,
  users: Users,
  options: EmbeddedPostgresOptions,
): Promise<{ url: string; attached: boolean }> => {
  const { signal } = options
  const patience = AbortSignal.timeout(startupMaxMs)
  for (;;) {
    signal?.throwIfAborted()
    const running = await runningOn(cluster)
    if (running !== undefined) {
      const url = urlOf(cluster, running.port)
      const hasEnded = async () => (await runningOn(cluster))?.pid !== running.pid
      if (await answers(url, hasEnded, { waitMs: startupMaxMs, refusedMs: 5_000, signal }))
        return { url, attached: true }
      if (!(await hasEnded()))
        throw new EmbeddedPostgresError(
          'ServerSilent',
          `Process ${running.pid} holds the database in ${cluster.directory} but does not answer. ` +
            `End it, or choose another data folder (--data). ${otherwise}`,
          await lastWords(place),
        )
    }
    const server = await startServer(place, binaries, cluster, options.unsafeFast ?? false)
    try {
      const url = urlOf(cluster, server.port)
      const waits = { waitMs: startupMaxMs, refusedMs: startupMaxMs, signal }
      if (await answers(url, server.hasEnded, waits)) return { url, attached: false }
    } catch (error) {
      if (!(await users.others())) await stopServer(binaries, server.pid)
      throw error
    }
    const ended = server.hasEnded()
    if (!ended) await stopServer(binaries, server.pid)
    const words = await lastWords(place)
    if (patience.aborted || !ended || !words.some((line) => passing.test(line)))
      throw new EmbeddedPostgresError(
        ended ? 'ServerNotStarted' : 'ServerSilent',
        `The database server in ${cluster.directory} ${ended ? 'ended at once' : 'did not answer in time'}. ${otherwise}`,
        words,
      )
    await sleep(200)
  }
}

/**
 * A Postgres server of our own, from the programs in node_modules: created on first use, adopted where one runs on
 * these data already. Listens on 127.0.0.1 only, on a port of its own choice, with a random password. Installs no
 * signal handler: call `close`. Rejects with `EmbeddedPostgresError`, or with the signal's reason.
 */
export const openEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const nothingThere = new EmbeddedPostgresError(
    'NothingThere',
    `There is no database in ${options.dataDir} yet.`,
  )
  if (options.create === false && !(await exists(options.dataDir))) throw nothingThere
  const place = await choosePlace(options.dataDir, options.log)
  if (options.create === false && !(await hasCluster(place))) throw nothingThere
  await removeUnfinished(place.dataDir)
  const binaries = await runnableBinaries(place.dataDir, place.account, options.log)
  const cluster = await clusterAt(place, binaries, {
    fast: options.unsafeFast ?? false,
    signal: options.signal,
  })
  const users = usersOf(place.dataDir)

  const stop = async (): Promise<void> => {
    await users.leave()
    if (await users.others()) return
    const running = await runningOn(cluster)
    if (running !== undefined) await stopServer(binaries, running.pid)
  }
  let stopped: Promise<void> | undefined
  const close = () => (stopped ??= stop().catch(() => undefined))

  await users.enter()
  try {
    const { url, attached } = await attachOrStart(place, binaries, cluster, users, options)
    return { url, dataDir: place.dataDir, attached, close }
  } catch (error) {
    await users.leave()
    throw error
  }
}
