import { EventStoreDBClient } from '@eventstore/db-client'
import { leaderOf, type Connection, type Credentials } from './connectionString.js'

/**
 * The client keeps the appends of all its instances in one place per process: when the batch of one breaks, those of
 * every other are given up, and an answer that comes to one of them afterwards ends the process. So one alone appends in
 * batches, in whatever number of stores; others append call by call, which credentials make the client do.
 */
export interface Clients {
  /** For appends only: nothing that goes wrong elsewhere makes it change its channel under an append. */
  readonly appends: EventStoreDBClient
  /** From the leader. */
  readonly decisions: EventStoreDBClient
  /** From the node that the host prefers. */
  readonly reads: EventStoreDBClient
  /** Given with every append where appends must go call by call. */
  readonly credentials: Credentials | undefined
  /** Gives them back; the last one who does closes them. */
  release(): Promise<void>
}

/** Two connection strings at once need credentials or `tls=false` in the second. */
export class SecondConnection extends Error {
  readonly type = 'SecondConnection'
  constructor() {
    super(
      'this process appends to another EventStoreDB already: a second one needs credentials in its connection string',
    )
    this.name = 'SecondConnection'
  }
}

interface Lent extends Omit<Clients, 'release'> {
  users: number
  readonly inBatches: boolean
}

const lent = new Map<string, Lent>()

// On an unencrypted connection they are not sent at all.
const NOBODY: Credentials = { username: 'comptoir', password: 'comptoir' }

const connect = (connection: Connection): Lent => {
  const { text, prefersOthers, isEncrypted } = connection
  const inBatches = ![...lent.values()].some((other) => other.inBatches)
  const credentials = inBatches ? undefined : (connection.credentials ?? (isEncrypted ? undefined : NOBODY))
  if (!inBatches && credentials === undefined) throw new SecondConnection()
  const leader = leaderOf(connection)
  const decisions = EventStoreDBClient.connectionString(leader)
  return {
    appends: EventStoreDBClient.connectionString(leader),
    decisions,
    reads: prefersOthers ? EventStoreDBClient.connectionString(text) : decisions,
    credentials,
    inBatches,
    users: 0,
  }
}

/** Those of this connection string, made on first use. Throws `SecondConnection`. */
export const borrowClients = (connection: Connection): Clients => {
  const clients = lent.get(connection.text) ?? connect(connection)
  lent.set(connection.text, clients)
  clients.users += 1
  let isReleased = false
  const { appends, decisions, reads, credentials } = clients
  return {
    appends,
    decisions,
    reads,
    credentials,
    release: async () => {
      if (isReleased) return
      isReleased = true
      clients.users -= 1
      if (clients.users > 0) return
      await Promise.all([appends.dispose(), decisions.dispose(), reads.dispose()])
      if (clients.users === 0 && lent.get(connection.text) === clients) lent.delete(connection.text)
    },
  }
}
