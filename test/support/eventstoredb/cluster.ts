import { v4 } from 'uuid'
import type { Log } from './log.js'
import type { Member, NodeState } from './node.js'
import { newLog, startStandIn, type Membership, type StandIn } from './server.js'
import { HOST, type StandInOptions } from './settings.js'
import { makeTlsFiles } from './tls.js'

export interface StandInCluster {
  readonly nodes: ReadonlyArray<StandIn>
  /** One for all nodes: replication takes no time here. */
  readonly log: Log
  leader(): StandIn
  followers(): ReadonlyArray<StandIn>
  /** All nodes; the client finds the leader by gossip. */
  connectionString(options?: Readonly<Record<string, string | number | boolean>>): string
  /**
   * Makes this node the leader. Connections to the old leader break, with the appends on their way, unless they are to
   * stay: then the old leader goes on as a follower.
   */
  elect(index: number, options?: { readonly cut?: boolean }): void
  /** The node is gone, and gossip says so; a leader that goes is followed by the next node alive. */
  goDown(index: number): Promise<void>
  comeUp(index: number): Promise<void>
  stop(): Promise<void>
}

interface Place {
  readonly id: string
  state: NodeState
  alive: boolean
  port: number
}

/** Starts stand-in nodes over one log; the first one leads. Options are the same for all; the ports are free ones. */
export const startStandInCluster = async (
  size: number,
  options: Omit<StandInOptions, 'port'> & { readonly readOnlyReplicas?: number } = {},
): Promise<StandInCluster> => {
  const { readOnlyReplicas = 0, ...settings } = options
  const tls = settings.tls === true ? makeTlsFiles() : settings.tls
  const log = newLog(settings)
  const places = Array.from({ length: size + readOnlyReplicas }, (_, index): Place => {
    const state = index === 0 ? 'leader' : index < size ? 'follower' : 'readOnlyReplica'
    return { id: v4(), state, alive: true, port: 0 }
  })
  const leading = (): Place => places.find(({ state }) => state === 'leader') ?? places[0]!
  const memberOf = ({ id, state, alive, port }: Place): Member => ({
    id,
    state,
    alive,
    endpoint: { host: HOST, port },
  })
  const membershipOf = (place: Place): Membership => ({
    log,
    state: () => place.state,
    leader: () => memberOf(leading()).endpoint,
    members: () => places.map(memberOf),
  })
  const nodes = await Promise.all(
    places.map(async (place) => {
      const node = await startStandIn(
        { ...settings, ...(tls === undefined ? {} : { tls }) },
        membershipOf(place),
      )
      place.port = node.port
      return node
    }),
  )

  const nodeOf = (place: Place): StandIn => nodes[places.indexOf(place)]!

  const elect = (index: number, { cut = true }: { readonly cut?: boolean } = {}): void => {
    const before = leading()
    before.state = 'follower'
    places[index]!.state = 'leader'
    if (cut) nodeOf(before).faults.dropConnections()
  }

  return {
    nodes,
    log,
    leader: () => nodeOf(leading()),
    followers: () => places.filter(({ state }) => state === 'follower').map(nodeOf),
    connectionString: (query) => {
      const one = nodes[0]!.connectionString(query)
      return one.replace(nodes[0]!.url, nodes.map(({ url }) => url).join(','))
    },
    elect,
    goDown: async (index) => {
      const place = places[index]!
      place.alive = false
      const next = places.findIndex(({ state, alive }) => alive && state === 'follower')
      if (place.state === 'leader' && next !== -1) elect(next)
      await nodes[index]!.goDown()
    },
    comeUp: async (index) => {
      places[index]!.alive = true
      await nodes[index]!.comeUp()
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()))
      if (settings.tls === true && typeof tls === 'object') tls.remove()
    },
  }
}
