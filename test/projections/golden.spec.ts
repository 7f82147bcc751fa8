import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deadlines } from '../../src/projections/deadlines.js'
import { foldAll } from '../../src/projections/fold.js'
import { projections } from '../../src/projections/index.js'
import { deliveredFrom } from '../../src/application/delivered.js'
import { valueOf } from '../support/spec.js'
import { story } from '../support/projecting.js'

const occurrences = story.map((event) => valueOf(deliveredFrom(event)))
const golden = JSON.parse(
  readFileSync(new URL('../fixtures/foldedStory.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

// A fingerprint does not cover what handlers do to rows: so tables made by other handlers would be taken for right.
test.each([...projections, deadlines].map((projection) => [projection.name, projection] as const))(
  '%s makes of a story what it made of it at this version',
  (name, projection) => {
    const rows = foldAll(projection, occurrences).map(({ table, rows: made }) => [table.name, made])
    const hash = createHash('sha256').update(JSON.stringify(rows, plain)).digest('hex').slice(0, 16)
    expect(
      { [name]: `v${projection.version} ${hash}` },
      `${name} makes other rows now: raise its version and update the hash in test/fixtures/foldedStory.json`,
    ).toEqual({ [name]: golden[name] })
  },
)
