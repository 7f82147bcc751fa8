import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TcpProxy {
  /** The same address, by way of the proxy. */
  readonly url: string
  /** Breaks all connections. */
  cut(): void
  /** Breaks the connection over which this many more bytes have passed, in the middle of whatever it is. */
  cutAfter(bytes: number): void
  /** Bytes that have passed since it was opened, both ways. */
  passed(): number
  /** From now on answers are thrown away. */
  swallowAnswers(swallows: boolean): void
  /** From now on connections lead to this server. */
  leadTo(url: string): void
  /** From now on new connections are broken at once. */
  refuse(refuses: boolean): void
  close(): Promise<void>
}

/** Stands between a client and its server, and breaks what is between them. */
export const tcpProxy = async (to: string): Promise<TcpProxy> => {
  let target = new URL(to)
  const sockets = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  let passed = 0
  let swallows = false
  let refuses = false

  const pass = (from: Socket, into: Socket, isAnswer: boolean): void => {
    from.on('data', (bytes) => {
      const passing = bytes.subarray(0, Math.min(bytes.length, left))
      if (!(isAnswer && swallows)) into.write(passing)
      left -= passing.length
      passed += passing.length
      if (passing.length === bytes.length) return
      left = Number.POSITIVE_INFINITY
      into.end(() => into.destroy())
      from.destroy()
    })
    from.on('close', () => {
      sockets.delete(from)
      into.destroy()
    })
    from.on('error', () => into.destroy())
  }

  const server = createServer((client) => {
    if (refuses) {
      client.destroy()
      return
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port) })
    sockets.add(client).add(upstream)
    pass(client, upstream, false)
    pass(upstream, client, true)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(to)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut,
    cutAfter: (bytes) => {
      left = bytes
    },
    passed: () => passed,
    swallowAnswers: (now) => {
      swallows = now
    },
    leadTo: (other) => {
      target = new URL(other)
    },
    refuse: (now) => {
      refuses = now
    },
    close: async () => {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}
