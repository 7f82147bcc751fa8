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
const HOST = /^[^:\s]+(?::\d{1,5})?$/
const FLAG = /^(?:true|false)$/
const NUMBER = /^-?\d+$/
const TEXT = /^.+$/
const NODE = /^(?:leader|follower|read[_-]?only[_-]?replica|random)$/i

/** What the client knows, and what it takes as their values. */
const PARAMETERS: ReadonlyArray<readonly [string, RegExp]> = [
  ['tls', FLAG],
  ['tlsVerifyCert', FLAG],
  ['tlsCAFile', TEXT],
  ['userCertFile', TEXT],
  ['userKeyFile', TEXT],
  ['nodePreference', NODE],
  ['connectionName', TEXT],
  ['maxDiscoverAttempts', NUMBER],
  ['discoveryInterval', NUMBER],
  ['gossipTimeout', NUMBER],
  ['keepAliveInterval', NUMBER],
  ['keepAliveTimeout', NUMBER],
  ['defaultDeadline', NUMBER],
]

const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '')

/** `a=1&b=2`, its names spelt as the client spells them; an unknown one is refused here, the client only warns. */
const parametersOf = (query: string): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const [, key = '', value = ''] = /^([^=]+)=(.+)$/.exec(pair) ?? []
    const [name, form] = PARAMETERS.find(([known]) => flat(known) === flat(key)) ?? []
    if (name === undefined || form === undefined)
      throw new InvalidConnectionString(
        `has parameters only of these: ${PARAMETERS.map(([known]) => known).join(', ')}`,
      )
    if (!form.test(value.trim())) throw new InvalidConnectionString(`has a ${name} that is none`)
    parameters.set(name, value.trim())
  }
  return parameters
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InvalidConnectionString('has a name or password with a % that encodes nothing')
  }
}

/** Throws `InvalidConnectionString`. */
export const connectionOf = (text: string): Connection => {
  const trimmed = text.trim()
  const [, username, password, hosts, query] = FORM.exec(trimmed) ?? []
  if (hosts === undefined || hosts.split(',').some((host) => !HOST.test(host)))
    throw new InvalidConnectionString('must be like esdb://host:2113?tls=false or esdb+discover://host:2113')
  const parameters = query === undefined ? new Map<string, string>() : parametersOf(query)
  // The client cannot, and says so in a warning that repeats the text.
  if (parameters.get('tlsVerifyCert') === 'false')
    throw new InvalidConnectionString('cannot switch tlsVerifyCert off: name the authority with tlsCAFile')
  const isCluster = hosts.includes(',') || trimmed.startsWith('esdb+discover:')
  return {
    text: trimmed,
    hosts,
    credentials:
      username === undefined || password === undefined
        ? undefined
        : { username: decoded(username), password: decoded(password) },
    isEncrypted: parameters.get('tls') !== 'false',
    prefersOthers: isCluster && !/^(leader)?$/i.test(parameters.get('nodePreference') ?? ''),
  }
}

/** The same servers, the leader preferred: what is appended must go there, and what is decided on should come from there. */
export const leaderOf = ({ text, prefersOthers }: Connection): string =>
  prefersOthers ? text.replace(/([?&]node[_-]?preference=)[^&]*/i, '$1leader') : text
