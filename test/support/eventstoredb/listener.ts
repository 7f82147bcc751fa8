import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The sockets under the server: here connections break and freeze. */
export interface Listener {
  readonly port: number
  /** Open connections. */
  readonly connections: number
  /** On the connections that are open. */
  readonly bytesWritten: number
  /** Accepts again on the same port. */
  open(): Promise<void>
  /** Breaks all connections and accepts none. */
  close(): Promise<void>
  drop(peer: string): void
  dropAll(): void
  /** Nothing more is read from any connection, though new ones are accepted by the kernel: as under SIGSTOP. */
  freeze(): void
  thaw(): void
}

// Once HTTP/2 has taken a socket over, only its handle can be told to stop reading.
const handleOf = (socket: Socket): { readStop(): void; readStart(): void } | undefined =>
  (socket as unknown as { readonly _handle?: { readStop(): void; readStart(): void } })._handle

const peerOf = (socket: Socket): string =>
  `${socket.remoteFamily === 'IPv6' ? `[${socket.remoteAddress ?? ''}]` : (socket.remoteAddress ?? '')}:${socket.remotePort ?? 0}`

export const listen = async (
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Listener> => {
  const sockets = new Map<string, Socket>()
  // Accepted by the kernel while frozen: nobody has spoken to them yet.
  let early: Array<Socket> = []
  let frozen = false
  let bound = port
  let server: Server | undefined

  const accept = (socket: Socket): void => {
    const peer = peerOf(socket)
    sockets.set(peer, socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (sockets.get(peer) === socket) sockets.delete(peer)
    })
    if (frozen) early.push(socket)
    else onConnection(socket)
  }

  const open = async (): Promise<void> => {
    server = createServer(accept)
    server.listen(bound, host)
    await once(server, 'listening')
    bound = (server.address() as AddressInfo).port
  }

  const dropAll = (): void => {
    for (const socket of sockets.values()) socket.destroy()
  }

  await open()
  return {
    get port() {
      return bound
    },
    get connections() {
      return sockets.size
    },
    get bytesWritten() {
      return [...sockets.values()].reduce((sum, socket) => sum + socket.bytesWritten, 0)
    },
    open,
    close: async () => {
      const closing = server
      if (closing === undefined) return
      server = undefined
      const closed = once(closing, 'close')
      closing.close()
      dropAll()
      await closed
      // A client in this process learns of it in the next turns of the loop, however busy the machine is.
      for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate)
    },
    drop: (peer) => sockets.get(peer)?.destroy(),
    dropAll,
    freeze: () => {
      frozen = true
      for (const socket of sockets.values()) handleOf(socket)?.readStop()
    },
    thaw: () => {
      frozen = false
      const waiting = early
      early = []
      for (const socket of sockets.values()) if (!waiting.includes(socket)) handleOf(socket)?.readStart()
      for (const socket of waiting) if (!socket.destroyed) onConnection(socket)
    },
  }
}
