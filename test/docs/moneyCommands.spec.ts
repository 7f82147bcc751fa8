import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { commission } from '../../src/domain/commission/index.js'
import { adjustmentTypes } from '../../src/domain/statement/adjustments.js'
import { payout } from '../../src/domain/payout/index.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { statement } from '../../src/domain/statement/index.js'

const guide = readFileSync(new URL('../../docs/money.md', import.meta.url), 'utf8')
const section = guide.split('\n## Who asks\n')[1]?.split('\n## ')[0] ?? ''
const named = section
  .split('\n')
  .filter((row) => row.startsWith('| `'))
  .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))

describe('docs/money.md', () => {
  test('names each command about money once', () => {
    const known = [commission, settlement, statement, payout].flatMap(({ commands }) => [...commands.types])
    expect(named.toSorted()).toEqual(['AgreeSellerTerms', ...known].toSorted())
  })

  test.each(named)('names %s, which can be asked', async (type) => {
    const { execute } = sellerCenter({ store: memoryEventStore({ system }), system })
    const outcome = await execute({ type, data: {} } as unknown as SellerCenterRequest)
    expect(outcome).toMatchObject({ left: { type: 'InvalidCommand', command: type } })
  })

  test('sends what is no row of a fee schedule to adjustments that are known', () => {
    const told = guide.split('**Fees that are no rows here**')[1]?.split('\n\n')[0] ?? ''
    const types = [...told.matchAll(/`([A-Z_]+)`/g)].map(([, type]) => type ?? '')
    expect(types.length).toBeGreaterThan(5)
    for (const type of types) expect(adjustmentTypes.has(type), type).toBe(true)
  })
})
