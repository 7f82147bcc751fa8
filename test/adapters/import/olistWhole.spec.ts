import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imported } from './olistCenter.js'
import { all, four, placedIn, type Name } from './olistMutations.js'

describe('an order', () => {
  const corruption = fc.oneof(
    fc.record({ how: fc.constant('cut' as const), at: fc.nat(200) }),
    fc.record({ how: fc.constant('delete' as const), at: fc.nat(200) }),
    fc.record({
      how: fc.constant('put' as const),
      at: fc.nat(200),
      text: fc.constantFrom('"', ',', '""', 'Z', '\n', '\r\n', '-'),
    }),
    fc.record({
      how: fc.constant('replace' as const),
      at: fc.constant(0),
      text: fc.string({ maxLength: 40 }),
    }),
  )

  test('is stored whole or not at all, whatever happens to a row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Name>('items', 'orders', 'payments', 'customers', 'products', 'sellers'),
        fc.nat(100),
        corruption,
        async (name, row, { how, at, ...more }) => {
          const tables = four()
          const lines = tables[name]
          const line = 1 + (row % (lines.length - 1))
          const text = lines[line] ?? ''
          const position = at % text.length
          const rest = text.slice(position)
          const put = 'text' in more ? more.text : ''
          const corrupted = {
            cut: text.slice(0, position),
            delete: text.slice(0, position) + rest.slice(1),
            put: text.slice(0, position) + put + rest,
            replace: put,
          }
          lines[line] = corrupted[how]
          const placed = placedIn((await imported(tables)).events)
          for (const [n, lines] of Object.entries(placed)) expect(all).toHaveProperty(n, lines)
        },
      ),
      { numRuns: 150 },
    )
  })
})
