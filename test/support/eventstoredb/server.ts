import { Server, ServerCredentials } from '@grpc/grpc-js'
import { v4 } from 'uuid'
import { gossip, supportedMethods } from './about.js'
import { access } from './access.js'
import { append } from './append.js'
import { batchAppend } from './batchAppend.js'
import { callLog, type CallLog } from './calls.js'
import { deleteStream, tombstoneStream } from './deletes.js'
import { faultSource, type FaultPlan } from './faults.js'
import { gate } from './gate.js'
import { listen } from './listener.js'
import { createLog, systemEvent, type Log } from './log.js'
import type { Member, Node, NodeState } from './node.js'
import { read } from './read.js'
import { HOST, MEBIBYTE, type StandInOptions } from './settings.js'
import { makeTlsFiles, type TlsFiles } from './tls.js'
import { GossipService, ServerFeaturesService, StreamsService } from './wire.js'

export interface StandInFaults extends FaultPlan {
  /** Breaks every TCP connection now. */
  dropConnections(): void
  /** Stops reading and answering, connections stay open. */
  freeze(): void
  thaw(): void
}

export interface StandIn {
  readonly port: number
  /** `127.0.0.1:port` */
  readonly url: string
  /** For `EventStoreDBClient.connectionString`; further query options as they stand there. */
  connectionString(options?: Readonly<Record<string, string | number | boolean>>): string
  /** What is stored. */
  readonly log: Log
  /** What was asked. */
  readonly calls: CallLog
  readonly faults: StandInFaults
  /** Open TCP connections. */
  readonly connections: number
  /** On the connections that are open: tells whether a reader who stops is written to all the same. */
  readonly bytesWritten: number
  /** Path of the authority's certificate, when there is TLS. */
  readonly caFile: string | undefined
  /** Writes an event as the server's own statistics do. */
  emitStatistics(): void
  /**
   * Off and on again at the same port, by default after 20 ms: time enough for clients to see it. Ids remembered for
   * `any` are lost. `upTo` keeps the records that begin before that position or at it.
   */
  restart(options?: { readonly store?: StoreAfterRestart; readonly downMs?: number }): Promise<void>
  /** Breaks all connections and accepts none until `comeUp`. */
  goDown(): Promise<void>
  comeUp(store?: StoreAfterRestart): Promise<void>
  stop(): Promise<void>
}

export type StoreAfterRestart = 'same' | 'new' | { readonly upTo: bigint }

/** What a node of a cluster has in common with the others, or knows of them. */
export interface Membership {
  readonly log: Log
  state(): NodeState
  leader(): Member['endpoint']
  members(): ReadonlyArray<Member>
}

const tlsOf = (tls: StandInOptions['tls']): TlsFiles | undefined => {
  if (tls === undefined || tls === false) return undefined
  return tls === true ? makeTlsFiles() : tls
}

const credentialsOf = (tls: TlsFiles | undefined): ServerCredentials =>
  tls === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])

export const newLog = (options: StandInOptions): Log =>
  createLog({
    recentIdsBytes: options.recentIdsBytes ?? 8 * MEBIBYTE,
    nowMs: options.nowMs ?? Date.now,
    systemEvents: options.systemEvents ?? true,
  })

/** Starts a stand-in for an EventStoreDB node, alone or as a member of a stand-in cluster. */
export const startStandIn = async (
  options: StandInOptions = {},
  membership?: Membership,
): Promise<StandIn> => {
  const log = membership?.log ?? newLog(options)
  const calls = callLog()
  const faults = faultSource()
  const awake = gate()
  const tls = tlsOf(options.tls)
  const id = v4()
  const grpc = new Server({
    'grpc.max_receive_message_length': 17 * MEBIBYTE,
    'grpc.max_send_message_length': 17 * MEBIBYTE,
  })
  const injector = grpc.createConnectionInjector(credentialsOf(tls))
  const listener = await listen(HOST, options.port ?? 0, (socket) => injector.injectConnection(socket))
  const endpoint = { host: HOST, port: listener.port }

  const node: Node = {
    log,
    version: options.version ?? '24.2',
    maxAppendBytes: options.maxAppendBytes ?? MEBIBYTE,
    liveBufferEvents: options.liveBufferEvents ?? 32,
    appendDelayMs: options.appendDelayMs ?? 0,
    supportsBatchAppend: options.batchAppend ?? true,
    access: access(log, options.users, options.anonymous ?? false),
    faults,
    nowMs: options.nowMs ?? Date.now,
    state: membership?.state ?? (() => 'leader'),
    leader: membership?.leader ?? (() => endpoint),
    members: membership?.members ?? (() => [{ id, endpoint, state: 'leader', alive: true }]),
    note: calls.add,
    whenAwake: awake.pass,
    drop: listener.drop,
  }
  grpc.addService(StreamsService, {
    read: read(node),
    append: append(node),
    batchAppend: batchAppend(node),
    delete: deleteStream(node),
    tombstone: tombstoneStream(node),
  })
  grpc.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(node) })
  grpc.addService(GossipService, { read: gossip(node) })

  const thaw = (): void => {
    listener.thaw()
    awake.open()
  }

  const emitStatistics = (): void => {
    log.append('$stats-127.0.0.1:2113', 'any', [systemEvent('$statsCollected', '{"proc-cpu":0}')])
  }
  const statistics =
    options.statisticsEveryMs === undefined
      ? undefined
      : setInterval(emitStatistics, options.statisticsEveryMs)

  const goDown = async (): Promise<void> => {
    awake.forget()
    await listener.close()
  }

  const comeUp = async (store: StoreAfterRestart = 'same'): Promise<void> => {
    // A log that is shared survives this node, and what it remembers with it.
    if (store === 'new') log.restart([])
    else if (store !== 'same') log.restart(log.records.filter((one) => one.position <= store.upTo))
    else if (membership === undefined) log.restart(log.records)
    thaw()
    await listener.open()
  }

  return {
    port: listener.port,
    url: `${HOST}:${listener.port}`,
    connectionString: (query = {}) => {
      const given = {
        tls: tls !== undefined,
        ...(tls === undefined ? {} : { tlsCAFile: tls.caFile }),
        ...query,
      }
      const text = Object.entries(given).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      return `esdb://${HOST}:${listener.port}?${text.join('&')}`
    },
    log,
    calls,
    faults: {
      ...faults.plan,
      dropConnections: listener.dropAll,
      freeze: () => {
        awake.close()
        listener.freeze()
      },
      thaw,
    },
    get connections() {
      return listener.connections
    },
    get bytesWritten() {
      return listener.bytesWritten
    },
    caFile: tls?.caFile,
    emitStatistics,
    goDown,
    comeUp,
    restart: async ({ store = 'same', downMs = 20 } = {}) => {
      await goDown()
      await new Promise((resolve) => setTimeout(resolve, downMs))
      await comeUp(store)
    },
    stop: async () => {
      clearInterval(statistics)
      awake.forget()
      await listener.close()
      injector.destroy()
      grpc.forceShutdown()
      if (options.tls === true) tls?.remove()
    },
  }
}
