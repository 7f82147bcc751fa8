import { EventStoreDBClient } from '@eventstore/db-client'

/** A text that does not say which EventStoreDB is meant. The text itself is never repeated: it may hold a password. */
export class InvalidConnectionString extends Error {
  readonly type = 'InvalidConnectionString'
  constructor(readonly rule: string) {
    super(`the connection string ${rule}`)
    this.name = 'InvalidConnectionString'
  }
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** What we must know of a connection string beside what the client makes of it. */
export interface Connection {
  readonly text: string
  /** Without credentials, for messages. */
  readonly hosts: string
  readonly credentials: Credentials | undefined
  readonly isEncrypted: boolean
  /** Reads go to a node that is not the leader, if there is one. */
  readonly prefersOthers: boolean
}

const FORM = /^esdb(?:\+discover)?:\/\/(?:([^:@/?]+):([^@/?]+)@)?([^/?@]+)\/*(?:\?(.*))?$/
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    'tls',
    'tlsVerifyCert',
    'tlsCAFile',
    'userCertFile',
    'userKeyFile',
    'nodePreference',
    'connectionName',
    'maxDiscoverAttempts',
    'discoveryInterval',
    'gossipTimeout',
    'keepAliveInterval',
    'keepAliveTimeout',
    'defaultDeadline',
  ].map((name) => [name.toLowerCase(), name]),
)

/** `a=1&b=2`, its names spelt as the client spells them; an unknown one is refused here, the client only warns. */
const parametersOf = (query: string): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const [, key = '', value = ''] = /^([^=]+)=(.+)$/.exec(pair) ?? []
    const name = NAMES.get(key.trim().toLowerCase().replace(/[_-]/g, ''))
    if (name === undefined)
      throw new InvalidConnectionString(`has parameters only of these: ${[...NAMES.values()].join(', ')}`)
    parameters.set(name, value.trim())
  }
  return parameters
}

/** Throws `InvalidConnectionString`. */
export const connectionOf = (text: string): Connection => {
  const trimmed = text.trim()
  const [, username, password, hosts, query] = FORM.exec(trimmed) ?? []
  if (hosts === undefined)
    throw new InvalidConnectionString('must be like esdb://host:2113?tls=false or esdb+discover://host:2113')
  const parameters = query === undefined ? new Map<string, string>() : parametersOf(query)
  try {
    EventStoreDBClient.connectionString(trimmed)
  } catch (error) {
    // The client's own words repeat the text.
    const rule =
      error instanceof Error && 'expected' in error ? `expects ${String(error.expected)}` : String(error)
    throw new InvalidConnectionString(rule.replaceAll(trimmed, '…'))
  }
  const isCluster = hosts.includes(',') || trimmed.startsWith('esdb+discover:')
  return {
    text: trimmed,
    hosts,
    credentials:
      username === undefined || password === undefined
        ? undefined
        : { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    isEncrypted: parameters.get('tls') !== 'false',
    prefersOthers: isCluster && !/^(leader)?$/i.test(parameters.get('nodePreference') ?? ''),
  }
}

/** The same servers, the leader preferred: what is appended must go there, and what is decided on should come from there. */
export const leaderOf = ({ text, prefersOthers }: Connection): string =>
  prefersOthers ? text.replace(/([?&]node[_-]?preference=)[^&]*/i, '$1leader') : text
