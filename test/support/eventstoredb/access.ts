import type { Metadata } from '@grpc/grpc-js'
import type { Log } from './log.js'

export interface User {
  readonly password: string
  /** `$admins` may do everything. */
  readonly groups?: ReadonlyArray<string>
}

/** By login name. */
export type Users = Readonly<Record<string, User>>

export type Right = '$r' | '$w' | '$d' | '$mr' | '$mw'

/** Who calls: `undefined` when nobody has been named, `badPassword` when the name or password is wrong. */
export type Caller =
  { readonly name: string; readonly groups: ReadonlyArray<string> } | undefined | 'badPassword'

export interface Access {
  caller(metadata: Metadata): Caller
  may(caller: Caller, right: Right, stream: string): boolean
}

const METADATA_RIGHT: Readonly<Record<Right, Right>> = {
  $r: '$mr',
  $w: '$mw',
  $d: '$mw',
  $mr: '$mr',
  $mw: '$mw',
}

/** Without users there is no security: everybody may do everything, as on an insecure node. */
export const access = (log: Log, users: Users | undefined, anonymous: boolean): Access => {
  if (users === undefined) return { caller: () => undefined, may: () => true }

  const caller = (metadata: Metadata): Caller => {
    const [header] = metadata.get('authorization')
    if (header === undefined) return undefined
    const basic = Buffer.from(header.toString().replace(/^Basic /, ''), 'base64').toString('utf8')
    const [name = '', ...rest] = basic.split(':')
    const user = users[name]
    if (user?.password !== rest.join(':')) return 'badPassword'
    return { name, groups: user.groups ?? [] }
  }

  const rolesFor = (right: Right, stream: string): ReadonlyArray<string> => {
    if (stream.startsWith('$$')) return rolesFor(METADATA_RIGHT[right], stream.slice(2))
    return log.metadata(stream).acl[right] ?? [stream.startsWith('$') ? '$admins' : '$all']
  }

  const may = (by: Caller, right: Right, stream: string): boolean => {
    if (by === 'badPassword' || (by === undefined && !anonymous)) return false
    if (by?.groups.includes('$admins') === true) return true
    const roles = rolesFor(right, stream)
    if (roles.includes('$all')) return true
    return by !== undefined && [by.name, ...by.groups].some((role) => roles.includes(role))
  }

  return { caller, may }
}
