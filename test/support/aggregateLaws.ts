import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, Event } from '../../src/domain/kernel/message.js'
import { isLeft, isRight } from '../../src/fp.js'
import { anyEvent } from './eventArbitraries.js'
import { foldOf, storedAndRead } from './spec.js'

/** Whoever changes it in passing is thrown at. */
const frozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part)
    Object.freeze(value)
  }
  return value
}

/**
 * What every aggregate owes, whatever happened to it and whatever it is asked. What it decides happens when it is asked;
 * events of the types in `onTheirDay` may have a day of their own, which is never earlier.
 */
export const owedBy = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  commands: fc.Arbitrary<ReadonlyArray<C>>,
  onTheirDay: ReadonlyArray<E['type']> = [],
): void => {
  const event = anyEvent(aggregate.events.types) as unknown as fc.Arbitrary<E>
  const events = fc.array(event, { maxLength: 12 }).map(frozen)

  describe(`the ${aggregate.category}`, () => {
    test('reads each of its events back as it was stored', () => {
      fc.assert(
        fc.property(event, (each) => {
          expect(storedAndRead(aggregate.events, each)).toEqual(each)
        }),
      )
    })

    test('takes any event in any state, without a throw and without changing what it was given', () => {
      fc.assert(
        fc.property(events, (past) => {
          const folded = past.reduce(
            (state, each) => frozen(aggregate.evolve(state, each)),
            aggregate.initialState,
          )
          expect(folded).toEqual(foldOf(aggregate, past))
        }),
      )
    })

    test('is the same when its history is folded in two parts', () => {
      fc.assert(
        fc.property(events, fc.nat(12), (past, at) => {
          const half = foldOf(aggregate, past.slice(0, at))
          const whole = foldOf(aggregate, past)
          expect(past.slice(at).reduce(aggregate.evolve, half)).toEqual(whole)
        }),
      )
    })

    test('answers any command in any state', () => {
      fc.assert(
        fc.property(events, commands, (past, asked) => {
          const state = foldOf(aggregate, past)
          for (const command of asked) {
            const decision = aggregate.decide(command, state)
            if (isLeft(decision)) expect(decision.left).toHaveProperty('type')
          }
        }),
      )
    })

    test('stores what it decides, and decides nothing more when asked the same again', () => {
      fc.assert(
        fc.property(commands, (asked) => {
          let state = aggregate.initialState
          for (const command of asked) {
            const decision = aggregate.decide(command, state)
            if (isLeft(decision)) continue
            for (const each of decision.right) {
              if (onTheirDay.includes(each.type)) expect(each.occurredAt >= command.at).toBe(true)
              else expect(each.occurredAt).toBe(command.at)
              expect(storedAndRead(aggregate.events, each)).toEqual(each)
            }
            state = decision.right.reduce(aggregate.evolve, state)
            const again = aggregate.decide(command, state)
            if (isRight(again)) expect(again.right).toEqual([])
          }
        }),
      )
    })

    test('is found by the same id whatever it is asked', () => {
      const ids = fc.sample(commands, { numRuns: 20, seed: 1 }).flat().map(aggregate.idOf)
      expect(new Set(ids).size).toBe(1)
    })

    test('is begun by a command that needs nothing of what is there', () => {
      const begun = fc.sample(commands, { numRuns: 50, seed: 1 }).flat()
      const opening = begun.filter(({ type }) => aggregate.opening.has(type))
      expect(opening.length > 0).toBe(aggregate.opening.size > 0)
      for (const command of opening) {
        const opened = aggregate.decide(command, aggregate.initialState)
        if (isLeft(opened)) continue
        // Decided on a stream that nobody has read: it may be appended only where there is none.
        expect(opened.right.length).toBeGreaterThan(0)
        // And where there is one, it adds nothing twice.
        const again = aggregate.decide(command, foldOf(aggregate, opened.right))
        if (isRight(again)) expect(again.right).toEqual([])
      }
    })
  })
}
