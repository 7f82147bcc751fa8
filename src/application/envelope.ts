import type { System } from './ports.js'

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

/** The type that a request names, whatever else it is; `undefined` if it names none. */
export const typeNamedBy = (request: unknown): string | undefined => {
  const type = isRecord(request) && Object.hasOwn(request, 'type') ? request['type'] : undefined
  return typeof type === 'string' ? type : undefined
}

/** Completes what was left out: a new command id, now, and the host itself as the actor. */
export const completed = (request: unknown, system: System): unknown =>
  isRecord(request)
    ? {
        actor: 'host',
        ...('commandId' in request ? {} : { commandId: system.newId() }),
        ...('at' in request ? {} : { at: system.now() }),
        ...request,
      }
    : request

/** What makes two requests the same: type and data, not when or by whom they were repeated. */
export const fingerprintOf = (request: unknown, system: System): string =>
  isRecord(request) ? system.fingerprint(system.canonical([request['type'], request['data']])) : ''
