import type { EventStoreDBClient } from '@eventstore/db-client'
import { InvalidConnectionString, leaderOf, type Connection, type Credentials } from './connectionString.js'
import { sturdyClient, type SturdyClient } from './sturdyClient.js'

/**
 * The client keeps the appends of all its instances in one place per process: when the batch of one breaks, those of
 * every other are given up, though they may be stored. So one alone appends in batches, in whatever number of stores;
 * others append call by call, which credentials make the client do.
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
  readonly close: () => Promise<void>
}

const lent = new Map<string, Lent>()

// On an unencrypted connection they are not sent at all.
const NOBODY: Credentials = { username: 'comptoir', password: 'comptoir' }

/** The client's own words may repeat the text; a file that is not there is named without it. */
const clientOf = (text: string): SturdyClient => {
  try {
    return sturdyClient(text)
  } catch (error) {
    const words =
      error instanceof Error && !error.message.includes(text) ? error.message : 'it is not understood'
    throw new InvalidConnectionString(`is refused by the client: ${words}`)
  }
}

const connect = (connection: Connection): Lent => {
  const { text, prefersOthers, isEncrypted } = connection
  const inBatches = ![...lent.values()].some((other) => other.inBatches)
  const credentials = inBatches ? undefined : (connection.credentials ?? (isEncrypted ? undefined : NOBODY))
  if (!inBatches && credentials === undefined) throw new SecondConnection()
  const leader = leaderOf(connection)
  const [appends, decisions] = [clientOf(leader), clientOf(leader)]
  const reads = prefersOthers ? clientOf(text) : decisions
  return {
    appends: appends.client,
    decisions: decisions.client,
    reads: reads.client,
    close: async () => {
      await Promise.all([...new Set([appends, decisions, reads])].map((each) => each.close()))
    },
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
      if (lent.get(connection.text) === clients) lent.delete(connection.text)
      await clients.close()
    },
  }
}
