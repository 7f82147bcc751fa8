import { createServer, type RequestListener, type Server } from 'node:http'
import { isLeft, left, right, type Either } from '../fp.js'
import { problemJson, statusOf, type Problem } from './problem.js'

export type ListenRefusal =
  /** Whoever reaches this address would read everything: only loopback is served until callers can be told apart. */
  | { readonly type: 'AuthenticationMissing'; readonly host: string }
  | { readonly type: 'InvalidPort'; readonly port: number }
  | { readonly type: 'PortInUse'; readonly port: number }
  | { readonly type: 'PortForbidden'; readonly port: number }
  | { readonly type: 'CannotListen'; readonly host: string; readonly port: number; readonly reason: string }

export interface ListenOptions {
  readonly app: RequestListener
  /** `127.0.0.1` (default), `::1` or `localhost`. */
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
  /** False: where the port is in use, the next free one of the following 100 is taken. Default true. */
  readonly portIsFixed?: boolean
}

export interface Listening {
  readonly url: string
  readonly port: number
  /** Takes no more requests, lets those under way finish for a second, then ends them. Twice is the same. */
  close(): Promise<void>
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])
const PORTS_TRIED_MAX = 100
const GRACE_MS = 1_000
const TIDY_MS = 25
const CONNECTIONS_MAX = 1_000

/** The host of a `Host` header, without port and brackets. */
const nameIn = (header: string): string =>
  header
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()

/**
 * A page of another site can point its own name at 127.0.0.1 and read us through the visitor's browser; the name it then
 * sends is not a loopback one.
 */
const loopbackNamesOnly =
  (app: RequestListener): RequestListener =>
  (request, response) => {
    const { host } = request.headers
    if (host === undefined || LOOPBACK.has(nameIn(host))) {
      app(request, response)
      return
    }
    const problem: Problem = { kind: 'host-not-allowed', detail: 'Ask for 127.0.0.1, [::1] or localhost.' }
    response.writeHead(statusOf(problem.kind), { 'Content-Type': 'application/problem+json; charset=utf-8' })
    response.end(JSON.stringify(problemJson(problem, '/', '')))
  }

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

const refusalOf = (error: Error, host: string, port: number): ListenRefusal => {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return { type: 'PortInUse', port }
    case 'EACCES':
      return { type: 'PortForbidden', port }
    default:
      return { type: 'CannotListen', host, port, reason: error.message }
  }
}

const bind = (app: RequestListener, host: string, port: number): Promise<Either<ListenRefusal, Server>> =>
  new Promise((resolve) => {
    const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, loopbackNamesOnly(app))
    server.maxConnections = CONNECTIONS_MAX
    const refused = (error: Error): void => {
      resolve(left(refusalOf(error, host, port)))
    }
    // It stays: an error of a server that listens, such as too many open files, must not end the process.
    server.on('error', refused)
    server.listen(port, host, () => {
      resolve(right(server))
    })
  })

const close = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  server.closeIdleConnections()
  // A connection whose last request is answered meanwhile would stay open for a next one that is not taken any more.
  const tidy = setInterval(() => {
    server.closeIdleConnections()
  }, TIDY_MS)
  const impatient = setTimeout(() => {
    server.closeAllConnections()
  }, GRACE_MS)
  await closed
  clearInterval(tidy)
  clearTimeout(impatient)
}

const listening = (server: Server, host: string, asked: number): Listening => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : asked
  let closing: Promise<void> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: () => (closing ??= close(server)),
  }
}

/** Serves the app on loopback. Right once requests are answered; nothing is bound on the left. */
export const listen = async ({
  app,
  host = '127.0.0.1',
  port,
  portIsFixed = true,
}: ListenOptions): Promise<Either<ListenRefusal, Listening>> => {
  if (!LOOPBACK.has(host)) return left({ type: 'AuthenticationMissing', host })
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return left({ type: 'InvalidPort', port })
  const last = portIsFixed || port === 0 ? port : Math.min(port + PORTS_TRIED_MAX, 65_535)
  for (let tried = port; ; tried += 1) {
    const server = await bind(app, host, tried)
    if (!isLeft(server)) return right(listening(server.right, host, tried))
    if (server.left.type !== 'PortInUse' || tried >= last) return server
  }
}
