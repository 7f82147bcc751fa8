import fc from 'fast-check'
import { expect, test } from 'vitest'
import { essenceIn, metadataIn } from '../../src/application/metadataText.js'

const word = fc.oneof(fc.uuid(), fc.string(), fc.constantFrom('"', '\\', '\u0001', 'é', '\ud800'))
const metadata = fc.record(
  {
    actor: word,
    causationId: word,
    commandFingerprint: word,
    commandId: word,
    correlationId: word,
    occurredAt: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('2017-10-02T13:56:33.000Z', '2024-02-29T00:00:00.000Z') },
      fc.constantFrom('2017-10-32T13:56:33.000Z', '2023-02-29T00:00:00.000Z'),
      word,
    ),
    occurredAtInferred: fc.constant(true),
    schemaVersion: fc.oneof(fc.integer({ min: -1, max: 9_999_999_999 }), fc.double(), word),
    traceparent: word,
  },
  {
    requiredKeys: [
      'actor',
      'commandFingerprint',
      'commandId',
      'correlationId',
      'occurredAt',
      'schemaVersion',
    ],
  },
)
const texts = fc.oneof(
  { weight: 5, arbitrary: metadata.map((fields) => JSON.stringify(fields)) },
  fc.tuple(metadata, fc.nat(400)).map(([fields, end]) => JSON.stringify(fields).slice(0, end)),
  metadata.map((fields) => JSON.stringify(fields, null, 1)),
  metadata.map((fields) => JSON.stringify(Object.fromEntries(Object.entries(fields).reverse()))),
  fc.json(),
)

test('what is looked for in metadata is what all of it tells', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const whole = metadataIn(text)
      const essence = essenceIn(text)
      expect(essence?.schemaVersion).toBe(whole?.schemaVersion)
      expect(essence?.occurredAt).toBe(whole?.occurredAt)
      expect(essence?.occurredAtInferred).toBe(whole?.occurredAtInferred)
    }),
    { numRuns: 500 },
  )
})
