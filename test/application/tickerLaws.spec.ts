import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../src/application/ports.js'
import type { TickerDeps } from '../../src/application/ticker.js'
import { delivered, hour, placed } from '../support/lives.js'
import { instant } from '../support/spec.js'
import { tickingMarketplace } from '../support/ticking.js'

const MONTHS_LATER = 24 * 120

type Fate = 'unpaid' | 'paid' | 'delivered'

interface Scenario {
  /** When each is placed, and what else becomes of it; two hours later it is paid, unless it is too late. */
  readonly orders: ReadonlyArray<{ readonly at: number; readonly fate: Fate }>
  /** Hours at which a ticker is up for a moment; it is down in between, for weeks perhaps. */
  readonly ticks: ReadonlyArray<number>
}

const hours = fc.oneof(fc.nat(60), fc.nat(24 * 30))
const scenarios: fc.Arbitrary<Scenario> = fc.record({
  orders: fc.array(fc.record({ at: hours, fate: fc.constantFrom<Fate>('unpaid', 'paid', 'delivered') }), {
    minLength: 1,
    maxLength: 6,
  }),
  ticks: fc.array(hours, { maxLength: 5 }),
})
/** Calls to the store and to the center between two crashes, each before or after the call has had its effect. */
const crashes = fc.array(fc.record({ calls: fc.nat(8), after: fc.boolean() }), { maxLength: 10 })

const died = new Error('the process died')

/** Dies at the calls that are told, until there are no more of them. */
const fuse = (plan: ReadonlyArray<{ readonly calls: number; readonly after: boolean }>) => {
  const left = plan.map((each) => ({ ...each }))
  return <A extends ReadonlyArray<unknown>, R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const [next] = left
      if (next === undefined) return call(...args)
      if (next.calls > 0) {
        next.calls -= 1
        return call(...args)
      }
      left.shift()
      if (next.after) await call(...args)
      throw died
    }
}

const told = async (store: EventStore) =>
  (await store.readAll({ limit: 10_000 })).events.map(({ stream, type, metadata }) => {
    const { occurredAt, actor, commandId } = JSON.parse(metadata)
    return {
      stream,
      type,
      occurredAt: String(occurredAt),
      actor: String(actor),
      commandId: String(commandId),
    }
  })

/** What each order has come to; a ticker that dies is started again at once. */
const lived = async ({ orders, ticks }: Scenario, plan: Parameters<typeof fuse>[0]) => {
  const it = tickingMarketplace()
  const dying = fuse(plan)
  const over: Partial<TickerDeps> = {
    center: { execute: dying(it.center.execute) },
    reads: { claim: dying(it.reads.claim), commit: dying(it.reads.commit) },
    keep: dying(it.keep),
  }
  const tick = async (at: number): Promise<void> => {
    for (;;) {
      try {
        it.goTo(at)
        expect(await it.open(over).tickUntil(instant(hour(at)))).toBeUndefined()
        return
      } catch (error) {
        if (error !== died) throw error
        // What was under way when it died may still arrive.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
  const pay = (orderId: string, at: number) =>
    it.center.execute({ type: 'PayOrder', at: hour(at), data: { orderId, payments: [], hold: false } })
  const steps = orders.flatMap(({ at, fate }, i) => {
    const orderId = `o${i}`
    const place = { at, run: () => placed(it.center, orderId, at) }
    const paying = { at: at + 2, run: () => pay(orderId, at + 2) }
    const sending = { at: at + 3, run: () => delivered(it.center, orderId, at + 3).catch(() => undefined) }
    return [place, ...(fate === 'unpaid' ? [] : [paying]), ...(fate === 'delivered' ? [sending] : [])]
  })
  const all = [...steps, ...ticks.map((at) => ({ at, run: () => tick(at) }))].sort((a, b) => a.at - b.at)
  for (const { run } of all) await run()
  await tick(MONTHS_LATER)
  return { events: await told(it.store), standing: await it.agenda.due({ limit: 100 }) }
}

const byStream = (events: Awaited<ReturnType<typeof told>>) =>
  new Map(events.map(({ stream }) => [stream, events.filter((event) => event.stream === stream)]))

describe('a ticker that is down for weeks and dies at any call', () => {
  test('has the effect of one that never dies, in every stream and in its order', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, crashes, async (scenario, plan) => {
        const [calm, troubled] = [await lived(scenario, []), await lived(scenario, plan)]
        const shape = ({ events }: typeof calm) =>
          new Map(
            [...byStream(events)].map(([stream, own]) => [
              stream,
              own.map(({ type, occurredAt }) => [type, occurredAt]),
            ]),
          )
        expect(shape(troubled)).toEqual(shape(calm))
        expect(troubled.standing).toEqual([])
      }),
    )
  })

  test('brings every order to its end, once', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, crashes, async (scenario, plan) => {
        const { events } = await lived(scenario, plan)
        for (const own of byStream(events).values()) {
          const ends = own.filter(({ type }) => type === 'OrderCancelled' || type === 'OrderCompleted')
          expect(ends).toHaveLength(1)
          const ticked = own.filter(({ actor }) => actor === 'process:ticker')
          expect(ticked.map(({ occurredAt }) => occurredAt)).toEqual(
            ticked.map(({ occurredAt }) => occurredAt).toSorted(),
          )
          const ids = own.map(({ commandId }) => commandId)
          // The events of one command stand together: it was never decided a second time.
          expect(ids.filter((id, i) => id !== ids[i - 1])).toHaveLength(new Set(ids).size)
        }
      }),
    )
  })
})
