import * as t from 'io-ts'
import { isLeft, left, right, type Either } from '../../fp.js'
import { closed, issuesOf, oneOf, type Issue } from './codec.js'
import { Actor, CausationId, CommandId, CorrelationId, TraceParent } from './ids.js'
import { Instant } from './time.js'

/** JSON as RFC 8785 can write it: integers only, no `undefined`. */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** Something that happened. `occurredAt` is business time; it is stored once, in the metadata. */
export interface Event<T extends string, D> {
  readonly type: T
  readonly occurredAt: Instant
  readonly data: D
}

/** A stored event that cannot be read: the type or version is not known here, or the bytes break its codec. */
export type DecodeFailure =
  | { readonly type: 'UnknownEventType'; readonly eventType: string }
  | { readonly type: 'UnknownEventVersion'; readonly eventType: string; readonly schemaVersion: number }
  | { readonly type: 'InvalidEvent'; readonly eventType: string; readonly issues: ReadonlyArray<Issue> }

/** Turns the JSON of one version of an event into that of the next. Pure; never edits its argument. */
export type Upcast = (json: unknown) => unknown

/** The storage contract of one event type: its name, its current version, its codec, and how older versions become it. */
export interface EventDefinition<T extends string, D> {
  readonly type: T
  readonly schemaVersion: number
  readonly encode: (data: unknown) => Either<DecodeFailure, unknown>
  readonly decode: (
    schemaVersion: number,
    json: unknown,
    occurredAt: Instant,
  ) => Either<DecodeFailure, Event<T, D>>
}

/**
 * Defines an event. `upcasts[i]` turns version i + 1 into i + 2, so a chain has no holes and the current version is one
 * more than its length. A codec is never edited once an event of it is stored: add an upcast and a fixture of the old JSON.
 */
export const event = <T extends string, D, O>(
  type: T,
  codec: t.Type<D, O>,
  upcasts: ReadonlyArray<Upcast> = [],
): EventDefinition<T, D> => ({
  type,
  schemaVersion: upcasts.length + 1,
  encode: (data) =>
    codec.is(data)
      ? right(codec.encode(data))
      : left({
          type: 'InvalidEvent',
          eventType: type,
          issues: [{ pointer: '', rule: `must be ${codec.name}` }],
        }),
  decode: (schemaVersion, json, occurredAt) => {
    if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > upcasts.length + 1) {
      return left({ type: 'UnknownEventVersion', eventType: type, schemaVersion })
    }
    const current =
      schemaVersion > upcasts.length
        ? json
        : upcasts.slice(schemaVersion - 1).reduce((shape, upcast) => upcast(shape), json)
    const data = codec.decode(current)
    return isLeft(data)
      ? left({ type: 'InvalidEvent', eventType: type, issues: issuesOf(data.left) })
      : right({ type, occurredAt, data: data.right })
  },
})

export type EventOf<D> = D extends EventDefinition<infer T, infer A> ? Event<T, A> : never

/** Reads and writes the events of a set of definitions, found by type in a map. */
export interface EventCatalog<E extends Event<string, unknown>> {
  readonly types: ReadonlyArray<string>
  /** Whether an event that was made here is one of these. */
  readonly decodes: (event: Event<string, unknown>) => event is E
  readonly encode: (
    event: E,
  ) => Either<DecodeFailure, { readonly schemaVersion: number; readonly json: unknown }>
  readonly decode: (
    type: string,
    schemaVersion: number,
    json: unknown,
    occurredAt: Instant,
  ) => Either<DecodeFailure, E>
}

interface ReadsInto<E> {
  readonly type: string
  readonly schemaVersion: number
  readonly encode: (data: unknown) => Either<DecodeFailure, unknown>
  readonly decode: (schemaVersion: number, json: unknown, occurredAt: Instant) => Either<DecodeFailure, E>
}

export const eventCatalog = <E extends Event<string, unknown>>(
  definitions: ReadonlyArray<ReadsInto<E>>,
): EventCatalog<E> => {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]))
  return {
    types: [...byType.keys()],
    decodes: (event): event is E => byType.has(event.type),
    encode: (event) => {
      const definition = byType.get(event.type)
      if (definition === undefined) return left({ type: 'UnknownEventType', eventType: event.type })
      const json = definition.encode(event.data)
      return isLeft(json) ? json : right({ schemaVersion: definition.schemaVersion, json: json.right })
    },
    decode: (type, schemaVersion, json, occurredAt) =>
      byType.get(type)?.decode(schemaVersion, json, occurredAt) ??
      left({ type: 'UnknownEventType', eventType: type }),
  }
}

/** What is asked of the seller center. A retry of the same request carries the same `commandId`. */
export interface Command<T extends string, D> {
  readonly type: T
  readonly commandId: CommandId
  /** Business time of the request: what it causes has this as `occurredAt`. */
  readonly at: Instant
  /** The source gave no time, and `at` was derived from its neighbours. */
  readonly atInferred?: true
  readonly actor: Actor
  readonly correlationId?: CorrelationId
  readonly causationId?: CausationId
  /** The trace that the request belongs to, as W3C Trace Context has it; kept with the events. */
  readonly traceparent?: string
  readonly data: D
}

/** How a command of one type is read from JSON. */
export interface CommandDefinition<T extends string, D, O> {
  readonly type: T
  readonly codec: t.Type<Command<T, D>, CommandJson<T, O>>
}

/** The JSON of a whole command. */
export interface CommandJson<T extends string, O> {
  readonly type: T
  readonly commandId: string
  readonly at: string
  readonly atInferred?: true
  readonly actor: string
  readonly correlationId?: string
  readonly causationId?: string
  readonly traceparent?: string
  readonly data: O
}

export const command = <T extends string, D, O>(type: T, data: t.Type<D, O>): CommandDefinition<T, D, O> => ({
  type,
  codec: closed(
    type,
    { type: oneOf(type, [type]), commandId: CommandId, at: Instant, actor: Actor, data },
    {
      atInferred: t.literal(true),
      correlationId: CorrelationId,
      causationId: CausationId,
      traceparent: TraceParent,
    },
  ),
})

export type CommandOf<D> = D extends CommandDefinition<infer T, infer A, infer _O> ? Command<T, A> : never
/** What a caller writes: the type and the data; the façade completes the envelope. */
export type RequestOf<D> = D extends CommandDefinition<infer T, infer _A, infer O> ? Request<T, O> : never

export interface Request<T extends string, O> {
  readonly type: T
  readonly data: O
  readonly commandId?: string
  readonly at?: string
  readonly atInferred?: true
  readonly actor?: string
  readonly correlationId?: string
  readonly causationId?: string
  readonly traceparent?: string
}

/** A command that could not be read: nothing was decided and nothing happened. */
export type InvalidCommand =
  | { readonly type: 'UnknownCommand'; readonly command: string }
  | { readonly type: 'InvalidCommand'; readonly command: string; readonly issues: ReadonlyArray<Issue> }

/** Reads the commands of a set of definitions, found by type in a map. */
export interface CommandCatalog<C extends Command<string, unknown>> {
  readonly types: ReadonlyArray<string>
  readonly decode: (type: string, json: unknown) => Either<InvalidCommand, C>
}

export const commandCatalog = <C extends Command<string, unknown>>(
  definitions: ReadonlyArray<{ readonly type: string; readonly codec: { decode: t.Decode<unknown, C> } }>,
): CommandCatalog<C> => {
  const byType = new Map(definitions.map(({ type, codec }) => [type, codec]))
  return {
    types: [...byType.keys()],
    decode: (type, json) => {
      const decoded = byType.get(type)?.decode(json)
      if (decoded === undefined) return left({ type: 'UnknownCommand', command: type })
      return isLeft(decoded)
        ? left({ type: 'InvalidCommand', command: type, issues: issuesOf(decoded.left) })
        : right(decoded.right)
    },
  }
}
