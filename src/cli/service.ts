import type { RequestHandler } from 'express'
import type { Comptoir } from '../adapters/postgres/index.js'
import { system } from '../adapters/system.js'
import { clockParts } from '../application/followers.js'
import type { Instant } from '../domain/kernel/time.js'
import { isLeft } from '../fp.js'
import type { ListenRefusal, Readiness } from '../http/index.js'
import { deadlines } from '../projections/deadlines.js'
import { projections } from '../projections/index.js'
import { CommandFailed, UsageError, messageOf } from './failure.js'
import type { ServiceOptions } from './options.js'
import { errorFields, redacted } from './redaction.js'
import type { Terminal } from './terminal.js'

const defaultPort = 3_000

/** Loaded only where something is served: other commands begin sooner without. */
const rest = () => import('../http/index.js')

const failureOf = (refusal: ListenRefusal): Error => {
  switch (refusal.type) {
    case 'AuthenticationMissing':
      return new UsageError(
        `--host ${refusal.host}: only loopback (127.0.0.1, ::1, localhost) is served, because callers are not ` +
          'authenticated yet: whoever reached this address would read everything',
      )
    case 'InvalidPort':
      return new UsageError(`--port ${refusal.port}: must be 0 to 65535`)
    case 'PortInUse':
      return new CommandFailed(`port ${refusal.port} is in use: choose another one with --port`)
    case 'PortForbidden':
      return new CommandFailed(
        `port ${refusal.port} needs rights that this user has not: choose one from 1024 on`,
      )
    case 'CannotListen':
      return new CommandFailed(`cannot listen on ${refusal.host} port ${refusal.port}: ${refusal.reason}`)
  }
}

/** Finds out before any work is done whether the port that was asked for can be had. */
export const checkPort = async ({ host, port }: Pick<ServiceOptions, 'host' | 'port'>): Promise<void> => {
  if (port === undefined) return
  const { listen } = await rest()
  const probe = await listen({ app: () => undefined, host, port })
  if (isLeft(probe)) throw failureOf(probe.left)
  await probe.right.close()
}

/** Ends when told to; rejects when there is nothing left that goes on. */
const keepUp = async (comptoir: Comptoir, signal: AbortSignal): Promise<void> => {
  await comptoir.run(signal)
  if (signal.aborted) return
  const reasons = comptoir.stopped().map(({ component, detail }) => `${component} ${detail}`)
  throw new CommandFailed(`no read model goes on: ${reasons.join('; ')}`)
}

/** The clock that runs beside the service. */
export interface ServiceClock {
  readonly speed: number
  readonly now: () => Instant
  /** Whatever goes on with it, until the signal aborts. */
  readonly run?: (signal: AbortSignal) => Promise<void>
}

/** What can be asked about while a clock runs, and what may stay behind while none does. */
const readinessOf = (comptoir: Comptoir, clock: ServiceClock | undefined): Readiness => ({
  projections: [...projections, ...(clock === undefined ? [] : [deadlines])].map(({ name }) => name),
  resting: clock === undefined ? clockParts : [],
  clock: () => (clock === undefined ? { runs: false } : { runs: true, now: clock.now(), speed: clock.speed }),
  halted: comptoir.stopped,
})

/**
 * Serves the REST API and keeps the read models and processes going, until `signal` aborts; then ends both in order.
 * Rejects when it cannot listen or when a read model or process stops for good.
 */
export const runService = async (
  comptoir: Comptoir,
  { host, port }: Pick<ServiceOptions, 'host' | 'port'>,
  {
    terminal,
    signal,
    clock,
    metrics,
    beside,
  }: {
    terminal: Terminal
    signal: AbortSignal
    clock?: ServiceClock | undefined
    metrics: RequestHandler
    /** Whatever else goes on until the signal aborts. */
    beside?: (signal: AbortSignal) => Promise<void>
  },
  onReady: (url: string) => Promise<void> | void,
): Promise<void> => {
  const { createApp, listen } = await rest()
  const app = createApp({
    queries: comptoir.queries,
    pasts: comptoir.pasts,
    system,
    readiness: readinessOf(comptoir, clock),
    metrics,
    log: ({ requestId, method, url, status, error }) => {
      const line = `${status} ${method} ${url} (request ${requestId}): ${redacted(messageOf(error))}`
      terminal.warn(line, { requestId, method, status, ...errorFields(error) })
    },
    onAnswer: ({ requestId, method, route, status, seconds }) =>
      terminal.trace(`${status} ${method} ${route}`, { requestId, method, route, status, seconds }),
  })
  const listening = await listen({ app, host, port: port ?? defaultPort, portIsFixed: port !== undefined })
  if (isLeft(listening)) throw failureOf(listening.left)
  const { url, close } = listening.right
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  stopped.addEventListener('abort', () => void close(), { once: true })
  const work = keepUp(comptoir, stopped)
  const around = Promise.all([clock?.run?.(stopped), beside?.(stopped)])
  try {
    await Promise.all([work, around, onReady(url)])
  } finally {
    stop.abort()
    await Promise.allSettled([work, around, close()])
  }
}
