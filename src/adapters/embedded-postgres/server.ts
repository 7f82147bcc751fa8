import { execFile, spawn } from 'node:child_process'
import { open, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import type { Cluster } from './cluster.js'
import type { Place } from './place.js'
import { cleanEnvironment, lifeOf } from './processes.js'

const logMaxBytes = 8 * 1024 * 1024

const logOf = (place: Place): string => join(place.dataDir, 'postgres.log')

/** The last lines that the server wrote. */
export const lastWords = async (place: Place, lines = 12): Promise<ReadonlyArray<string>> =>
  (await readFile(logOf(place), 'utf8').catch(() => '')).trimEnd().split('\n').slice(-lines)

/** A port that nobody listens on right now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** A crash of the machine loses the data; one of the server does not. */
const unsafe = { fsync: 'off', full_page_writes: 'off' }

const settings = (port: number, fast: boolean): ReadonlyArray<string> =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    // A history of a million events comes in at once: with the defaults, a checkpoint every few seconds.
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    unix_socket_directories: '',
    port: `${port}`,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(fast ? unsafe : {}),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

export interface Started {
  readonly pid: number
  readonly port: number
  readonly hasEnded: () => boolean
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches us alone, who stop it in order.
 * It outlives us if we are killed; the next opening adopts it.
 */
export const startServer = async (
  place: Place,
  binaries: Binaries,
  cluster: Cluster,
  fast: boolean,
): Promise<Started> => {
  const size = await stat(logOf(place)).then(
    ({ size }) => size,
    () => 0,
  )
  const log = await open(logOf(place), size > logMaxBytes ? 'w' : 'a', 0o600)
  try {
    const port = await freePort()
    const child = spawn(binaries.postgres, ['-D', cluster.directory, ...settings(port, fast)], {
      cwd: place.dataDir,
      env: cleanEnvironment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      ...(place.account === undefined ? {} : { uid: place.account.uid, gid: place.account.gid }),
    })
    let ended = false
    child.once('exit', () => (ended = true))
    child.once('error', () => (ended = true))
    child.unref()
    return { pid: child.pid ?? 0, port, hasEnded: () => ended || child.pid === undefined }
  } finally {
    await log.close()
  }
}

const signalTo = (binaries: Binaries, pid: number, signal: 'INT' | 'QUIT' | 'KILL'): void => {
  if (process.platform === 'win32') {
    execFile(binaries.pgCtl, ['kill', signal, `${pid}`], () => undefined)
    return
  }
  try {
    process.kill(pid, `SIG${signal}`)
  } catch {
    // It is gone already.
  }
}

/** Fast shutdown, then immediate, then none at all: over after 4 s at the latest, usually after a tenth of one. */
export const stopServer = async (binaries: Binaries, pid: number): Promise<void> => {
  const steps = [
    { signal: 'INT', waitMs: 1_200 },
    { signal: 'QUIT', waitMs: 1_500 },
    { signal: 'KILL', waitMs: 1_000 },
  ] as const
  const life = await lifeOf(pid)
  if (life === undefined) return
  for (const { signal, waitMs } of steps) {
    signalTo(binaries, pid, signal)
    const patience = AbortSignal.timeout(waitMs)
    while (!patience.aborted) {
      if ((await lifeOf(pid)) !== life) return
      await sleep(15)
    }
  }
}
