import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventStore, ExpectedRevision, NewEvent } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { idsOf, newEvent, newEvents, ownCategory } from '../../support/log.js'

/** One thing that a client does. Numbers choose among what there is when it is done. */
type Step =
  | { readonly do: 'append'; readonly stream: number; readonly off: number; readonly count: number }
  | { readonly do: 'repeat'; readonly which: number }
  | { readonly do: 'repeat with more'; readonly which: number }

const streamNr = fc.integer({ min: 0, max: 2 })
const which = fc.nat(1_000)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    stream: streamNr,
    off: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
    ),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('repeat' as const), which }),
  fc.record({ do: fc.constant('repeat with more' as const), which }),
)

interface Append {
  readonly stream: number
  /** Events expected to be in the stream. */
  readonly expected: number
  readonly events: ReadonlyArray<NewEvent>
}

const revisionOf = (count: number): ExpectedRevision => (count === 0 ? 'no_stream' : BigInt(count - 1))

/** What the port promises, on lists of ids. */
const answerOf = (stored: ReadonlyArray<string>, { expected, events }: Append): string => {
  const ids = idsOf(events)
  if (expected === stored.length) return `appended up to ${expected + ids.length - 1}`
  const there = stored.slice(expected, expected + ids.length)
  if (there.length === ids.length && there.every((id, i) => id === ids[i]))
    return `repeated up to ${expected + ids.length - 1}`
  return `conflict with ${revisionOf(stored.length)}`
}

const appendFor = (
  chosen: Step,
  model: ReadonlyArray<ReadonlyArray<string>>,
  past: ReadonlyArray<Append>,
): Append => {
  const fresh = { stream: 0, expected: model[0]?.length ?? 0, events: newEvents(1) }
  if (chosen.do === 'append') {
    const length = model[chosen.stream]?.length ?? 0
    return {
      stream: chosen.stream,
      expected: Math.max(0, length + chosen.off),
      events: newEvents(chosen.count),
    }
  }
  const earlier = past[chosen.which % Math.max(past.length, 1)] ?? fresh
  // Where it would only go to the end, ids that are stored already would be used again: another law.
  if (chosen.do === 'repeat' || earlier.expected === model[earlier.stream]?.length) return earlier
  return { ...earlier, events: [...earlier.events, newEvent()] }
}

export const modelContract = (store: () => EventStore, histories: number): void => {
  describe('any history of appends and repetitions', () => {
    test('is answered and stored as in the model', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const category = ownCategory()
          const model: Array<Array<string>> = [[], [], []]
          const past: Array<Append> = []
          for (const chosen of steps) {
            const append = appendFor(chosen, model, past)
            const stored = model[append.stream] ?? []
            const promised = answerOf(stored, append)
            const result = await store().appendToStream(
              `${category}-${append.stream}`,
              revisionOf(append.expected),
              append.events,
            )
            const answer = isLeft(result)
              ? result.left.type === 'WrongExpectedRevision'
                ? `conflict with ${result.left.actual}`
                : result.left.type
              : `${result.right.repeated ? 'repeated' : 'appended'} up to ${result.right.revision}`
            expect(answer).toBe(promised)
            if (promised.startsWith('appended')) stored.push(...idsOf(append.events))
            past.push(append)
          }
          for (const [nr, ids] of model.entries())
            expect(idsOf(await store().readStream(`${category}-${nr}`))).toEqual(ids)
        }),
        { numRuns: histories },
      )
    })
  })
}
