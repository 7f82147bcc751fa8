import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { system as realSystem } from '../../src/adapters/system.js'
import type { EventStore } from '../../src/application/ports.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { isLeft } from '../../src/fp.js'
import type { Fault } from '../support/faultyStore.js'
import { lateStore, settled } from '../support/lateStore.js'

const system = { ...realSystem, sleep: () => Promise.resolve() }
const at = '2026-03-02T09:00:00.000Z'
const STREAM = 'product-p1'

const request = (name: string, type: string, data: object): SellerCenterRequest =>
  ({
    ...{ type, commandId: system.idOf(`ahead/${name}`), at, actor: 'test' },
    data: { productId: 'p1', ...data },
  }) as SellerCenterRequest

const list = request('list', 'ListProduct', {
  ...{ sellerId: 's1', title: 'Lamp', category: 'toys', priceMinor: '1', currency: 'EUR' },
})
const price = (minor: number, name = `price ${minor}`): SellerCenterRequest =>
  request(name, 'ChangeProductPrice', { priceMinor: String(minor), currency: 'EUR' })

/** A center that has listed the product, and remembers it. */
const opened = async (faultOf: () => Fault = () => 'none') => {
  const store = memoryEventStore({ system })
  let isListed = false
  const late = lateStore(store, () => (isListed ? faultOf() : 'none'))
  const center = sellerCenter({ store: late.store, system })
  const listing = center.execute(list)
  await settled()
  await late.next()
  await listing
  isListed = true
  return { store, late, center }
}

/** The prices that it came from and to, event by event. */
const prices = async (store: EventStore): Promise<ReadonlyArray<readonly [string, string]>> =>
  (await store.readStream(STREAM))
    .map(({ data }) => JSON.parse(data) as { fromMinor?: string; toMinor?: string })
    .flatMap(({ fromMinor, toMinor }) => (fromMinor && toMinor ? [[fromMinor, toMinor] as const] : []))

const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'none',
  'lost before storing',
  'lost answer',
  'unavailable',
  'throws after storing',
)

describe('commands for a stream to which an append is under way', () => {
  test('are decided on what it is going to leave, and sent after it', async () => {
    const { store, late, center } = await opened()
    const answers: Array<number> = []
    for (const minor of [2, 3, 4]) {
      void center.execute(price(minor)).then(() => answers.push(minor))
      await settled()
    }
    expect(late.waiting()).toBe(3)
    expect(answers).toEqual([])
    await late.next()
    await settled()
    expect(answers).toEqual([2])
    await late.next(2)
    await settled()
    expect(answers).toEqual([2, 3, 4])
    expect(await prices(store)).toEqual([
      ['1', '2'],
      ['2', '3'],
      ['3', '4'],
    ])
  })

  test('wait once four are under way, and then go together', async () => {
    const { late, center } = await opened()
    for (let minor = 2; minor < 12; minor++) {
      void center.execute(price(minor))
      await settled()
    }
    expect(late.waiting()).toBe(4)
    await late.next()
    await settled()
    expect(late.waiting()).toBe(4)
    await late.next(4)
    await settled()
    expect(late.waiting()).toBe(0)
    expect(await late.store.readStream(STREAM)).toHaveLength(11)
  })

  test('are one append where they come in one go', async () => {
    const { late, center } = await opened()
    const all = Promise.all([2, 3, 4, 5].map((minor) => center.execute(price(minor))))
    await settled()
    expect(late.waiting()).toBe(1)
    await late.next()
    expect((await all).every((outcome) => !isLeft(outcome))).toBe(true)
  })

  test('are decided anew when it is refused, also where events of others fill its place', async () => {
    const { store, late, center } = await opened()
    const first = center.execute(price(2))
    await settled()
    const second = center.execute(price(3))
    await settled()
    await sellerCenter({ store, system }).execute(price(50))
    expect(late.waiting()).toBe(2)
    for (let i = 0; i < 4; i++) {
      await late.next(late.waiting())
      await settled()
    }
    expect(isLeft(await first) || isLeft(await second)).toBe(false)
    expect(await prices(store)).toEqual([
      ['1', '50'],
      ['50', '2'],
      ['2', '3'],
    ])
  })

  test('are not refused for what is not stored', async () => {
    const { late, center } = await opened()
    const dear = center.execute(price(9))
    await settled()
    const again = center.execute(price(9, 'the same price by another'))
    await settled()
    // That nothing changes is known only when it is stored that it is so already.
    expect(late.waiting()).toBe(1)
    await late.next()
    expect(await again).toMatchObject({ right: { events: [], repeated: false } })
    expect(await dear).toMatchObject({ right: { events: [{ type: 'ProductPriceChanged' }] } })
  })

  test('end as if they had come one after the other, whatever goes wrong and whoever else appends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 10 }),
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: fc.record({ do: fc.constant('mine' as const), nr: fc.nat(12) }) },
            { weight: 1, arbitrary: fc.record({ do: fc.constant('another’s' as const), nr: fc.nat(3) }) },
            { weight: 2, arbitrary: fc.record({ do: fc.constant('store' as const), nr: fc.nat(4) }) },
            { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), nr: fc.constant(0) }) },
          ),
          { maxLength: 40 },
        ),
        async (faults, steps) => {
          const left = [...faults]
          const { store, late, center } = await opened(() => left.shift() ?? 'none')
          const other = sellerCenter({ store, system })
          const answers: Array<Promise<void>> = []
          for (const [i, step] of steps.entries()) {
            if (step.do === 'mine') {
              const told = center.execute(price(2 + step.nr)).then(async (outcome) => {
                if (isLeft(outcome)) return
                const stored = await store.readStream(STREAM)
                for (const { id, revision } of outcome.right.events) {
                  expect(stored[Number(revision)]?.id).toBe(id)
                }
              })
              answers.push(told)
            } else if (step.do === 'another’s') await other.execute(price(100 + i, `other ${i}`))
            else if (step.do === 'store') await late.next(step.nr)
            else await settled()
          }
          const over = new AbortController()
          void Promise.allSettled(answers).then(() => over.abort())
          while (!over.signal.aborted) {
            await late.next(late.waiting())
            await settled()
          }
          await Promise.all(answers)
          const ids = (await store.readStream(STREAM)).map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          // Each was decided on exactly what stands before it.
          let now = '1'
          for (const [from, to] of await prices(store)) {
            expect(from).toBe(now)
            now = to
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
