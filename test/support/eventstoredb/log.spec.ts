import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Expected } from './commitCheck.js'
import { createLog, type Log } from './log.js'
import type { ProposedEvent } from './records.js'

const newLog = (): Log => createLog({ recentIdsBytes: 1_000_000, nowMs: () => 0, systemEvents: false })

const expected = fc.oneof(
  fc.constantFrom<Expected>('any', 'no_stream', 'stream_exists'),
  fc.bigInt({ min: 0n, max: 6n }),
)
const event = fc.record<ProposedEvent>({
  id: fc.integer({ min: 0, max: 12 }).map((number) => `id-${number}`),
  type: fc.constantFrom('A', 'B'),
  contentType: fc.constant('application/json'),
  data: fc.uint8Array({ maxLength: 9 }),
  metadata: fc.constant(new Uint8Array()),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant('append'), expected, fc.array(event, { minLength: 1, maxLength: 3 })),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('softDelete', 'restart'), expected, fc.constant([])) },
)
type Step = readonly [string, Expected, ReadonlyArray<ProposedEvent>]

const STREAMS = ['one', 'two'] as const
const history = fc.array(fc.tuple(fc.constantFrom(...STREAMS), step), { maxLength: 30 })

const play = (log: Log, stream: string, [kind, at, events]: Step) => {
  if (kind === 'append') return log.append(stream, at, events)
  if (kind === 'softDelete') return log.softDelete(stream, at)
  log.restart(log.records)
  return undefined
}

test('positions only grow, and the revisions of a stream have no gap, whatever is asked', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const log = newLog()
      for (const [stream, one] of steps) {
        play(log, stream, one)
        const positions = log.records.map(({ position }) => position)
        expect(positions.every((position, index) => index === 0 || position > positions[index - 1]!)).toBe(
          true,
        )
        for (const name of STREAMS) {
          log.stream(name).records.forEach(({ revision }, index) => expect(revision).toBe(BigInt(index)))
        }
      }
    }),
  )
})

test('an append at an exact revision that was written is repeated for ever, with the same answer', () => {
  fc.assert(
    fc.property(history, history, fc.constantFrom(...STREAMS), (before, after, stream) => {
      const log = newLog()
      for (const [name, one] of before) play(log, name, one)
      const last = log.stream(stream).records.at(-1)?.revision ?? 'no_stream'
      const events = ['first', 'second'].map((id): ProposedEvent => {
        return {
          id,
          type: 'A',
          contentType: 'application/json',
          data: new Uint8Array(),
          metadata: new Uint8Array(),
        }
      })
      const first = log.append(stream, last, events)
      expect(first).toMatchObject({ kind: 'written' })
      for (const [name, one] of after) play(log, name, one)
      expect(log.append(stream, last, events)).toEqual({ ...first, kind: 'repeated' })
    }),
  )
})

test('what is refused changes nothing', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const log = newLog()
      for (const [stream, one] of steps) {
        const before = [...log.records]
        const outcome = play(log, stream, one)
        if (outcome?.kind !== 'written') expect([...log.records]).toEqual(before)
      }
    }),
  )
})
