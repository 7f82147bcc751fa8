import type { Instant } from '../../domain/kernel/time.js'
import { referenceOf, type BankBooks, type BankOrder } from '../bankBooks.js'

const dayOf = (at: Instant): string => at.slice(0, 10)

/** Books that are lost with the process, and all that stands in them. */
export const memoryBooks = (): BankBooks & { readonly orders: () => ReadonlyArray<BankOrder> } => {
  const byKey = new Map<string, Array<BankOrder>>()
  /** Under which something arrives or was to arrive on a day: nobody looks through the books of years for two days. */
  const keysByDay = new Map<string, Set<string>>()

  const orders = (): ReadonlyArray<BankOrder> => [...byKey.values()].flat()

  const expect = (key: string, arrivesAt: Instant): void => {
    const day = dayOf(arrivesAt)
    keysByDay.set(day, (keysByDay.get(day) ?? new Set()).add(key))
  }

  const keysWithin = (from: string, until: string): ReadonlySet<string> => {
    const keys = new Set<string>()
    for (const [day, those] of keysByDay)
      if (day >= from && day <= until) for (const key of those) keys.add(key)
    return keys
  }

  return {
    orders,
    under: (key) => Promise.resolve([...(byKey.get(key) ?? [])]),
    add: (order) => {
      const known = byKey.get(order.key) ?? []
      const there = known.find(({ ordinal }) => ordinal === order.ordinal)
      if (there !== undefined) return Promise.resolve(there)
      const added = { bankReference: referenceOf(order), ...order }
      byKey.set(order.key, [...known, added])
      expect(order.key, order.arrivesAt)
      return Promise.resolve(added)
    },
    hasten: ({ key, ordinal }, arrivesAt) => {
      const moved = (byKey.get(key) ?? []).map((order) =>
        order.ordinal === ordinal ? { ...order, arrivesAt } : order,
      )
      byKey.set(key, moved)
      expect(key, arrivesAt)
      return Promise.resolve()
    },
    arrivals: (from, until) =>
      Promise.resolve(
        [...keysWithin(dayOf(from), dayOf(until))]
          .flatMap((key) => byKey.get(key) ?? [])
          .filter(({ arrivesAt }) => arrivesAt >= from && arrivesAt <= until),
      ),
  }
}
