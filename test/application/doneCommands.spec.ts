import fc from 'fast-check'
import { expect, test } from 'vitest'
import { doneCommands, type Done, type DoneCommands } from '../../src/application/doneCommands.js'

const done = (nr: number): Done => ({ fingerprint: String(nr), events: [] })

test('what commands have done is a map that is never changed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat()), { maxLength: 6 }), {
        maxLength: 30,
      }),
      (parts) => {
        const versions: Array<[DoneCommands, Map<string, Done>]> = [[doneCommands(), new Map()]]
        for (const part of parts) {
          const [before, model] = versions.at(-1) ?? [doneCommands(), new Map<string, Done>()]
          const more = new Map(part.map(([id, nr]) => [id, done(nr)]))
          versions.push([before.and(more), new Map([...model, ...more])])
        }
        const ids = new Set(parts.flat().map(([id]) => id))
        for (const [told, model] of versions)
          for (const id of [...ids, 'nobody']) expect(told.get(id)).toEqual(model.get(id))
      },
    ),
  )
})
