import { expect } from 'vitest'
import { canonicalJson } from '../../src/adapters/canonicalJson.js'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, CommandCatalog, Event, EventCatalog } from '../../src/domain/kernel/message.js'
import { Instant } from '../../src/domain/kernel/time.js'
import { isLeft, left, right, type Either } from '../../src/fp.js'

/** What was asked, or a failure of the test that shows why there is none. */
export const valueOf = <L, A>(outcome: Either<L, A>): A => {
  if (isLeft(outcome)) throw new Error(`expected a value, got ${text(outcome.left)}`)
  return outcome.right
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))

/** What was refused; fails the test if it was not. */
export const leftOf = <L, A>(outcome: Either<L, A>): L => {
  if (isLeft(outcome)) return outcome.left
  throw new Error('it was not refused')
}

export const instant = (iso: string): Instant => valueOf(Instant.decode(iso))

/** When what is given happened: here, and a minute later each. */
export const BEFORE = instant('2026-03-02T09:00:00.000Z')
/** When it is asked for something: what this causes happened now. */
export const NOW = instant('2026-03-05T12:30:00.000Z')

/** An event from its JSON, through its codec. */
export const eventOf = <E extends Event<string, unknown>>(
  catalog: EventCatalog<E>,
  type: E['type'],
  data: unknown,
  occurredAt: Instant = NOW,
): E => valueOf(catalog.decode(type, 1, data, occurredAt))

/** A command from the JSON of a request, through its codec. */
export const commandOf = <C extends Command<string, unknown>>(
  catalog: CommandCatalog<C>,
  request: { readonly type: string; readonly data: unknown; readonly at?: string },
): C => {
  const envelope = { commandId: '00000000-0000-4000-8000-000000000001', at: NOW, actor: 'host' }
  return valueOf(catalog.decode(request.type, { ...envelope, ...request }))
}

/** The event as a store gives it back. */
export const storedAndRead = <E extends Event<string, unknown>>(catalog: EventCatalog<E>, event: E): E => {
  const { schemaVersion, json } = valueOf(catalog.encode(event))
  const bytes = canonicalJson(json)
  return valueOf(catalog.decode(event.type, schemaVersion, JSON.parse(bytes), event.occurredAt))
}

const minutesAfter = (begin: Instant, minutes: number): Instant =>
  instant(new Date(Date.parse(begin) + minutes * 60_000).toISOString())

export const foldOf = <S, E>(
  {
    initialState,
    evolve,
  }: Pick<Aggregate<never, S, never, unknown>, 'initialState'> & {
    readonly evolve: (state: S, event: E) => S
  },
  events: ReadonlyArray<E>,
): S => events.reduce(evolve, initialState)

/** Sentences about an aggregate: `given(placed, paid).when(handOver()).then(handedOver)`. */
export const specFor =
  <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
    aggregate: Aggregate<C, S, E, R>,
  ) =>
  (...past: ReadonlyArray<E>) => ({
    when: (command: C) => {
      const dated = past.map((event, i) => ({ ...event, occurredAt: minutesAfter(BEFORE, i) }))
      const outcome = aggregate.decide(command, foldOf(aggregate, dated))
      return {
        then: (...events: ReadonlyArray<E>): void => {
          expect(outcome).toEqual(right(events))
          expect(events.map((event) => storedAndRead(aggregate.events, event))).toEqual(events)
        },
        thenNothing: (): void => expect(outcome).toEqual(right([])),
        thenRefused: (refusal: R): void => expect(outcome).toEqual(left(refusal)),
        /** For tables: the types of the events, `nothing`, or the type of the refusal. */
        outcome: isLeft(outcome)
          ? typeOf(outcome.left)
          : outcome.right.map(({ type }) => type).join(' ') || 'nothing',
      }
    },
  })

const typeOf = (refusal: unknown): string =>
  typeof refusal === 'object' && refusal !== null && 'type' in refusal ? String(refusal.type) : text(refusal)
