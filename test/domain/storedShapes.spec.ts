import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/adapters/canonicalJson.js'
import { domainEvents, type DomainEvent } from '../../src/domain/events.js'
import { shapeOf, storedShapes } from '../support/samples.js'
import { NOW, valueOf } from '../support/spec.js'

const typeOf = (type: string) => type as DomainEvent['type']

describe.each(storedShapes)('%s', (file, bytes) => {
  const { type, schemaVersion, data } = shapeOf(bytes)

  test('is named for what it holds, and canonical', () => {
    expect(file).toBe(`${type}.v${schemaVersion}.json`)
    expect(canonicalJson({ type, schemaVersion, data })).toBe(bytes)
  })

  test('is read', () => {
    const event = valueOf(domainEvents.decode(type, schemaVersion, data, NOW))
    expect([event.type, event.occurredAt]).toEqual([type, NOW])
  })

  test('is written as the very bytes it was read from, or in a later version', () => {
    const event = valueOf(domainEvents.decode(type, schemaVersion, data, NOW))
    const written = valueOf(domainEvents.encode(event))
    if (written.schemaVersion === schemaVersion) expect(canonicalJson(written.json)).toBe(canonicalJson(data))
    else expect(written.schemaVersion).toBeGreaterThan(schemaVersion)
  })
})

/** Every version of every type of event that this code can write or read. */
const namesOf = (type: string): ReadonlyArray<string> => {
  const shapes = storedShapes.map(([, bytes]) => shapeOf(bytes)).filter((shape) => shape.type === type)
  const last = shapes.reduce((version, { schemaVersion }) => Math.max(version, schemaVersion), 1)
  const shape = shapes.find(({ schemaVersion }) => schemaVersion === last)
  const event = domainEvents.decode(typeOf(type), last, shape?.data, NOW)
  const current = valueOf(domainEvents.encode(valueOf(event))).schemaVersion
  return Array.from({ length: current }, (_, i) => `${type}.v${i + 1}.json`)
}

test('there is one stored shape for every version of every type of event', () => {
  expect(storedShapes.map(([file]) => file)).toEqual(domainEvents.types.flatMap(namesOf).toSorted())
})
